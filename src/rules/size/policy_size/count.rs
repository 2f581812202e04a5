//! How long a policy is, in the ways in which AWS counts.

/// The bytes that are no white space, inside strings neither.
pub fn without_white_space(text: &str) -> usize {
    // So few at a time that a byte can count them: the compiler takes many at once.
    let counted = |part: &[u8]| -> u8 { part.iter().map(|&byte| blank(byte)).sum() };
    let blanks: usize = text
        .as_bytes()
        .chunks(128)
        .map(|part| usize::from(counted(part)))
        .sum();
    text.len() - blanks
}

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
    blank(byte) == 1
}

/// 1 for white space, without a branch.
fn blank(byte: u8) -> u8 {
    let is_blank = matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    u8::from(is_blank)
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
        assert_eq!(without_white_space(text), r#"{"ab":"c\"d"}"#.len());
        assert_eq!(minified(text), r#"{"a b":"c\" d"}"#.len());
        let long = format!("{{{}}}", " \"a\",\n".repeat(1000));
        assert_eq!(without_white_space(&long), 4002);
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
