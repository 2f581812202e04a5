//! A server on loopback that plays the answers it was given, one for each request, and remembers what it was asked.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// No test waits longer than this for a client.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    script: Mutex<VecDeque<Answer>>,
    received: Mutex<Vec<Received>>,
    connections: Mutex<usize>,
    is_over: AtomicBool,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// `GET`
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What the server does with one request.
#[derive(Clone, Debug)]
pub struct Answer {
    acts: Vec<Act>,
}

#[derive(Clone, Debug)]
enum Act {
    Send(Vec<u8>),
    Pause(Duration),
    /// Says no more, and waits until the client leaves.
    Hang,
    /// Sends this again and again until the client leaves.
    Flood(Vec<u8>),
}

impl Server {
    /// A server that plays these answers in turn; to further requests it says nothing and closes.
    pub fn play(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let shared = Arc::new(Shared {
            script: Mutex::new(answers.into_iter().collect()),
            received: Mutex::default(),
            connections: Mutex::new(0),
            is_over: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.is_over.load(Ordering::SeqCst) {
                    return;
                }
                *serving.connections.lock().expect("no thread panics") += 1;
                let serving = Arc::clone(&serving);
                // A client that leaves ends what is said to it.
                thread::spawn(move || serving.serve(stream));
            }
        });
        Self { address, shared }
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `127.0.0.1:PORT`
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn received(&self) -> Vec<Received> {
        self.shared
            .received
            .lock()
            .expect("no thread panics")
            .clone()
    }

    /// How often somebody connected, whether or not a request came.
    pub fn connections(&self) -> usize {
        *self.shared.connections.lock().expect("no thread panics")
    }

    /// How many answers nobody has asked for yet.
    pub fn left(&self) -> usize {
        self.shared.script.lock().expect("no thread panics").len()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        let received = Received::read(&mut stream)?;
        self.received
            .lock()
            .expect("no thread panics")
            .push(received);
        let answer = self.script.lock().expect("no thread panics").pop_front()?;
        for act in answer.acts {
            act.perform(&mut stream).ok()?;
        }
        Some(())
    }
}

impl Received {
    /// `None` if the client leaves before its request is whole.
    fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        loop {
            if let Some(received) = Self::parse(&bytes) {
                return Some(received);
            }
            match stream.read(&mut chunk).ok()? {
                0 => return None,
                count => bytes.extend_from_slice(&chunk[..count]),
            }
        }
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let mut received = Self {
            method: words.next()?.to_owned(),
            target: words.next()?.to_owned(),
            headers: lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        };
        let length = received.header("content-length");
        let length = length.and_then(|it| it.parse().ok()).unwrap_or(0);
        received.body.truncate(length);
        (received.body.len() == length).then_some(received)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Answer {
    /// With a body that says how long it is.
    pub fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len().to_string();
        let mut headers = headers.to_vec();
        headers.push(("Content-Length", &length));
        let head = Self::head(status, &headers);
        head.then_send([b"\r\n", body].concat())
    }

    pub fn json(status: u16, body: &str) -> Self {
        Self::new(status, &[("Content-Type", "application/json")], body)
    }

    /// Status and headers without the empty line that ends them.
    pub fn head(status: u16, headers: &[(&str, &str)]) -> Self {
        let mut head = format!("HTTP/1.1 {status} So\r\nConnection: close\r\n");
        for (name, value) in headers {
            head.push_str(name);
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        }
        Self::raw(head)
    }

    /// These bytes, and the end.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            acts: vec![Act::Send(bytes.into())],
        }
    }

    /// Not a byte, and the end.
    pub fn nothing() -> Self {
        Self::raw("")
    }

    pub fn then_send(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Act::Send(bytes.into()))
    }

    pub fn then_pause(self, duration: Duration) -> Self {
        self.then(Act::Pause(duration))
    }

    pub fn then_hang(self) -> Self {
        self.then(Act::Hang)
    }

    pub fn then_flood(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Act::Flood(bytes.into()))
    }

    fn then(mut self, act: Act) -> Self {
        self.acts.push(act);
        self
    }
}

impl Act {
    fn perform(self, stream: &mut TcpStream) -> std::io::Result<()> {
        match self {
            Self::Send(bytes) => stream.write_all(&bytes),
            Self::Pause(duration) => {
                thread::sleep(duration);
                Ok(())
            }
            Self::Hang => match stream.read(&mut [0; 1]) {
                Err(error) if error.kind() != ErrorKind::Interrupted => Err(error),
                _ => Ok(()),
            },
            Self::Flood(bytes) => loop {
                stream.write_all(&bytes)?;
            },
        }
    }
}
