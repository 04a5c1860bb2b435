//! A sign of life for work that takes longer than a second.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::say;

/// The first sign comes after a second, the others more rarely, so that a log stays readable.
const SIGNS: [u64; 2] = [1, 10];

/// Does the work, and says on standard error that it is still being done.
pub(crate) fn shown<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (done, working) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let [first, later] = SIGNS.map(Duration::from_secs);
            let mut pause = first;
            while working.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                say::aside(format_args!("{what} …"));
                pause = later;
            }
        });
        let result = work();
        drop(done);
        result
    })
}
