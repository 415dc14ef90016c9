//! The numbers of a run for monitors: the last line of the log, and a file for the textfile
//! collector of Prometheus.

use super::clock::{Clock, Stage};
use crate::error::{Error, ExitCode, Result, reason};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// The numbers of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbers {
    /// Articles that this run read.
    pub read: u64,
    /// Articles that were done already.
    pub kept: u64,
    /// Inputs and articles that failed.
    pub failed: u64,
    /// Comments that this run found and scored.
    pub comments: u64,
}

/// The last line of the log.
pub fn tell(numbers: &Numbers, clock: &Clock, code: ExitCode) {
    let Numbers { read, kept, failed, comments } = *numbers;
    let seconds = (clock.total() * 1000.0).round() / 1000.0;
    let exit = code as u8;
    tracing::info!(exit, read, kept, failed, comments, seconds, "ended");
}

/// Writes the file for the textfile collector, whole or not at all.
///
/// # Errors
/// [`Error::Output`] when it cannot be written.
pub fn write(path: &Path, numbers: &Numbers, clock: &Clock, code: ExitCode) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let text = text(numbers, clock, code, jiff::Timestamp::now().as_second());
    let put = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".pullquote-");
        // The collector is another user.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    put().map_err(|error: std::io::Error| Error::Output {
        path: path.to_owned(),
        reason: format!("{}; check the place given with --metrics", reason(&error)),
    })
}

/// The text of the file, in the exposition format of Prometheus.
fn text(numbers: &Numbers, clock: &Clock, code: ExitCode, now: i64) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: String| {
        // Writing into a string cannot fail.
        let _ = write!(
            text,
            "# HELP pullquote_{name} {help}\n# TYPE pullquote_{name} gauge\npullquote_{name} {value}\n"
        );
    };
    let Numbers { read, kept, failed, comments } = *numbers;
    gauge("last_run_exit_code", "How the last run ended.", (code as u8).to_string());
    gauge("last_run_end_timestamp_seconds", "When the last run ended.", now.to_string());
    gauge("last_run_seconds", "How long the last run took.", format!("{:.3}", clock.total()));
    gauge("last_run_articles_read", "Articles that the last run read.", read.to_string());
    gauge("last_run_articles_kept", "Articles that were done before.", kept.to_string());
    gauge("last_run_failures", "Inputs and articles that failed.", failed.to_string());
    gauge("last_run_comments", "Comments that the last run found.", comments.to_string());
    let name = "pullquote_last_run_stage_seconds";
    let help = "How long each stage was at work, over all its threads.";
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n");
    for stage in Stage::ALL {
        let _ = writeln!(text, "{name}{{stage=\"{}\"}} {:.3}", stage.name(), clock.seconds(stage));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_help_a_type_and_a_number() {
        let numbers = Numbers { read: 3, kept: 2, failed: 1, comments: 9 };
        let text = text(&numbers, &Clock::start(), ExitCode::SomeFailed, 1_700_000_000);
        assert!(text.contains("\npullquote_last_run_articles_read 3\n"));
        assert!(text.contains("\npullquote_last_run_exit_code 1\n"));
        let mut known = String::new();
        for line in text.lines() {
            let mut words = line.split(' ');
            match (words.next(), words.next(), words.next()) {
                (Some("#"), Some("TYPE"), Some(name)) => name.clone_into(&mut known),
                (Some("#"), Some("HELP"), Some(_)) => {}
                (Some(sample), Some(value), None) => {
                    assert!(sample.starts_with(&known), "{line}");
                    value.parse::<f64>().unwrap();
                }
                _ => panic!("{line}"),
            }
        }
    }
}
