//! The flags, which are also the variables of the environment: `--at-once` is `GORGIAS_MCP_AT_ONCE`, and `at_once` in the file.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, ValueEnum};
use gorgias_tools::Narrowing;

use super::file::File;
use crate::Error;

/// What is to be served, and to whom.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "What is served, and to whom")]
pub struct Flags {
    /// A configuration file in TOML: the keys are the names of these flags with `_` for `-`, and `[accounts.NAME]` tables.
    #[arg(long, global = true, value_name = "FILE", env = "GORGIAS_MCP_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,

    /// A file with variables for accounts, a line `NAME=value` for each; those of the environment weigh more
    #[arg(long, global = true, value_name = "FILE", env = "GORGIAS_MCP_ENV_FILE", hide_env = true)]
    pub env_file: Option<PathBuf>,

    /// Serve an account that is made up, with a small shop in it: needs no credentials, and nothing leaves this machine.
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", env = "GORGIAS_MCP_DEMO", hide_env = true)]
    pub demo: Option<bool>,

    /// Serve only tools of these methods: list, get, create, update, delete, custom; read is list and get, write is create, update
    /// and delete, and means --write.
    #[arg(
        long,
        global = true,
        value_name = "METHODS",
        value_delimiter = ',',
        env = "GORGIAS_MCP_METHODS",
        hide_env = true
    )]
    pub methods: Option<Vec<String>>,

    /// Serve only tools of these topics, such as support,crm.
    #[arg(
        long,
        global = true,
        value_name = "TOPICS",
        value_delimiter = ',',
        env = "GORGIAS_MCP_TOPICS",
        hide_env = true
    )]
    pub topics: Option<Vec<String>>,

    /// Serve only tools of these presets: essentials, hero, agent or admin.
    #[arg(
        long,
        global = true,
        value_name = "PRESETS",
        value_delimiter = ',',
        env = "GORGIAS_MCP_PRESET",
        hide_env = true
    )]
    pub preset: Option<Vec<String>>,

    /// Serve only these tools.
    #[arg(
        long,
        global = true,
        value_name = "TOOLS",
        value_delimiter = ',',
        env = "GORGIAS_MCP_TOOLS",
        hide_env = true
    )]
    pub tools: Option<Vec<String>>,

    /// Do not serve these tools.
    #[arg(
        long,
        global = true,
        value_name = "TOOLS",
        value_delimiter = ',',
        env = "GORGIAS_MCP_EXCLUDE",
        hide_env = true
    )]
    pub exclude: Option<Vec<String>>,

    /// Allow changes; without it the server only reads.
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", env = "GORGIAS_MCP_WRITE", hide_env = true)]
    pub write: Option<bool>,

    /// Let nothing reach a customer: no message, no mail of a new ticket, no survey, no job or rule that writes to them.
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", env = "GORGIAS_MCP_NO_CUSTOMER_MESSAGES", hide_env = true)]
    pub no_customer_messages: Option<bool>,

    /// List all tools, or four through which the others are found and called [default: all]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHAT",
        env = "GORGIAS_MCP_EXPOSE",
        hide_env = true
    )]
    pub expose: Option<Exposing>,

    /// Ask the user, through the client, before something is done that cannot be undone [default: auto]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        env = "GORGIAS_MCP_CONFIRM",
        hide_env = true
    )]
    pub confirm: Option<Asking>,

    /// Serve by HTTP on this address, such as 127.0.0.1:8080, in place of standard input and output.
    #[arg(long, global = true, value_name = "ADDR", env = "GORGIAS_MCP_HTTP", hide_env = true)]
    pub http: Option<SocketAddr>,

    /// Further names by which HTTP clients may call this server.
    #[arg(
        long,
        global = true,
        value_name = "HOSTS",
        value_delimiter = ',',
        env = "GORGIAS_MCP_ALLOWED_HOSTS",
        hide_env = true
    )]
    pub allowed_hosts: Option<Vec<String>>,

    /// Further pages that may call this server, such as `https://app.example.com:443`.
    #[arg(
        long,
        global = true,
        value_name = "ORIGINS",
        value_delimiter = ',',
        env = "GORGIAS_MCP_ALLOWED_ORIGINS",
        hide_env = true
    )]
    pub allowed_origins: Option<Vec<String>>,

    /// How many seconds a call may take in all [default: 120]
    #[arg(long, global = true, value_name = "SECONDS", env = "GORGIAS_MCP_DEADLINE", hide_env = true, value_parser = clap::value_parser!(u64).range(1..))]
    pub deadline: Option<u64>,

    /// How many seconds of that it may wait for its turn in the account's limit [default: 60]
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        env = "GORGIAS_MCP_MAX_WAIT",
        hide_env = true
    )]
    pub max_wait: Option<u64>,

    /// A folder from which tools may send files and into which they may save them; without it they touch no file
    #[arg(
        long,
        global = true,
        value_name = "FOLDER",
        env = "GORGIAS_MCP_FILES_DIR",
        hide_env = true
    )]
    pub files_dir: Option<PathBuf>,

    /// How many bytes of JSON an answer may have; of what is larger the end is left out, and the answer says how to get it
    /// [default: 40000]
    #[arg(long, global = true, value_name = "BYTES", env = "GORGIAS_MCP_MAX_ANSWER", hide_env = true, value_parser = clap::value_parser!(u64).range(2000..))]
    pub max_answer: Option<u64>,

    /// How many calls of an account may run at once [default: 8]
    #[arg(long, global = true, value_name = "CALLS", env = "GORGIAS_MCP_AT_ONCE", hide_env = true, value_parser = clap::value_parser!(u64).range(1..))]
    pub at_once: Option<u64>,

    /// How the log on standard error is written [default: text]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORM",
        env = "GORGIAS_MCP_LOG",
        hide_env = true
    )]
    pub log: Option<Written>,

    /// Log each request to the account: its method, path and status, and nothing that is in it.
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", env = "GORGIAS_MCP_DEBUG_HTTP", hide_env = true)]
    pub debug_http: Option<bool>,

    /// Call this address in place of the account's own: a proxy, or a server for tests.
    #[arg(long, global = true, value_name = "URL", env = "GORGIAS_MCP_BASE_URL", hide_env = true)]
    pub base_url: Option<String>,
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Exposing {
    /// Each tool.
    All,
    /// Four tools that find, describe, read and write; they cost a model a thousand tokens at most.
    Search,
}

/// What the user is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Asking {
    /// What cannot be undone; where the client cannot ask, it is refused.
    Auto,
    /// Every change, and whatever may reach a customer.
    Always,
    /// Nothing.
    Never,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Written {
    /// Lines for people.
    Text,
    /// An object in each line.
    Json,
}

impl Flags {
    /// What the file says where these say nothing.
    pub(super) fn over(self, file: &mut File) -> Result<Self, Error> {
        Ok(Self {
            // The file itself is the one thing that it cannot name.
            config: self.config,
            env_file: file.path_of("env_file", self.env_file)?,
            files_dir: file.path_of("files_dir", self.files_dir)?,
            demo: file.flag("demo", self.demo)?,
            methods: file.words("methods", self.methods)?,
            topics: file.words("topics", self.topics)?,
            preset: file.words("preset", self.preset)?,
            tools: file.words("tools", self.tools)?,
            exclude: file.words("exclude", self.exclude)?,
            write: file.flag("write", self.write)?,
            no_customer_messages: file.flag("no_customer_messages", self.no_customer_messages)?,
            expose: file.choice("expose", self.expose)?,
            confirm: file.choice("confirm", self.confirm)?,
            http: file.parsed("http", "an address such as `127.0.0.1:8080`", self.http)?,
            allowed_hosts: file.words("allowed_hosts", self.allowed_hosts)?,
            allowed_origins: file.words("allowed_origins", self.allowed_origins)?,
            deadline: file.number("deadline", 1, self.deadline)?,
            max_wait: file.number("max_wait", 0, self.max_wait)?,
            max_answer: file.number("max_answer", 2000, self.max_answer)?,
            at_once: file.number("at_once", 1, self.at_once)?,
            log: file.choice("log", self.log)?,
            debug_http: file.flag("debug_http", self.debug_http)?,
            base_url: file.text("base_url", self.base_url)?,
        })
    }

    /// Whether the account is made up.
    pub(crate) fn is_demo(&self) -> bool {
        self.demo == Some(true)
    }

    /// What these say of the tools.
    pub(super) fn narrowing(&self) -> Narrowing {
        let words = |said: &Option<Vec<String>>| said.clone().unwrap_or_default();
        let mut narrowing = Narrowing::new()
            .methods(words(&self.methods))
            .topics(words(&self.topics))
            .presets(words(&self.preset))
            .tools(words(&self.tools))
            .exclude(words(&self.exclude));
        if let Some(write) = self.write {
            narrowing = narrowing.write(write);
        }
        if self.no_customer_messages == Some(true) {
            narrowing = narrowing.no_customer_messages();
        }
        narrowing
    }

    /// The same as a command line says it.
    pub(crate) fn as_arguments(&self) -> Vec<String> {
        fn one<T: ToString>(flag: &str, said: Option<&T>) -> Option<String> {
            said.map(|value| format!("--{flag}={}", value.to_string()))
        }
        fn choice<T: ValueEnum>(flag: &str, said: Option<&T>) -> Option<String> {
            let word = said?.to_possible_value()?;
            Some(format!("--{flag}={}", word.get_name()))
        }
        let words = |flag: &str, said: &Option<Vec<String>>| {
            said.as_ref().map(|words| format!("--{flag}={}", words.join(",")))
        };
        // A client starts its servers in a folder of its own.
        let path = |flag: &str, said: &Option<PathBuf>| {
            let path = said.as_ref()?;
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            Some(format!("--{flag}={}", path.display()))
        };
        let said = [
            path("config", &self.config),
            path("env-file", &self.env_file),
            path("files-dir", &self.files_dir),
            one("demo", self.demo.as_ref()),
            words("methods", &self.methods),
            words("topics", &self.topics),
            words("preset", &self.preset),
            words("tools", &self.tools),
            words("exclude", &self.exclude),
            one("write", self.write.as_ref()),
            one("no-customer-messages", self.no_customer_messages.as_ref()),
            choice("expose", self.expose.as_ref()),
            choice("confirm", self.confirm.as_ref()),
            one("http", self.http.as_ref()),
            words("allowed-hosts", &self.allowed_hosts),
            words("allowed-origins", &self.allowed_origins),
            one("deadline", self.deadline.as_ref()),
            one("max-wait", self.max_wait.as_ref()),
            one("max-answer", self.max_answer.as_ref()),
            one("at-once", self.at_once.as_ref()),
            choice("log", self.log.as_ref()),
            one("debug-http", self.debug_http.as_ref()),
            one("base-url", self.base_url.as_ref()),
        ];
        said.into_iter().flatten().collect()
    }
}
