//! The credentials that a program of the user's gives: `credential_process`.
//!
//! See "Process credential provider" in the AWS SDKs and Tools Reference Guide.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::Given;
use crate::live::aws::error::AwsError;
use crate::live::aws::keys::Credentials;

const LONGEST_ANSWER: u64 = 64 * 1024;

/// Runs the command without a shell, for no longer than this. What it prints is shown to nobody.
pub(super) fn credentials(
    command: &str,
    origin: &str,
    longest: Duration,
) -> Result<Credentials, AwsError> {
    let failed = |reason: String| AwsError::NotGiven {
        origin: origin.to_owned(),
        reason,
    };
    let words = words(command).ok_or_else(|| failed("a quote in it is not closed".to_owned()))?;
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| failed("it names no program".to_owned()))?;
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(format!("its program cannot be started: {error}")))?;
    let output = child.stdout.take();
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = output.map(|output| output.take(LONGEST_ANSWER).read_to_end(&mut text));
        // Who no longer waits does not want it.
        let _ = sender.send(read.and_then(Result::ok).map(|_| text));
    });
    let text = answer.recv_timeout(longest).ok().flatten();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if text.is_some() && start.elapsed() < longest => {
                thread::sleep(Duration::from_millis(5));
            }
            _ => break None,
        }
    };
    match (status, text) {
        (Some(status), Some(text)) if status.success() => Given::read(&text, origin),
        (Some(status), _) => Err(failed(format!("its program ends with {status}"))),
        (None, _) => {
            // It may have ended by itself just now.
            let _ = child.kill();
            let _ = child.wait();
            Err(AwsError::NotInTime {
                origin: origin.to_owned(),
            })
        }
    }
}

/// The words of a command, with quotes and backslashes as a shell reads them; `None` if a quote is not closed.
fn words(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = command.chars();
    while let Some(char) = chars.next() {
        match (quote, char) {
            (Some(open), char) if char == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            // On Windows it parts folders.
            (None | Some('"'), '\\') if !cfg!(windows) => {
                word.get_or_insert_default().push(chars.next()?);
            }
            (None, char) if char.is_whitespace() => words.extend(word.take()),
            (_, char) => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_split_as_a_shell_would() {
        for (command, expected) in [
            ("vault  read aws", Some(vec!["vault", "read", "aws"])),
            (
                r#""/opt/my tools/get" 'a "b"' """#,
                Some(vec!["/opt/my tools/get", "a \"b\"", ""]),
            ),
            ("a; rm -rf $HOME", Some(vec!["a;", "rm", "-rf", "$HOME"])),
            ("", Some(vec![])),
            ("a 'b", None),
        ] {
            assert_eq!(
                words(command).as_deref(),
                expected
                    .as_deref()
                    .map(|words| { words.iter().map(ToString::to_string).collect::<Vec<_>>() })
                    .as_deref(),
                "{command}"
            );
        }
    }
}
