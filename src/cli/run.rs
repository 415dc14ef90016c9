//! The options of `pullquote run`.

use clap::Args;
use std::path::PathBuf;

/// `pullquote run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example of a job file:
  inputs = [\"crawl/*.warc.gz\"]
  output = \"result\"
  log-format = \"json\"
  metrics = \"/var/lib/prometheus/node-exporter/pullquote.prom\"

The keys are inputs and the long options of pullquote analyze; a switch is true or false. Paths
are relative to the folder that the program is started in. Examples for cron, systemd and Slurm
lie in scripts/jobs/.

Examples:
  pullquote run job.toml
  pullquote run job.toml --check")]
pub struct Run {
    /// The job file, TOML
    #[arg(value_name = "JOB")]
    pub job: PathBuf,

    /// Only look whether the job is written well, its inputs are there and its model loads
    #[arg(long)]
    pub check: bool,
}
