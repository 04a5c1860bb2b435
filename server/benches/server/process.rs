//! What a process holds and has used, where the system tells: Linux does.

use std::fs;

/// So many times in a second Linux counts the time of a processor.
const TICKS: f64 = 100.0;

/// The memory that is in use, in megabytes.
pub(crate) fn memory(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

/// The time of all processors that was used so far, in seconds.
pub(crate) fn time(process: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program, in brackets, may hold anything.
    let (_, behind) = stat.rsplit_once(')')?;
    // Of what stands behind it, these two are the ticks in the program and in the system for it.
    let ticks = behind.split_whitespace().skip(11).take(2);
    let ticks: Vec<f64> = ticks.map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(ticks.iter().sum::<f64>() / TICKS)
}
