//! How long calls take.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::{
    Outcome,
    case::Case,
    side::{Caller, Side},
    table, tokio_runtime,
};

const LIMIT: f64 = 1.10;

/// Each round times both sides, one right after the other; an odd number has a median.
const ROUNDS: usize = 61;

pub(crate) fn compare(case: Case, address: SocketAddr) -> Outcome<()> {
    let runtime = tokio_runtime()?;
    let [hand, client] = [Side::Hand.caller(address)?, Side::Client.caller(address)?];
    let round = |caller: &Caller| runtime.block_on(time(caller, case));
    for caller in [&hand, &client] {
        round(caller)?;
    }
    let (mut times, mut ratios) = ([Vec::new(), Vec::new()], Vec::new());
    for number in 0..ROUNDS {
        // Who comes second has warmer caches, so they take turns.
        let (by_hand, by_client) = if number % 2 == 0 {
            let first = round(&hand)?;
            (first, round(&client)?)
        } else {
            let first = round(&client)?;
            (round(&hand)?, first)
        };
        ratios.push(by_client.as_secs_f64() / by_hand.as_secs_f64());
        times[0].push(by_hand.as_secs_f64());
        times[1].push(by_client.as_secs_f64());
    }
    let micros = times.map(|times| median(times) * 1e6 / f64::from(case.calls_in_a_round()));
    table::ratio_row(case.name(), "time", micros, " µs", median(ratios), LIMIT);
    Ok(())
}

async fn time(caller: &Caller, case: Case) -> Outcome<Duration> {
    let start = Instant::now();
    for _ in 0..case.calls_in_a_round() {
        caller.call(case).await?;
    }
    Ok(start.elapsed())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
