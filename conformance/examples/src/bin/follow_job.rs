//! Follows a job to its end, for an hour at most: `follow_job 1203`. It fails if the job does.

use std::{error::Error, process::ExitCode, time::Duration};

use gorgias_client::{Account, Gorgias, JobId};
use gorgias_examples::{arguments, exit};

const AN_HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let [job] = arguments("follow_job JOB")?;
    let gorgias = Gorgias::new(Account::from_env()?);

    let work = gorgias.jobs().get(job.parse::<JobId>()?).finished().within(AN_HOUR);
    let work = work.progress(|progress| {
        let done = progress.done.unwrap_or_default();
        eprintln!("{}, {done} tickets so far", progress.state.status);
    });
    let job = work.await?;
    println!("job {} is {}", job.id, job.status);
    Ok(())
}
