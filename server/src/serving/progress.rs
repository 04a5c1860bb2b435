//! Telling a client how far the work is that its call waits for.

use std::{pin::pin, sync::Arc};

use rmcp::{
    RoleServer,
    model::{ProgressNotificationParam, ProgressToken},
    service::{Peer, RequestContext},
};
use tokio::sync::mpsc;

use super::Progress;

/// Where a client is told how far the work is, if it gave the call a token.
pub(super) struct Telling {
    token: ProgressToken,
    peer: Peer<RoleServer>,
    done: mpsc::UnboundedReceiver<Option<u64>>,
    told: u32,
}

impl Telling {
    /// What is told, and who is to be told of it.
    pub(super) fn of(context: &RequestContext<RoleServer>) -> Option<(Self, Progress)> {
        let token = context.meta.get_progress_token()?;
        let (say, done) = mpsc::unbounded_channel();
        let progress: Progress = Arc::new(move |done| {
            // After the end nobody listens.
            let _ = say.send(done);
        });
        Some((Self { token, peer: context.peer.clone(), done, told: 0 }, progress))
    }

    /// Does the work, and tells meanwhile how far it is. Nothing is told after the end.
    pub(super) async fn during<T>(mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let end = loop {
            tokio::select! {
                end = &mut work => break end,
                Some(done) = self.done.recv() => self.tell(done).await,
            }
        };
        while let Ok(done) = self.done.try_recv() {
            self.tell(done).await;
        }
        end
    }

    /// The number only grows, as the protocol has it, so each word counts one; how much is done stands in the text.
    async fn tell(&mut self, done: Option<u64>) {
        self.told += 1;
        let mut word = ProgressNotificationParam::new(self.token.clone(), self.told.into());
        word.message = done.map(|done| format!("{done} done"));
        // A client that is gone does not want to know.
        drop(self.peer.notify_progress(word).await);
    }
}
