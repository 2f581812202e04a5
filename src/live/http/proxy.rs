//! Which proxy a request goes through, by the variables that other programs heed too.

use super::error::HttpError;
use super::url::Url;

/// The first that is set and not empty counts.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const EXCEPT: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// `variable` gives the environment.
pub(super) fn find(
    url: &Url,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<ureq::Proxy>, HttpError> {
    let first = |names: &[&'static str]| {
        names.iter().find_map(|name| {
            let value = variable(name).filter(|value| !value.trim().is_empty())?;
            Some((*name, value))
        })
    };
    let Some((name, value)) = first(&VARIABLES).filter(|_| url.may_use_proxy()) else {
        return Ok(None);
    };
    if first(&EXCEPT).is_some_and(|(_, list)| is_excepted(url.host(), &list)) {
        return Ok(None);
    }
    let proxy = ureq::Proxy::new(value.trim()).map_err(|_| HttpError::ProxyUrl { name })?;
    match proxy.protocol() {
        ureq::ProxyProtocol::Http | ureq::ProxyProtocol::Https => Ok(Some(proxy)),
        _ => Err(HttpError::ProxyUrl { name }),
    }
}

/// As curl reads the list: a name stands for itself and for what lies below it, `*` for everything.
fn is_excepted(host: &str, list: &str) -> bool {
    list.split([',', ' ']).any(|entry| {
        let name = entry.trim_start_matches('*').trim_start_matches('.');
        let name = name.to_ascii_lowercase();
        let below = || host.strip_suffix(name.as_str());
        entry == "*"
            || !name.is_empty() && below().is_some_and(|it| it.is_empty() || it.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(url: &str, variables: &[(&str, &str)]) -> Result<Option<String>, HttpError> {
        let url = Url::parse(url).expect("the URL of a test can be read");
        let found = find(&url, |name| {
            let found = variables.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        found.map(|proxy| proxy.map(|proxy| format!("{}:{}", proxy.host(), proxy.port())))
    }

    #[test]
    fn the_environment_names_the_proxy_and_what_goes_without() {
        let proxy = ("HTTPS_PROXY", "http://user:word@proxy.example:3128");
        for (url, variables, expected) in [
            ("https://api.confluent.cloud", vec![], None),
            (
                "https://api.confluent.cloud",
                vec![proxy],
                Some("proxy.example:3128"),
            ),
            (
                "https://api.confluent.cloud",
                vec![("https_proxy", "proxy.example:1")],
                Some("proxy.example:1"),
            ),
            (
                "https://api.confluent.cloud",
                vec![("ALL_PROXY", "http://all:2"), proxy],
                Some("proxy.example:3128"),
            ),
            (
                "https://api.confluent.cloud",
                vec![("HTTPS_PROXY", ""), ("all_proxy", "http://all:2")],
                Some("all:2"),
            ),
            // A proxy for plain http alone is not for us.
            (
                "https://api.confluent.cloud",
                vec![("HTTP_PROXY", "http://plain:2")],
                None,
            ),
            (
                "https://api.confluent.cloud",
                vec![proxy, ("NO_PROXY", "*")],
                None,
            ),
            (
                "https://api.confluent.cloud",
                vec![proxy, ("NO_PROXY", "a.example, confluent.cloud")],
                None,
            ),
            (
                "https://api.confluent.cloud",
                vec![proxy, ("no_proxy", ".CONFLUENT.cloud")],
                None,
            ),
            (
                "https://api.confluent.cloud",
                vec![proxy, ("NO_PROXY", "fluent.cloud")],
                Some("proxy.example:3128"),
            ),
            (
                "https://api.confluent.cloud",
                vec![proxy, ("NO_PROXY", "")],
                Some("proxy.example:3128"),
            ),
            ("http://127.0.0.1:9", vec![proxy], None),
            ("https://localhost:9", vec![proxy], None),
            ("https://[::1]:9", vec![proxy], None),
        ] {
            let found = through(url, &variables).expect("the proxy can be read");
            assert_eq!(found.as_deref(), expected, "{url} {variables:?}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_and_not_passed_by() {
        for value in [
            "socks5://proxy.example",
            "socks4://proxy.example",
            "ftp://proxy.example",
            "http://",
            "a b",
        ] {
            let error = through("https://api.confluent.cloud", &[("HTTPS_PROXY", value)]);
            let error = error.expect_err(value).to_string();
            assert!(
                error.contains("`HTTPS_PROXY`") && !error.contains(value),
                "{error}"
            );
        }
    }
}
