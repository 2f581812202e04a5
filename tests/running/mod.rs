//! Runs the tool as a process in a folder of its own, with nothing of the environment.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that is gone when the test is over.
pub struct Folder {
    path: PathBuf,
}

/// What a run left.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    /// A folder with these files: path and text.
    pub fn with(files: &[(&str, &str)]) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "iamsure-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("the folder of a test can be made");
        for (name, text) in files {
            let file = path.join(name);
            fs::create_dir_all(file.parent().expect("a file is in a folder"))
                .expect("the folder of a file can be made");
            fs::write(file, text).expect("the file of a test can be written");
        }
        Self { path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn iamsure_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .expect("the tool can be started");
        // It may stop before it has read all: a closed pipe is an answer too.
        let _ = child
            .stdin
            .take()
            .expect("standard input is piped")
            .write_all(input.as_bytes());
        let output = child.wait_with_output().expect("the tool ends");
        run(&output)
    }

    /// Runs it with these environment variables.
    pub fn iamsure_with_environment(
        &self,
        environment: &[(&str, &str)],
        arguments: &[&str],
    ) -> Run {
        let output = self
            .command(arguments)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .output()
            .expect("the tool can be started");
        run(&output)
    }

    /// Runs it with a standard output that nobody reads any more.
    pub fn iamsure_with_closed_output(&self, arguments: &[&str]) -> (i32, String) {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::null())
            .spawn()
            .expect("the tool can be started");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the tool ends");
        let run = run(&output);
        (run.code, run.err)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iamsure"));
        command
            .args(arguments)
            .current_dir(&self.path)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

pub fn iamsure(folder: &Folder, arguments: &[&str]) -> Run {
    let output = folder
        .command(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the tool can be started");
    run(&output)
}

fn run(output: &std::process::Output) -> Run {
    Run {
        code: output.status.code().expect("the tool is not killed"),
        out: String::from_utf8(output.stdout.clone()).expect("standard output is UTF-8"),
        err: String::from_utf8(output.stderr.clone()).expect("standard error is UTF-8"),
    }
}
