//! Small programs that use the client as its users do: one in each file of `src/bin`.
//!
//! All of them take the account from the environment, as [`Account::from_env`](gorgias_client::Account::from_env) says.

use std::{env, error::Error, process::ExitCode};

/// What was given on the command line, which is as many arguments as are asked for.
///
/// # Errors
///
/// It is another number. The error shows the usage: the program and what its arguments are called.
pub fn arguments<const N: usize>(usage: &str) -> Result<[String; N], Box<dyn Error>> {
    let given: Vec<String> = env::args().skip(1).collect();
    given.try_into().map_err(|_| format!("usage: {usage}").into())
}

/// How a program ends; what went wrong is told in a sentence.
#[must_use]
pub fn exit(result: Result<(), Box<dyn Error>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
