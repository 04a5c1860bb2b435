//! Files on the disk on their way to the server.

use std::{fs, path::Path};

use gorgias_fixture::{Body, Exchange, Fixture};
use gorgias_runtime::{
    Account, Call, Retry, Runtime, Upload,
    error::Kind,
    transport::{self, Failure, Multipart, Request, Transport},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{
    operations::UPLOAD,
    stage::{Stage, answer},
};

fn call(files: impl IntoIterator<Item = Upload>) -> Call {
    let mut call = Call::new(&UPLOAD);
    call.set_files(files);
    call
}

fn runtime(url: &str) -> Runtime {
    let account = Account::new("acme", "ana", "b").unwrap().with_base_url(url).unwrap();
    Runtime::builder(account).retry(Retry::never()).build()
}

/// A file of zeros that takes no place on the disk.
fn sparse(path: &Path, length: u64) {
    fs::File::create(path).unwrap().set_len(length).unwrap();
}

#[tokio::test]
async fn a_file_on_the_disk_arrives_with_its_length_told_before() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parcel.PNG");
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    fs::write(&path, &bytes).unwrap();
    let content = STANDARD.encode(&bytes);
    let fixture = Fixture::start(vec![Exchange {
        name: "upload".to_owned(),
        method: "POST".to_owned(),
        target: "/api/upload".to_owned(),
        body: Some(Body::Form(json!([
            {"name": "parcel.PNG", "content_type": "image/png", "content": content},
            {"name": "note", "content_type": "a/b", "content": "aGVsbG8="},
            {"name": "again.png", "content_type": "x/y", "content": content},
        ]))),
        status: 201,
        headers: Vec::new(),
        answer: Some(json!([])),
    }])
    .await
    .unwrap();
    let file = || Upload::from_path(&path);
    let again = file().with_name("again.png").with_content_type("x/y");
    let files = [file(), Upload::new("note", "a/b", "hello"), again];
    let reply = runtime(&fixture.url()).execute(call(files)).await.unwrap();
    assert_eq!(reply.status(), 201);
    let received = &fixture.received()[0];
    assert_eq!(received.header("content-length"), Some(&*received.body.len().to_string()));
    assert_eq!(received.header("transfer-encoding"), None);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("there.txt");
    fs::write(&there, "hello").unwrap();
    let cases = [
        (
            folder.path().join("gone.txt"),
            "cannot be sent: No such file or directory (os error 2): give a file that can be read",
        ),
        (folder.path().to_owned(), "cannot be sent: it is a folder: give a file that can be read"),
        (
            there.join("below"),
            "cannot be sent: Not a directory (os error 20): give a file that can be read",
        ),
    ];
    for (path, expected) in cases {
        let stage = Stage::default();
        let files = [Upload::from_path(&there), Upload::from_path(&path)];
        let error = stage.runtime().execute(call(files)).await.unwrap_err();
        let expected = format!(
            "files.upload: nothing was sent, because `files[1]` names `{}`, which {expected}",
            path.display()
        );
        assert_eq!(error.to_string(), expected);
        assert!(stage.sent().is_empty());
    }
    let stage = Stage::default();
    let error = stage.runtime().execute(call([Upload::from_path("/")])).await.unwrap_err();
    assert!(error.to_string().contains("`files[0].name` is empty"), "{error}");
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.txt");
    for (before, after) in [(5, 6), (5, 4), (5, 0), (0, 1), (200_000, 65_536), (65_536, 65_537)] {
        sparse(&path, before);
        let mut form = Multipart::open(&[Upload::from_path(&path)]).await.unwrap();
        sparse(&path, after);
        form.try_next_chunk().await.unwrap();
        let mut sent = 0;
        let failure = loop {
            match form.try_next_chunk().await {
                Ok(chunk) => sent += chunk.unwrap().len() as u64,
                Err(failure) => break failure,
            }
        };
        // What was sent cannot be taken for the whole of what it was.
        assert!(sent < before || before == 0, "{sent}");
        let expected = format!(
            "nothing was done, because the file `{}` cannot be sent: it had {before} bytes and changed while it was sent",
            path.display()
        );
        assert_eq!(failure.to_string(), expected);
    }
}

/// A server that answers nobody, and makes a file shorter when it gets the head of a request.
async fn shortening(listener: TcpListener, path: &Path) {
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_exact(&mut [0; 100]).await.unwrap();
    sparse(path, 10);
    while stream.read(&mut [0; 65_536]).await.is_ok_and(|read| read > 0) {}
}

#[tokio::test]
async fn on_the_wire_such_a_request_is_broken_off_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.txt");
    // More than what fits between the two ends of a connection.
    sparse(&path, 100 << 20);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let account = Account::new("acme", "ana", "b").unwrap().with_base_url(&url).unwrap();
    let runtime = Runtime::new(account);
    let sending = runtime.execute(call([Upload::from_path(&path)]));
    let (sent, ()) = tokio::join!(sending, shortening(listener, &path));
    let error = sent.unwrap_err();
    let Kind::Transport(Failure::Unreadable(fault)) = error.kind() else {
        unreachable!("{error:?}")
    };
    assert_eq!((fault.path(), error.attempts(), error.is_repeatable()), (&*path, 1, false));
}

#[tokio::test]
async fn a_refusal_that_comes_before_the_end_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    sparse(&path, 100 << 20);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let refusing = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_exact(&mut [0; 100]).await.unwrap();
        let head =
            "HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        while stream.read(&mut [0; 65_536]).await.is_ok_and(|read| read > 0) {}
    };
    let runtime = runtime(&url);
    let (sent, ()) = tokio::join!(runtime.execute(call([Upload::from_path(&path)])), refusing);
    assert_eq!(sent.unwrap_err().status(), Some(413));
}

/// A transport that writes forms out as a whole, and answers 429 to the first.
#[derive(Clone)]
struct Writing(Stage, tokio::sync::mpsc::UnboundedSender<String>);

impl Transport for Writing {
    fn send(&self, request: Request) -> transport::Exchange<'_> {
        Box::pin(async move {
            let Some(transport::Body::Form(files)) = &request.body else { unreachable!() };
            let form = Multipart::open(files).await?;
            let boundary = form.content_type().rsplit_once('=').unwrap().1.to_owned();
            let text = String::from_utf8(form.bytes().await?.to_vec()).unwrap();
            self.1.send(text.replace(&boundary, "#")).unwrap();
            self.0.send(request).await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_again_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("note.txt");
    fs::write(&path, "hello").unwrap();
    let stage = Stage::with([Ok(answer(429, "", &[])), Ok(answer(201, "[]", &[]))]);
    let (sender, mut sent) = tokio::sync::mpsc::unbounded_channel();
    let runtime = stage.builder().transport(Writing(stage.clone(), sender)).build();
    runtime.execute(call([Upload::from_path(&path)])).await.unwrap();
    let expected = "--#\r\ncontent-disposition: form-data; name=\"note.txt\"; filename=\"note.txt\"\r\n\
                    content-type: text/plain\r\n\r\nhello\r\n--#--\r\n";
    assert_eq!(
        (sent.recv().await.unwrap(), sent.recv().await.unwrap()),
        (expected.into(), expected.into())
    );
}

#[tokio::test]
async fn boundaries_of_files_on_the_disk_are_never_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("note.txt");
    fs::write(&path, "gorgias-form-").unwrap();
    let open = || async {
        let form = Multipart::open(&[Upload::from_path(&path)]).await.unwrap();
        form.content_type().to_owned()
    };
    let (one, other) = (open().await, open().await);
    assert_ne!(one, other);
    assert_eq!(one.len(), "multipart/form-data; boundary=gorgias-form-".len() + 32);
}

#[tokio::test]
async fn of_a_large_file_little_is_held_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    let length = 200 << 20;
    sparse(&path, length);
    let mut form = Multipart::open(&[Upload::from_path(&path)]).await.unwrap();
    let (whole, mut sent, mut largest) = (form.length(), 0, 0);
    while let Some(chunk) = form.try_next_chunk().await.unwrap() {
        sent += chunk.len() as u64;
        largest = largest.max(chunk.len());
        assert_eq!(form.length(), whole - sent);
    }
    assert!(sent == whole && sent > length && largest <= 64 << 10, "{sent} {whole} {largest}");
}

#[test]
fn what_a_file_is_is_told_by_its_name_and_can_be_said() {
    let shown = |file: &Upload| format!("{file:?}");
    let file = Upload::from_path("scans/0001.pdf");
    assert_eq!((file.name(), file.content_type()), ("0001.pdf", "application/pdf"));
    assert_eq!((file.path(), file.bytes()), (Some(Path::new("scans/0001.pdf")), None));
    assert_eq!(
        shown(&file.clone().with_name("a")),
        r#"Upload { name: "a", content_type: "application/pdf", path: "scans/0001.pdf" }"#
    );
    assert_eq!(file, Upload::from_path("scans/0001.pdf"));
}
