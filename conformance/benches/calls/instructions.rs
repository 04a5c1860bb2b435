//! How many instructions calls take, as callgrind counts them.

use std::{
    env, io,
    net::SocketAddr,
    process::{Command, Stdio},
};

use crate::{Outcome, case::Case, side::Side, table};

const LIMIT: f64 = 1.10;

/// What a run takes beside its calls is in both counts, so their difference is calls alone.
const FEW: u32 = 50;
const MANY: u32 = 150;

pub(crate) fn compare(case: Case, address: SocketAddr) -> Outcome<()> {
    let mut figures = [0.0; 2];
    for (side, figure) in Side::BOTH.into_iter().zip(&mut figures) {
        let (Some(few), Some(many)) =
            (count(side, case, FEW, address)?, count(side, case, MANY, address)?)
        else {
            table::not_measured(case.name(), "instructions", "there is no valgrind", LIMIT);
            return Ok(());
        };
        *figure = (many - few) / f64::from(MANY - FEW) / 1000.0;
    }
    table::row(case.name(), "instructions", figures, " k", LIMIT);
    Ok(())
}

/// The instructions of a process that makes so many calls; none where valgrind is not installed.
fn count(side: Side, case: Case, times: u32, address: SocketAddr) -> Outcome<Option<f64>> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(env::current_exe()?);
    valgrind.args(["repeat", side.name(), case.name(), &times.to_string(), &address.to_string()]);
    let output = match valgrind.stdin(Stdio::null()).output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = said.lines().find_map(|line| line.split_once("Collected :"));
    let counted = counted.and_then(|(_, count)| count.trim().parse().ok());
    counted
        .filter(|_| output.status.success())
        .map(Some)
        .ok_or_else(|| format!("valgrind failed: {said}").into())
}
