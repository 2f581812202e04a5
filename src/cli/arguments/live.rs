//! The arguments that ask the other side over the network, for every command that needs an integration.

use std::time::Duration;

use clap::Args;

#[derive(Args, Debug)]
pub struct LiveArguments {
    /// Fetch the integration with this ID from Confluent's REST API, or, with `auto`, the one for `--role-arn`. The key and its
    /// secret come from `CONFLUENT_CLOUD_API_KEY` and `CONFLUENT_CLOUD_API_SECRET`, or a token from `CONFLUENT_CLOUD_TOKEN`
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "integration",
        help_heading = "Integration"
    )]
    pub live: Option<String>,

    /// The environment of the integration [default: `CONFLUENT_ENVIRONMENT_ID`]
    // What conflicts with an option that is required lets that requirement pass: so it is said of both.
    #[arg(
        long,
        value_name = "ENV",
        requires = "live",
        conflicts_with = "integration",
        help_heading = "Integration"
    )]
    pub environment: Option<String>,

    /// Another host of the API [default: `CONFLUENT_CLOUD_ENDPOINT`, else https://api.confluent.cloud]
    #[arg(
        long,
        value_name = "URL",
        requires = "live",
        conflicts_with = "integration",
        help_heading = "Integration"
    )]
    pub endpoint: Option<String>,

    /// How long one fetch may take, its retries and a `credential_process` of AWS included
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "30", help_heading = "Integration")]
    pub timeout: Duration,
}

/// Up to a day: who waits longer runs it again.
pub(super) fn seconds(word: &str) -> Result<Duration, String> {
    let seconds: Option<f64> = word.parse().ok();
    seconds
        .filter(|seconds| (0.001..=86_400.0).contains(seconds))
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "expected seconds, more than 0 and no more than 86400".to_owned())
}
