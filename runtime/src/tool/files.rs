//! Files that tools send and get: from and to the folder that is open for them, or as base64, and never from an address.

use serde_json::{Map, Value, json};
use tokio::task::spawn_blocking;

use super::{Fault, Terms, ToolError, folder::Folder, room};
use crate::{Call, FileAnswer, Upload, file::bytes_of, operation::Place};

/// Puts files into a call: those in base64 as they are, those in the folder as they are there.
pub(super) async fn attach(
    call: &mut Call,
    argument: &'static str,
    files: Value,
    terms: &Terms,
) -> Result<(), ToolError> {
    let (mut uploads, mut faults) = (Vec::new(), Vec::new());
    let files = files.as_array().map(Vec::as_slice).unwrap_or_default();
    for (at, file) in files.iter().enumerate() {
        let text = |key: &str| file.get(key).and_then(Value::as_str);
        let bytes = match (text("path"), text("content")) {
            (Some(path), _) => read(terms.folder.clone(), path.to_owned()).await,
            (None, content) => Ok(content.and_then(bytes_of).unwrap_or_default()),
        };
        let own = text("path").and_then(|path| path.rsplit('/').next());
        let name = text("name").or(own).unwrap_or_default();
        match bytes {
            Ok(bytes) => {
                uploads.push(Upload::new(name, text("content_type").unwrap_or_default(), bytes))
            }
            Err((why, right)) => faults.push(Fault {
                path: format!("{argument}[{at}].path"),
                why: why.to_owned(),
                right,
            }),
        }
    }
    if faults.is_empty() {
        call.set_files(uploads);
        Ok(())
    } else {
        Err(ToolError::Refused(faults))
    }
}

async fn read(folder: Option<Folder>, path: String) -> Result<Vec<u8>, (&'static str, String)> {
    let Some(folder) = folder else {
        let right = "give its bytes in base64 as `content`".to_owned();
        return Err(("names a file, and no folder is open for files", right));
    };
    let read = spawn_blocking(move || folder.read(&path)).await;
    read.unwrap_or_else(|_| Err(("cannot be read", "name another file".to_owned())))
}

/// Where a file is: at an address, or in the folder; or what is in it, as far as a conversation can hold it.
pub(super) async fn shown(answer: FileAnswer, called: String, terms: &Terms) -> Value {
    let FileAnswer::Here { content_type, bytes } = &answer else {
        return answer.to_json();
    };
    let (size, mut note) = (bytes.len(), "too large to be shown".to_owned());
    if let Some(folder) = terms.folder.clone() {
        let bytes = bytes.clone();
        match spawn_blocking(move || folder.save(&called, &bytes)).await {
            Ok(Ok(path)) => {
                return json!({"path": path, "content_type": content_type, "size": size});
            }
            Ok(Err((why, right))) => note = format!("it {why}: {right}"),
            Err(_) => note = "it cannot be saved".to_owned(),
        }
    }
    let whole = answer.to_json();
    if room::size(&whole) <= terms.largest {
        return whole;
    }
    json!({"content_type": content_type, "size": size, "note": note})
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
