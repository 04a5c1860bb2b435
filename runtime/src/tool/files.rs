//! Files that tools send and get: from and to the folder that is open for them, or as base64, and never from an address.

use serde_json::{Map, Value, json};
use tokio::task::spawn_blocking;

use super::{Fault, Folder, Terms, ToolError, room};
use crate::{
    Call, FileAnswer, Runtime, Upload,
    file::{Hindrance, bytes_of},
    operation::Place,
};

/// Puts files into a call: those in base64 as they are, and those in the folder as they will be there when they are sent.
pub(super) async fn attach(
    call: &mut Call,
    argument: &'static str,
    files: Value,
    terms: &Terms,
) -> Result<(), ToolError> {
    let (mut uploads, mut faults) = (Vec::new(), Vec::new());
    let files = files.as_array().map(Vec::as_slice).unwrap_or_default();
    for (at, file) in files.iter().enumerate() {
        match upload(file, terms).await {
            Ok(upload) => uploads.push(upload),
            Err((why, right)) => {
                faults.push(Fault::new(format!("{argument}[{at}].path"), why, right));
            }
        }
    }
    if faults.is_empty() {
        call.set_files(uploads);
        Ok(())
    } else {
        Err(ToolError::Refused(faults))
    }
}

async fn upload(file: &Value, terms: &Terms) -> Result<Upload, Hindrance> {
    let text = |key: &str| file.get(key).and_then(Value::as_str);
    let upload = match (text("path"), text("content")) {
        (Some(path), _) => named(terms.folder.clone(), path.to_owned()).await?,
        (None, content) => Upload::new("", "", content.and_then(bytes_of).unwrap_or_default()),
    };
    let upload = upload.with_content_type(text("content_type").unwrap_or_default());
    Ok(match text("name") {
        Some(name) => upload.with_name(name),
        None => upload,
    })
}

/// A file in the folder that can be read.
async fn named(folder: Option<Folder>, path: String) -> Result<Upload, Hindrance> {
    let Some(folder) = folder else {
        let right = "give its bytes in base64 as `content`".to_owned();
        return Err(("names a file, and no folder is open for files", right));
    };
    let looked = spawn_blocking(move || {
        folder.file(&path)?;
        Ok(Upload::below(&folder, &path))
    });
    looked.await.unwrap_or_else(|_| Err(("cannot be read", "name another file".to_owned())))
}

/// Asks for a file: into the folder if one is open, or else to be shown.
pub(super) async fn fetch(
    runtime: &Runtime,
    call: Call,
    called: String,
    terms: &Terms,
) -> Result<Value, ToolError> {
    const TOO_LARGE: &str = "too large to be shown";
    let Some(folder) = terms.folder.clone() else {
        let answer = runtime.execute(call).await?.decode()?;
        return Ok(shown(&answer, TOO_LARGE.to_owned(), terms));
    };
    let download = runtime.open(call).await?;
    let content_type = download.content_type().map(str::to_owned);
    match spawn_blocking(move || folder.reserve(&called)).await {
        Ok(Ok(place)) => {
            let size = download.replace(place.path()).await?;
            Ok(json!({"path": place.keep(), "content_type": content_type, "size": size}))
        }
        hindered => {
            let note = match hindered {
                Ok(Err((why, right))) => format!("it {why}: {right}"),
                _ => "it cannot be saved".to_owned(),
            };
            let answer = FileAnswer::Here { content_type, bytes: download.bytes().await? };
            Ok(shown(&answer, note, terms))
        }
    }
}

/// Where a file is, or what is in it, as far as a conversation can hold it; or else a note on why it is not shown.
fn shown(answer: &FileAnswer, note: String, terms: &Terms) -> Value {
    let whole = answer.to_json();
    match answer {
        FileAnswer::Here { content_type, bytes } if room::size(&whole) > terms.largest => {
            json!({"content_type": content_type, "size": bytes.len(), "note": note})
        }
        _ => whole,
    }
}

/// What to call a file: the last thing that its path names.
pub(super) fn name_of(call: &Call, arguments: &Map<String, Value>) -> String {
    let mut params = call.operation().params.iter().filter(|param| param.place == Place::Path);
    let last = params.next_back().and_then(|param| arguments.get(param.arg));
    match last {
        Some(Value::String(name)) => name.clone(),
        Some(name) => name.to_string(),
        None => String::new(),
    }
}
