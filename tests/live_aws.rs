//! `check --role`: real processes that speak HTTP to a real implementation of IAM on loopback, and to a server that plays
//! what goes wrong.

mod credentials;
mod faults;
mod iam;
mod moto;
mod sso;

use std::process::{Command, Stdio};

use crate::running::{Folder, Run};

/// Runs the tool with these variables and no others, in a home without files unless the test puts some there.
fn iamsure(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_iamsure"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("HOME", folder.path())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the tool can be started");
    Run {
        code: output.status.code().expect("the tool is not killed"),
        out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// Everything that a run said has to be free of these.
fn hides(run: &Run, secrets: &[&str]) {
    for secret in secrets {
        assert!(
            !run.out.contains(secret) && !run.err.contains(secret),
            "a secret is told:\n{}{}",
            run.out,
            run.err
        );
    }
}

fn fails(run: &Run, with: &[&str]) {
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
    for words in with {
        assert!(run.err.contains(words), "{words:?} is not in\n{}", run.err);
    }
}
