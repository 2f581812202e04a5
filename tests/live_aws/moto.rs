//! moto, an implementation of AWS's APIs in Python, started once for all tests. From a certain call on it checks signatures
//! and permissions as AWS does.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use crate::optional::skipped;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::197857026523:role/partner"},"Action":"sts:AssumeRole"}]}"#;
const TRUSTS_READER: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/reader"},"Action":"sts:AssumeRole"}]}"#;
const INLINE: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Täglich 50%+","Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const MANAGED: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::orders-archive/*"}]}"#;
const READS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Get*","iam:List*","sts:AssumeRole"],"Resource":"*"}]}"#;
const READS_LITTLE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetRole","Resource":"*"}]}"#;

pub struct Moto {
    pub url: String,
    /// A user that may read everything of IAM: key and secret.
    pub reader: (String, String),
    /// A user that may do nothing but `iam:GetRole`.
    pub limited: (String, String),
    /// Its standard input ends with this process, and it ends with that.
    _server: Child,
}

/// The calls that make the account, none of which is checked.
const SETUP: &[(&str, &[(&str, &str)])] = &[
    (
        "CreatePolicy",
        &[("PolicyName", "OrdersWriter"), ("PolicyDocument", INLINE)],
    ),
    (
        "CreatePolicyVersion",
        &[
            ("PolicyArn", "arn:aws:iam::123456789012:policy/OrdersWriter"),
            ("PolicyDocument", MANAGED),
            ("SetAsDefault", "true"),
        ],
    ),
    (
        "CreatePolicy",
        &[("PolicyName", "TeamBoundary"), ("PolicyDocument", MANAGED)],
    ),
    (
        "CreateRole",
        &[
            ("RoleName", "OrdersArchive"),
            ("Path", "/data/"),
            ("AssumeRolePolicyDocument", TRUST),
            (
                "PermissionsBoundary",
                "arn:aws:iam::123456789012:policy/TeamBoundary",
            ),
        ],
    ),
    (
        "PutRolePolicy",
        &[
            ("RoleName", "OrdersArchive"),
            ("PolicyName", "all+more"),
            ("PolicyDocument", INLINE),
        ],
    ),
    (
        "AttachRolePolicy",
        &[
            ("RoleName", "OrdersArchive"),
            ("PolicyArn", "arn:aws:iam::123456789012:policy/OrdersWriter"),
        ],
    ),
    (
        "AttachRolePolicy",
        &[
            ("RoleName", "OrdersArchive"),
            (
                "PolicyArn",
                "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
            ),
        ],
    ),
    (
        "CreateRole",
        &[
            ("RoleName", "Auditor"),
            ("AssumeRolePolicyDocument", TRUSTS_READER),
        ],
    ),
    (
        "PutRolePolicy",
        &[
            ("RoleName", "Auditor"),
            ("PolicyName", "read"),
            ("PolicyDocument", READS),
        ],
    ),
    ("CreateUser", &[("UserName", "reader")]),
    (
        "PutUserPolicy",
        &[
            ("UserName", "reader"),
            ("PolicyName", "read"),
            ("PolicyDocument", READS),
        ],
    ),
    ("CreateAccessKey", &[("UserName", "reader")]),
    ("CreateUser", &[("UserName", "limited")]),
    (
        "PutUserPolicy",
        &[
            ("UserName", "limited"),
            ("PolicyName", "read"),
            ("PolicyDocument", READS_LITTLE),
        ],
    ),
    ("CreateAccessKey", &[("UserName", "limited")]),
];

/// `None` where there is no Python to run it; that is loud, and a failure in CI.
pub fn moto() -> Option<&'static Moto> {
    static MOTO: OnceLock<Option<Moto>> = OnceLock::new();
    MOTO.get_or_init(|| match start() {
        Ok(moto) => Some(moto),
        Err(reason) => {
            let message = format!("tests against an IAM endpoint: {reason}");
            assert!(std::env::var_os("CI").is_none(), "{message}");
            skipped(&message);
            None
        }
    })
    .as_ref()
}

fn start() -> Result<Moto, String> {
    let python = installed()?;
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("loopback has a free port")
        .port();
    let program = format!(
        "import os, sys, threading\n\
         threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()\n\
         from moto.server import main\n\
         main(['-H', '127.0.0.1', '-p', '{port}'])\n"
    );
    let server = Command::new(python)
        .args(["-c", &program])
        .env("INITIAL_NO_AUTH_ACTION_COUNT", SETUP.len().to_string())
        .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("moto cannot be started: {error}"))?;
    let address = format!("127.0.0.1:{port}");
    let is_up = (0..600).any(|_| {
        let connected = TcpStream::connect(&address).is_ok();
        if !connected {
            thread::sleep(Duration::from_millis(100));
        }
        connected
    });
    if !is_up {
        return Err("moto does not come up".to_owned());
    }
    let mut keys = Vec::new();
    for (action, parameters) in SETUP {
        let answer = call(&address, action, parameters);
        assert!(answer.starts_with("HTTP/1.1 200"), "{action}: {answer}");
        if *action == "CreateAccessKey" {
            keys.push((
                element(&answer, "AccessKeyId"),
                element(&answer, "SecretAccessKey"),
            ));
        }
    }
    let mut keys = keys.into_iter();
    Ok(Moto {
        url: format!("http://{address}"),
        reader: keys.next().expect("the setup makes a key"),
        limited: keys.next().expect("the setup makes two keys"),
        _server: server,
    })
}

/// The Python of a virtual environment that has moto; made once and kept.
fn installed() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("moto");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let python = programs.join(if cfg!(windows) {
        "python.exe"
    } else {
        "python"
    });
    let is_there = |python: &Path| {
        Command::new(python)
            .args(["-c", "import moto.server, flask"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if is_there(&python) {
        return Ok(python);
    }
    // What is left of an attempt that was broken off is of no use.
    let _ = fs::remove_dir_all(&folder);
    let base = if cfg!(windows) { "python" } else { "python3" };
    let steps = [
        (
            base.into(),
            vec!["-m", "venv", folder.to_str().unwrap_or_default()],
        ),
        (
            python.clone(),
            vec!["-m", "pip", "install", "--quiet", "moto[server]"],
        ),
    ];
    for (program, arguments) in steps {
        let done = Command::new(&program)
            .args(&arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("{} cannot be started: {error}", program.display()))?;
        if !done.status.success() {
            return Err(format!("`{}` fails", arguments.join(" ")));
        }
    }
    Ok(python)
}

/// One call to IAM whose signature nobody checks yet.
fn call(address: &str, action: &str, parameters: &[(&str, &str)]) -> String {
    let mut body = format!("Action={action}&Version=2010-05-08");
    for (name, value) in parameters {
        let _ = write!(body, "&{name}=");
        for byte in value.bytes() {
            let _ = write!(body, "%{byte:02X}");
        }
    }
    let mut stream = TcpStream::connect(address).expect("moto is up");
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=setup/20260101/us-east-1/iam/aws4_request, \
         SignedHeaders=host, Signature=none\r\n\r\n{body}",
        body.len()
    )
    .expect("moto listens");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("moto answers");
    answer
}

fn element(answer: &str, name: &str) -> String {
    let (_, rest) = answer
        .split_once(&format!("<{name}>"))
        .expect("the answer has the element");
    let (text, _) = rest.split_once('<').expect("the element ends");
    text.to_owned()
}
