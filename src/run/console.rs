//! What the user sees while a command runs: standard output, log lines, progress.
//!
//! Log lines go through `tracing` to standard error, as text for people or as JSON for machines.

use crate::cli::{Global, LogFormat};
use crate::error::{Error, ExitCode, Result, one_line, reason};
use crate::load::{self, Inputs};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::{self, Write as _};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Standard error as the options want it.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    quiet: bool,
    bars: bool,
}

impl Console {
    /// Opens standard error for the log lines of this program.
    pub fn open(options: &Global) -> Self {
        let level = match options.log_format {
            _ if options.quiet => Level::ERROR,
            Some(_) => Level::INFO,
            None if options.verbose => Level::INFO,
            None => Level::WARN,
        };
        let json = options.log_format == Some(LogFormat::Json);
        let log = tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr);
        // Fails where a caller of the library has set up logging already, which then stays.
        let _ = if json {
            tracing::subscriber::set_global_default(log.json().flatten_event(true).finish())
        } else {
            tracing::subscriber::set_global_default(log.event_format(Plain).finish())
        };
        Self {
            quiet: options.quiet,
            bars: !options.quiet && options.log_format.is_none() && io::stderr().is_terminal(),
        }
    }

    /// Whether a summary may be printed.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// One line on what went wrong without ending the command.
    pub fn warn(self, progress: &ProgressBar, message: impl fmt::Display) {
        progress.suspend(|| tracing::warn!("{message}"));
    }

    /// One line that the user should see though nothing went wrong.
    pub fn say(self, message: impl fmt::Display) {
        tracing::warn!("{message}");
    }

    /// One line on what is done.
    pub fn tell(self, progress: &ProgressBar, message: impl fmt::Display) {
        progress.suspend(|| tracing::info!("{message}"));
    }

    /// A progress bar over the bytes of inputs, with a message; without a length where the bytes
    /// are not known before they are read. Nothing is drawn where nobody looks.
    pub fn progress_of(self, inputs: &Inputs) -> ProgressBar {
        let stream = |name: &String| name == load::input::STDIN;
        if !self.bars || inputs.named.iter().chain(&inputs.lists).any(stream) {
            return self.bar(None, "{spinner} {msg}, {elapsed}");
        }
        let bytes = load::find(inputs).flatten().filter_map(|source| source.bytes).sum();
        self.bar(Some(bytes), "{bar:30} {percent} %, {msg}, {elapsed}, {eta} left")
    }

    fn bar(self, length: Option<u64>, template: &str) -> ProgressBar {
        let target =
            if self.bars { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(length, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
    }
}

/// Says why the program ends: in the log, or as text where there is none yet.
pub fn tell_end(reason: &str) {
    if tracing::enabled!(Level::ERROR) {
        tracing::error!("{reason}");
    } else {
        eprintln!("pullquote: {}", one_line(reason));
    }
}

/// Log lines for people: the message, and fields as `name=value`; what went wrong begins with the
/// program's name.
struct Plain;

impl<S, N> FormatEvent<S, N> for Plain
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = Line::default();
        event.record(&mut line);
        if *event.metadata().level() <= Level::WARN {
            writer.write_str("pullquote: ")?;
        }
        writeln!(writer, "{}{}", one_line(&line.message), line.fields)
    }
}

/// The parts of a log line.
#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing into a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}

/// Standard output, buffered.
pub struct Stdout(BufWriter<StdoutLock<'static>>);

impl Stdout {
    /// Takes standard output for this command alone.
    pub fn open() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// Prints all of it and ends the command.
    pub fn print(mut self, bytes: &[u8]) -> Result<ExitCode> {
        self.0.write_all(bytes).and_then(|()| self.0.flush()).map_err(stdout_error)?;
        Ok(ExitCode::Done)
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What a failed write to standard output means.
pub fn stdout_error(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Error::ClosedPipe,
        _ => Error::Output { path: "standard output".into(), reason: reason(&error) },
    }
}
