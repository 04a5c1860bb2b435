//! On what terms tools are called, whatever is asked for.

use std::{fmt, sync::Arc, time::Duration};

use crate::file::Folder;

/// On what terms tools are called: what whoever runs them allows, and has room for.
///
/// ```
/// use gorgias_runtime::tool::Terms;
///
/// let terms = Terms::new().largest(10_000);
/// ```
#[derive(Clone)]
pub struct Terms {
    pub(super) largest: usize,
    pub(super) folder: Option<Folder>,
    pub(super) patience: Duration,
    pub(super) progress: Option<Watcher>,
}

/// Is told how much of some work is done, each time that it was asked about.
pub(super) type Watcher = Arc<dyn Fn(Option<u64>) + Send + Sync>;

/// The longest that a call waits for work to end, unless somebody says otherwise. Many clients give up soon after.
const PATIENCE: Duration = Duration::from_secs(50);

/// The largest answer unless somebody says otherwise, in bytes of JSON: some ten thousand tokens.
const LARGEST: usize = 40_000;

/// The room for saying what was cut, in bytes.
const ASIDE: usize = 1_000;

impl Terms {
    /// The usual terms: answers of at most 40 kB, and no files of this machine.
    #[must_use]
    pub fn new() -> Self {
        Self { largest: LARGEST, folder: None, patience: PATIENCE, progress: None }
    }

    /// The same with answers of at most so many bytes of JSON. Of what is larger, items are left out at the end and long texts
    /// are cut, and the answer says so.
    #[must_use]
    pub fn largest(self, bytes: usize) -> Self {
        Self { largest: bytes, ..self }
    }

    /// The same with a folder from which files are sent and into which files are saved.
    #[must_use]
    pub fn files(self, folder: Folder) -> Self {
        Self { folder: Some(folder), ..self }
    }

    /// The same with calls that wait so long at most for work to end that they began, however long they are asked to.
    #[must_use]
    pub fn patience(self, longest: Duration) -> Self {
        Self { patience: longest, ..self }
    }

    /// The same, and this is told how much is done of work that is waited for, where that is known.
    #[must_use]
    pub fn progress(self, watcher: impl Fn(Option<u64>) + Send + Sync + 'static) -> Self {
        Self { progress: Some(Arc::new(watcher)), ..self }
    }

    /// What an answer may take, without what says how it was cut.
    pub(super) fn room(&self) -> usize {
        self.largest.saturating_sub(ASIDE)
    }
}

impl Default for Terms {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terms")
            .field("largest", &self.largest)
            .field("folder", &self.folder)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}
