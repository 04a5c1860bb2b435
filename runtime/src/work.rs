//! Work that goes on after the answer: what began it, and how it is followed to its end.

mod macros;
mod standing;

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    ops::Deref,
    time::{Duration, Instant},
};

use serde::de::DeserializeOwned;
use serde_json::Value;

use self::standing::Standing;
use crate::{
    builder::Sending,
    call::Call,
    clock::before,
    error::{Error, Kind},
    operation::LongRunning,
    pauses::Pauses,
    reply::Reply,
    runtime::Runtime,
};

/// The answer to a call that began some work. It reads as the answer itself, and knows how to follow the work.
///
/// It is not the plain answer, because who has begun something mostly wants to know how it ends, and all that is needed for that
/// is at hand here. Who does not takes [`into_inner`](Self::into_inner).
pub struct Started<T, S = T> {
    answer: T,
    runtime: Runtime,
    plan: &'static LongRunning,
    poll: Call,
    standing: PhantomData<fn() -> S>,
}

/// Work that goes on, asked about until it ends: await it for what is said at the end, or go from one state to the next with
/// [`try_next`](Self::try_next).
///
/// The pauses between two questions grow from a second to half a minute. Dropping it ends the questions, and not the work.
#[must_use = "work is followed when this is awaited"]
pub struct Work<S> {
    runtime: Runtime,
    plan: &'static LongRunning,
    poll: Call,
    /// When the next question is due; none before the first.
    due: Option<Instant>,
    pauses: Pauses,
    bound: Option<Bound>,
    last: Option<Reply>,
    ended: bool,
    watcher: Option<Watcher<S>>,
}

type Watcher<S> = Box<dyn FnMut(Progress<'_, S>) + Send>;

/// How long work is followed, and when that is over; the time runs from the first question.
#[derive(Clone, Copy)]
struct Bound {
    time: Duration,
    end: Option<Instant>,
}

/// How work stands.
#[derive(Debug)]
#[non_exhaustive]
pub struct Progress<'s, S> {
    /// What was said of it last.
    pub state: &'s S,
    /// How much is done, where that is said.
    pub done: Option<u64>,
}

impl<T: DeserializeOwned, S> Started<T, S> {
    /// What a call has answered that began some work.
    ///
    /// # Errors
    ///
    /// The answer is not what the operation promises.
    pub fn new(runtime: Runtime, plan: &'static LongRunning, reply: &Reply) -> Result<Self, Error> {
        let (answer, begun): (T, Value) = (reply.decode()?, reply.decode()?);
        let poll = standing::question(plan, &begun);
        Ok(Self { answer, runtime, plan, poll, standing: PhantomData })
    }
}

impl<T, S> Started<T, S> {
    /// The work, to be followed to its end.
    pub fn finished(&self) -> Work<S> {
        let mut work = Work::new(self.runtime.clone(), self.plan, self.poll.clone());
        // It has hardly begun, so the first question can wait, too.
        work.put_off();
        work
    }

    /// Stops the work, which may take a while, and may come too late.
    ///
    /// # Errors
    ///
    /// The call was refused, or did not get through.
    pub async fn cancel(&self) -> Result<(), Error> {
        standing::cancel(&self.runtime, self.plan, &self.poll).await
    }

    /// The answer alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.answer
    }
}

impl<S> Work<S> {
    /// Work that is asked about by a call.
    pub fn new(runtime: Runtime, plan: &'static LongRunning, poll: Call) -> Self {
        Self {
            runtime,
            plan,
            poll,
            due: None,
            pauses: Pauses::new(),
            bound: None,
            last: None,
            ended: false,
            watcher: None,
        }
    }

    /// Follows it no longer than this; then there is an error, and the work goes on.
    pub fn within(self, time: Duration) -> Self {
        Self { bound: Some(Bound { time, end: None }), ..self }
    }

    /// Tells how it stands after each question.
    pub fn progress(self, watcher: impl FnMut(Progress<'_, S>) + Send + 'static) -> Self {
        Self { watcher: Some(Box::new(watcher)), ..self }
    }

    /// Stops the work, which may take a while, and may come too late. How it ends is told to who goes on following it.
    ///
    /// # Errors
    ///
    /// The call was refused, or did not get through.
    pub fn cancel(&self) -> impl Future<Output = Result<(), Error>> {
        // What watches the work cannot be shared between threads, so nothing of this may hold it.
        standing::cancel(&self.runtime, self.plan, &self.poll)
    }

    fn put_off(&mut self) {
        self.due = self.runtime.clock().now().checked_add(self.pauses.grow());
    }
}

impl<S: DeserializeOwned> Work<S> {
    /// How it stands when the next question is due; the last time when it has ended well, and none after that.
    ///
    /// After an error that a question met, the next call asks again. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// The work has ended badly, has not ended in the time that was given, or could not be asked about.
    pub async fn try_next(&mut self) -> Result<Option<S>, Error> {
        if self.ended { Ok(None) } else { self.next().await.map(Some) }
    }

    /// How it stands when the next question is due, be it after the end.
    async fn next(&mut self) -> Result<S, Error> {
        let Some(left) = self.left() else { return self.look().await };
        let runtime = self.runtime.clone();
        match before(|| runtime.clock().sleep(left), self.look()).await {
            Some(looked) => looked,
            None => Err(self.unfinished()),
        }
    }

    /// What is left of the time that was given, if any was.
    fn left(&mut self) -> Option<Duration> {
        let now = self.runtime.clock().now();
        let bound = self.bound.as_mut()?;
        if bound.end.is_none() {
            bound.end = now.checked_add(bound.time);
        }
        Some(bound.end?.saturating_duration_since(now))
    }

    /// Asks when that is due.
    async fn look(&mut self) -> Result<S, Error> {
        if let Some(due) = self.due {
            let clock = self.runtime.clock();
            clock.sleep(due.saturating_duration_since(clock.now())).await;
        }
        let asked = self.runtime.execute(self.poll.clone()).await;
        self.put_off();
        self.judge(asked?)
    }

    fn judge(&mut self, reply: Reply) -> Result<S, Error> {
        let (state, said): (S, Value) = (reply.decode()?, reply.decode()?);
        if let Some(watcher) = &mut self.watcher {
            watcher(Progress { state: &state, done: standing::done(self.plan, &said) });
        }
        match standing::of(self.plan, &said) {
            Standing::GoesOn => self.last = Some(reply),
            Standing::Well => self.ended = true,
            Standing::Badly(state) => {
                self.ended = true;
                return Err(reply.error(Kind::EndedBadly { state, answer: reply.clone().into() }));
            }
        }
        Ok(state)
    }

    fn unfinished(&self) -> Error {
        let after = self.bound.map(|bound| bound.time).unwrap_or_default();
        let kind = Kind::Unfinished { after, answer: self.last.clone().map(Box::new) };
        Error::of(self.plan.poll, self.last.as_ref().map(Reply::status), kind)
    }

    async fn follow(mut self) -> Result<S, Error> {
        loop {
            let state = self.next().await?;
            if self.ended {
                return Ok(state);
            }
        }
    }
}

impl<S: DeserializeOwned + Send + 'static> IntoFuture for Work<S> {
    type Output = Result<S, Error>;
    type IntoFuture = Sending<S>;

    fn into_future(self) -> Sending<S> {
        Box::pin(self.follow())
    }
}

impl<T, S> Deref for Started<T, S> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.answer
    }
}

impl<T: fmt::Debug, S> fmt::Debug for Started<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Started").field(&self.answer).finish()
    }
}

impl<S> fmt::Debug for Work<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work")
            .field("poll", &self.poll)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
