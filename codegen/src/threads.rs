//! Work that is shared out among threads.

use std::iter;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, ScopedJoinHandle, available_parallelism, scope};

/// What is read and written nests to a bounded depth, but the frames of a parser that was not optimised are large.
const STACK: usize = 32 << 20;

/// What the work makes of each part, in the order of the parts.
///
/// There is a thread for each processor, and each takes the next part as soon as it is done with one: whoever puts the
/// longest parts first waits least for the last one.
pub(crate) fn each<P: Sync, R: Send>(parts: &[P], work: impl Fn(&P) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let share = || {
        let taken = iter::from_fn(|| {
            let at = next.fetch_add(1, Ordering::Relaxed);
            Some((at, work(parts.get(at)?)))
        });
        taken.collect::<Vec<_>>()
    };
    let threads = available_parallelism().map_or(1, NonZero::get).min(parts.len());
    let mut done = scope(|scope| {
        let start = |_| Builder::new().stack_size(STACK).spawn_scoped(scope, share).ok();
        let started: Vec<_> = (0..threads).filter_map(start).collect();
        // Where no thread can be had, the work is done here.
        let here = if started.is_empty() { share() } else { Vec::new() };
        started.into_iter().flat_map(result).chain(here).collect::<Vec<_>>()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn result<R>(thread: ScopedJoinHandle<'_, R>) -> R {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
