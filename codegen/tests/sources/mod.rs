//! Reads the files of a folder as the compiler takes them.

use std::fs;
use std::path::Path;

use gorgias_codegen::Source;

/// All files below a folder, by their paths in it.
pub(crate) fn tree(root: &Path) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                sources.push(Source { path: name, bytes: fs::read(&path).unwrap() });
            }
        }
    }
    sources
}
