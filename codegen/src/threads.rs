//! Work that is shared out among threads.

use std::thread::{Builder, ScopedJoinHandle, scope};

/// What is read and written nests to a bounded depth, but the frames of a parser that was not optimised are large.
const STACK: usize = 32 << 20;

/// What the work makes of each part, in the order of the parts, with a thread for each. A part whose thread cannot be had
/// is done here.
pub(crate) fn each<P: Sync, R: Send>(parts: &[P], work: impl Fn(&P) -> R + Sync) -> Vec<R> {
    let work = &work;
    scope(|scope| {
        let started = parts.iter().map(|part| {
            let thread = Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(part));
            (part, thread.ok())
        });
        let started: Vec<_> = started.collect();
        let done = started.into_iter().map(|(part, thread)| match thread {
            Some(thread) => result(thread),
            None => work(part),
        });
        done.collect()
    })
}

fn result<R>(thread: ScopedJoinHandle<'_, R>) -> R {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
