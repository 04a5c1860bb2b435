//! How often calls allocate. The server has threads of its own, which are not counted.

use std::net::SocketAddr;

use crate::{Outcome, case::Case, side::Side, table, tokio_runtime};

const LIMIT: f64 = 1.30;
const CALLS: u32 = 50;

pub(crate) fn compare(case: Case, address: SocketAddr) -> Outcome<()> {
    let mut figures = [0.0; 2];
    for (side, figure) in Side::BOTH.into_iter().zip(&mut figures) {
        *figure = count(side, case, address)?;
    }
    table::row(case.name(), "allocations", figures, "", LIMIT);
    Ok(())
}

fn count(side: Side, case: Case, address: SocketAddr) -> Outcome<f64> {
    let runtime = tokio_runtime()?;
    let caller = side.caller(address)?;
    // The first call makes the connection.
    runtime.block_on(caller.call(case))?;
    let mut outcome: Outcome<()> = Ok(());
    let counted = allocation_counter::measure(|| {
        outcome = runtime.block_on(async {
            for _ in 0..CALLS {
                caller.call(case).await?;
            }
            Ok(())
        });
    });
    outcome.map(|()| counted.count_total as f64 / f64::from(CALLS))
}
