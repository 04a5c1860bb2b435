//! Files that are written to the disk.

use std::{fs, path::Path, sync::Mutex};

use futures_util::stream;
use gorgias_runtime::{
    Account, Call, Download, Runtime,
    bytes::Bytes,
    transport::{Chunks, Exchange, Failure, Limits, Request, Response, Transport},
};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::{downloads::Reel, operations::DOWNLOAD};

/// A file of two pieces, whole or broken off behind them.
async fn download(is_whole: bool) -> Download {
    let mut pieces = vec![Ok(Bytes::from_static(b"ab")), Ok(Bytes::from_static(b"cd"))];
    if !is_whole {
        pieces.push(Err(Failure::Interrupted { cause: "reset".into() }));
    }
    Reel::default().then(None, pieces, false).open(Limits::default()).await.unwrap()
}

/// The names in a folder, and what is in each.
fn held(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut held: Vec<_> = entries
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect();
    held.sort();
    held
}

#[tokio::test]
async fn a_file_is_there_when_it_is_whole_and_nothing_before() {
    // Whether the file is whole, whether there is one already, whether that is replaced; what is there in the end.
    let cases = [
        (true, None, false, Ok("abcd")),
        (true, None, true, Ok("abcd")),
        (true, Some("old"), true, Ok("abcd")),
        (true, Some("old"), false, Err("already; save it under another name, or replace that one")),
        (false, None, false, Err("reset")),
        (false, None, true, Err("reset")),
        (false, Some("old"), true, Err("reset")),
    ];
    for (is_whole, before, replaces, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("box.txt");
        if let Some(text) = before {
            fs::write(&path, text).unwrap();
        }
        let download = download(is_whole).await;
        let saved =
            if replaces { download.replace(&path).await } else { download.save(&path).await };
        match (&saved, expected) {
            (Ok(size), Ok(_)) => assert_eq!(*size, 4),
            (Err(error), Err(said)) => assert!(error.to_string().contains(said), "{error}"),
            _ => unreachable!("{saved:?}"),
        }
        let after = expected.ok().or(before).map(|text| ("box.txt".to_owned(), text.to_owned()));
        assert_eq!(held(folder.path()), Vec::from_iter(after));
    }
}

#[tokio::test]
async fn what_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("box.txt");
    let pieces = vec![Ok(Bytes::from_static(b"ab"))];
    let download = Reel::default().then(None, pieces, true).open(Limits::default()).await.unwrap();
    let mut saving = tokio::spawn({
        let path = path.clone();
        async move { download.save(path).await }
    });
    // It has begun when there is something under another name.
    while held(folder.path()).is_empty() {
        tokio::task::yield_now().await;
        assert!(!saving.is_finished());
    }
    assert!(!path.exists());
    saving.abort();
    assert!((&mut saving).await.unwrap_err().is_cancelled());
    assert_eq!(held(folder.path()), []);
}

#[tokio::test]
async fn what_cannot_be_written_is_told_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().join("none/box.txt"), "/".into(), folder.path().join("..")] {
        let error = download(true).await.save(&path).await.unwrap_err();
        assert!(error.to_string().contains(&*path.to_string_lossy()), "{error}");
    }
    // A name of the greatest length has room for no more.
    let long = folder.path().join("a".repeat(255));
    assert_eq!(download(true).await.save(&long).await.unwrap(), 4);
    let wide = folder.path().join("ä".repeat(127));
    assert_eq!(download(true).await.save(&wide).await.unwrap(), 4);
}

/// A transport of which the one answer comes piece by piece, as a test sends them.
struct Tap(Mutex<Option<UnboundedReceiver<Bytes>>>);

impl Transport for Tap {
    fn send(&self, _: Request) -> Exchange<'_> {
        unreachable!("a file is not read as a whole")
    }

    fn open(&self, _: Request) -> Exchange<'_, Chunks> {
        let pieces = self.0.lock().unwrap().take().unwrap();
        let body = stream::unfold(pieces, async |mut pieces| {
            pieces.recv().await.map(|piece| (Ok(piece), pieces))
        });
        let body: Chunks = Box::pin(body);
        let headers = http::HeaderMap::new();
        Box::pin(std::future::ready(Ok(Response { status: 200, headers, body })))
    }
}

#[tokio::test]
async fn who_creates_the_file_meanwhile_keeps_it() {
    for (replaces, expected) in [(false, "theirs"), (true, "ours")] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("box.txt");
        let (tap, pieces) = mpsc::unbounded_channel();
        tap.send("ours".into()).unwrap();
        let account = Account::new("acme", "ana", "b").unwrap();
        let runtime = Runtime::with_transport(account, Tap(Mutex::new(Some(pieces))));
        let download = runtime.open(Call::new(&DOWNLOAD).arg("id", 1)).await.unwrap();
        let saving = tokio::spawn({
            let path = path.clone();
            async move {
                if replaces { download.replace(path).await } else { download.save(path).await }
            }
        });
        while held(folder.path()).is_empty() {
            tokio::task::yield_now().await;
        }
        fs::write(&path, "theirs").unwrap();
        drop(tap);
        assert_eq!(saving.await.unwrap().is_ok(), replaces);
        assert_eq!(held(folder.path()), [("box.txt".to_owned(), expected.to_owned())]);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_a_file_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let (link, target) = (folder.path().join("link"), folder.path().join("target"));
    std::os::unix::fs::symlink(&target, &link).unwrap();
    assert!(download(true).await.save(&link).await.is_err());
    assert!(!target.exists());
}
