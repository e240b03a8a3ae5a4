//! The command line: what can be said, with sf's names where sf has them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::runner::report::Format;
use crate::runner::select::Partition;

/// Apex without a Salesforce org: run scripts, tests and a REPL offline.
#[derive(Debug, Parser)]
#[command(name = "orgless", version, about, max_term_width = 100, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run anonymous Apex: a file, standard input (-), or code (-e)
    Run(RunArgs),
    /// Run the tests of projects, folders and files, and the code blocks of documents
    Test(Box<TestArgs>),
    /// Compile only, and report every error
    Check(CheckArgs),
    /// Type Apex and see what it does
    Repl(ReplArgs),
}

/// What code runs with: sources, schema, clock, limits.
#[derive(Args, Clone, Debug, Default)]
pub struct WorldArgs {
    /// An SFDX project or a folder whose classes, triggers and metadata the code can use
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// More sources and metadata to compile with
    #[arg(long, value_name = "PATH")]
    pub with: Vec<PathBuf>,
    /// Keep the org in this file
    #[arg(long, value_name = "FILE")]
    pub org: Option<PathBuf>,
    /// Unknown objects and fields are errors, even `__c` ones
    #[arg(long)]
    pub strict_schema: bool,
    /// Start the clock here and let only --advance and :advance move it: 2025-01-15T09:00:00Z
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// Governor limits
    #[arg(long, value_name = "PROFILE")]
    pub limits: Option<LimitsArg>,
    /// Allow callouts, to these hosts or to all
    #[arg(long, value_name = "HOST", value_delimiter = ',', num_args = 0.., require_equals = true)]
    pub allow_callouts: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LimitsArg {
    /// The figures of an org
    Platform,
    /// As on the platform, but 10 minutes of CPU and 4 GiB of heap
    Roomy,
    /// Nothing counted is limited
    Off,
}

#[derive(Args, Debug)]
pub struct RunArgs {
    /// The script; - reads standard input
    #[arg(required_unless_present = "code", conflicts_with = "code")]
    pub file: Option<PathBuf>,
    /// Run this code
    #[arg(short = 'e', long = "execute", value_name = "CODE")]
    pub code: Option<String>,
    #[command(flatten)]
    pub world: WorldArgs,
    /// Afterwards move the clock on, running what falls due: 90s, 15m, 2h, 1d
    #[arg(long, value_name = "TIME")]
    pub advance: Option<String>,
    /// Leave queued jobs in the queue
    #[arg(long)]
    pub no_drain: bool,
    /// Show the limits that the code used, on standard error
    #[arg(long)]
    pub show_limits: bool,
    /// Write the full debug log to a file
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Lowest level of messages that are shown
    #[arg(long, value_name = "LEVEL")]
    pub debug_level: Option<String>,
}

#[derive(Args, Debug)]
pub struct TestArgs {
    /// SFDX projects, folders, .cls and .trigger files, Markdown and text documents
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// More sources and metadata to compile with
    #[arg(long, value_name = "PATH")]
    pub with: Vec<PathBuf>,
    /// Tests to run: Class.method or Class
    #[arg(short = 't', long, value_name = "NAME", value_delimiter = ',')]
    pub tests: Vec<String>,
    /// Test classes to run
    #[arg(short = 'n', long, value_name = "NAME", value_delimiter = ',')]
    pub class_names: Vec<String>,
    /// Test suites to run
    #[arg(short = 's', long, value_name = "NAME", value_delimiter = ',')]
    pub suite_names: Vec<String>,
    /// RunLocalTests, RunAllTestsInOrg or RunSpecifiedTests
    #[arg(short = 'l', long, value_name = "LEVEL")]
    pub test_level: Option<String>,
    /// Shape of the results
    #[arg(short = 'r', long, value_name = "FORMAT", default_value = "human")]
    pub result_format: FormatArg,
    /// As -r json
    #[arg(long)]
    pub json: bool,
    /// Measure code coverage
    #[arg(short = 'c', long)]
    pub code_coverage: bool,
    /// Write the results in all formats into this folder
    #[arg(short = 'd', long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Show failures and the sum only
    #[arg(long)]
    pub concise: bool,
    /// Run tests one after the other (as sf; the same as -j 1)
    #[arg(short = 'y', long)]
    pub synchronous: bool,
    /// Threads to run tests on
    #[arg(short = 'j', long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Stop at the first failure
    #[arg(long)]
    pub fail_fast: bool,
    /// Stop after this many failures
    #[arg(long, value_name = "N")]
    pub max_fail: Option<usize>,
    /// Run a failed test again, up to this often
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub retries: u32,
    /// Run in an order that a seed decides
    #[arg(long, value_name = "SEED", num_args = 0..=1, require_equals = true)]
    pub shuffle: Option<Option<u64>>,
    /// Run what failed last time
    #[arg(long)]
    pub last_failed: bool,
    /// Run one of N shares of the tests
    #[arg(long, value_name = "K/N")]
    pub partition: Option<Partition>,
    /// Show the N slowest tests
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub slowest: usize,
    /// Seconds that a test may take
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<f64>,
    /// Name the tests and run none
    #[arg(long)]
    pub list: bool,
    /// Run again when a file changes
    #[arg(long)]
    pub watch: bool,
    /// Start the clock here and hold it: 2025-01-15T09:00:00Z
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// Governor limits
    #[arg(long, value_name = "PROFILE")]
    pub limits: Option<LimitsArg>,
    /// Unknown objects and fields are errors in documents too
    #[arg(long)]
    pub strict_schema: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    Human,
    Json,
    Junit,
    Tap,
}

#[derive(Args, Debug)]
pub struct CheckArgs {
    /// SFDX projects, folders, .cls and .trigger files, Markdown and text documents
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// More sources and metadata to compile with
    #[arg(long, value_name = "PATH")]
    pub with: Vec<PathBuf>,
    /// Unknown objects and fields are errors in documents too
    #[arg(long)]
    pub strict_schema: bool,
    /// One line for each error
    #[arg(long)]
    pub short: bool,
}

#[derive(Args, Debug)]
pub struct ReplArgs {
    #[command(flatten)]
    pub world: WorldArgs,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Format {
        match arg {
            FormatArg::Human => Format::Human,
            FormatArg::Json => Format::Json,
            FormatArg::Junit => Format::Junit,
            FormatArg::Tap => Format::Tap,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_declaration_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_flags_of_sf_are_read() {
        let cli = Cli::parse_from(["orgless", "test", "a", "-t", "A.b,C", "-n", "D", "-r", "junit", "-y", "--shuffle"]);
        let Command::Test(args) = cli.command else { panic!("`test` is the command") };
        assert_eq!((args.tests.len(), args.class_names.len()), (2, 1));
        assert_eq!((args.result_format, args.shuffle), (FormatArg::Junit, Some(None)));
    }
}
