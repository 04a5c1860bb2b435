//! How much is held while a long list is read to its end.

use std::{hint::black_box, net::SocketAddr};

use gorgias_client::TicketListItem;

use crate::{
    Outcome,
    server::{PAGES, TICKETS_ON_A_PAGE},
    side::{Page, client},
    table, tokio_runtime,
};

/// Two pages: the one that is being given out, and the one that is being read.
const LIMIT: f64 = 2.0;

pub(crate) fn compare(address: SocketAddr) -> Outcome<()> {
    let kilobytes = [one_page(address)?, whole_list(address)?].map(|bytes| bytes as f64 / 1000.0);
    let call = format!("stream {} tickets", PAGES * TICKETS_ON_A_PAGE);
    table::row(&call, "most bytes held, beside one page", kilobytes, " kB", LIMIT);
    Ok(())
}

/// The most that is held while one page is read by hand: its text, and what it becomes.
fn one_page(address: SocketAddr) -> Outcome<u64> {
    let runtime = tokio_runtime()?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut outcome: Outcome<()> = Ok(());
    let counted = allocation_counter::measure(|| {
        outcome = runtime.block_on(async {
            let answer = client.get(format!("http://{address}/api/tickets")).send().await?;
            let text = answer.bytes().await?;
            let page: Page<TicketListItem> = serde_json::from_slice(&text)?;
            black_box((text, page.data));
            Ok(())
        });
    });
    outcome.map(|()| counted.bytes_max)
}

fn whole_list(address: SocketAddr) -> Outcome<u64> {
    let runtime = tokio_runtime()?;
    let gorgias = client(address)?;
    let mut outcome: Outcome<usize> = Ok(0);
    let counted = allocation_counter::measure(|| {
        outcome = runtime.block_on(async {
            let mut tickets = gorgias.tickets().list().limit(100).stream();
            let mut count = 0;
            while let Some(ticket) = tickets.try_next().await? {
                black_box(ticket);
                count += 1;
            }
            Ok(count)
        });
    });
    match outcome? {
        count if count == PAGES * TICKETS_ON_A_PAGE => Ok(counted.bytes_max),
        count => Err(format!("the stream ended after {count} tickets").into()),
    }
}
