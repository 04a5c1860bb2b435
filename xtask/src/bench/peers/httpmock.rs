//! httpmock with as many mocks as the API has operations; the one that is asked for is in the middle.

use httpmock::prelude::*;

const MOCKS: usize = 114;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(path), Some(file)) = (words.next(), words.next()) else {
        return Err("say the path, and the file with the answer".into());
    };
    let body = std::fs::read_to_string(file)?;
    let server = MockServer::start();
    for number in 0..MOCKS {
        let path = if number == MOCKS / 2 { path.clone() } else { format!("/api/other/{number}") };
        server.mock(|when, then| {
            when.method(GET).path(path);
            then.status(200).header("content-type", "application/json").body(&body);
        });
    }
    println!("httpmock at http://{}", server.address());
    loop {
        std::thread::park();
    }
}
