//! The limits of the server against clients that ignore them.

use axum::body::Body;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::auth::{BODY_DEADLINE, read_body};

const SLOW: Duration = Duration::from_millis(300);

struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn start(max_connections: usize) -> Running {
    let app = Router::new()
        .route("/", get(async || "here"))
        .route("/slow", get(async || sleep(SLOW).await))
        .route("/never", get(async || sleep(2 * REQUEST_DEADLINE).await))
        .route("/body", post(async |body: Body| read_body(body, 8).await.map(drop)))
        .layer(from_fn(deadline));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(serve(listener, None, app, max_connections, async move {
        let _ = stopped.await;
    }));
    Running { address, stop, ended }
}

async fn send(server: &Running, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.expect("connected");
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
}

/// What the server sends until it closes the connection. A reset counts as closed, too.
async fn until_closed(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(200), stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the server closes the connection");
    String::from_utf8(answer).expect("text")
}

#[tokio::test(start_paused = true)]
async fn slow_headers_and_idle_connections_are_closed() {
    let server = start(8).await;
    for request in ["", "GET / HTTP/1.1\r\nHost: a\r\nX-", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"] {
        let start = Instant::now();
        let answer = until_closed(send(&server, request).await).await;
        assert!((HEADER_DEADLINE..2 * HEADER_DEADLINE).contains(&start.elapsed()), "{request:?}");
        assert_eq!(answer.contains("here"), request.ends_with("\r\n\r\n"), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn slow_bodies_and_requests_get_an_answer_in_json() {
    let server = start(8).await;
    let slow = "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc";
    for (request, deadline) in
        [(slow, BODY_DEADLINE), ("GET /never HTTP/1.1\r\nHost: a\r\n\r\n", REQUEST_DEADLINE)]
    {
        let start = Instant::now();
        let answer = until_closed(send(&server, request).await).await;
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains(r#""error_code""#), "{answer}");
        assert!((deadline..deadline + 2 * HEADER_DEADLINE).contains(&start.elapsed()), "{request:?}");
    }
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let server = start(8).await;
    let long = format!("GET / HTTP/1.1\r\nHost: a\r\nX-Long: {}\r\n\r\n", "a".repeat(MAX_HEADER_OCTETS));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X-A: b\r\n".repeat(MAX_HEADERS + 1));
    for request in [long, many] {
        let answer = until_closed(send(&server, &request).await).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    let body = "POST /body HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 9\r\n\r\n123456789";
    let answer = until_closed(send(&server, body).await).await;
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains(r#""error_code""#), "{answer}");
}

#[tokio::test]
async fn the_end_waits_for_the_requests_in_flight() {
    let server = start(8).await;
    let idle = send(&server, "").await;
    let slow = send(&server, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
    // The request must be in flight before the end begins.
    sleep(SLOW / 3).await;
    server.stop.send(()).expect("running");
    let answer = until_closed(slow).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    drop(idle);
    timeout(SLOW, server.ended).await.expect("no waiting for the idle").expect("no panic");
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn more_connections_wait() {
    let server = start(1).await;
    let first = send(&server, "").await;
    let mut second = send(&server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(timeout(SLOW, second.read_u8()).await.is_err(), "the only place is taken");
    drop(first);
    let answer = until_closed(second).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
