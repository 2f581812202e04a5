//! How long a policy is, in the ways in which AWS counts.

/// The bytes that are no white space, inside strings neither, if there are more than fit.
pub fn without_white_space(text: &str, most: usize) -> Option<usize> {
    let mut left = text.len();
    // Nearly every policy that is too long as it is written fits without its spaces.
    for blank in BLANKS {
        left -= memchr::memchr_iter(blank, text.as_bytes()).count();
        if left <= most {
            return None;
        }
    }
    Some(left)
}

/// White space, the most frequent first.
const BLANKS: [u8; 4] = *b" \n\r\t";

/// The bytes that are left when the white space outside of strings is removed.
pub fn minified(text: &str) -> usize {
    let mut count = 0;
    let mut in_string = false;
    let mut escaped = false;
    for byte in text.bytes() {
        if in_string || !is_white_space(byte) {
            count += 1;
        }
        if byte == b'"' && !escaped {
            in_string = !in_string;
        }
        escaped = in_string && byte == b'\\' && !escaped;
    }
    count
}

fn is_white_space(byte: u8) -> bool {
    BLANKS.contains(&byte)
}

/// A number as people read it: `10,240`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, minified, without_white_space};

    #[test]
    fn white_space_in_strings_is_only_left_by_who_minifies() {
        let text = "{\r\n\t\"a b\" : \"c\\\" d\"\n}";
        let compact = r#"{"ab":"c\"d"}"#.len();
        assert_eq!(without_white_space(text, compact), None);
        assert_eq!(without_white_space(text, compact - 1), Some(compact));
        assert_eq!(minified(text), r#"{"a b":"c\" d"}"#.len());
        let long = format!("{{{}}}", " \"a\",\n".repeat(1000));
        assert_eq!(without_white_space(&long, 0), Some(4002));
        assert_eq!(minified(r#"{ "a\\" : " " }"#), r#"{"a\\":" "}"#.len());
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(2048), "2,048");
        assert_eq!(grouped(131_072), "131,072");
        assert_eq!(grouped(1_048_576), "1,048,576");
    }
}
