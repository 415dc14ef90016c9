//! Job files: what `pullquote analyze` shall do, written down once for schedulers.
//!
//! A job file is TOML. Its keys are the long options of `pullquote analyze`, and `inputs`; so it
//! knows every option that the command knows, and says about a wrong value what the command says,
//! with its line.

use crate::cli::{self, Cli, Command, Global};
use crate::error::{Error, ExitCode, Result, reason};
use crate::load;
use crate::score::Scorer;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, CommandFactory, Parser};
use std::fmt::Display;
use std::fs;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Key of what to read; on the command line it has no name.
const INPUTS: &str = "inputs";

/// Does what the job file describes, or with `--check` looks whether it could be done. Options on
/// the command line go before those of the file.
///
/// # Errors
/// [`Error::Usage`] with the line of the job file that is wrong, and what the command says.
pub fn run(options: &cli::Run, typed: &Global) -> Result<ExitCode> {
    let Cli { command: Command::Analyze(job), global } = read(&options.job)? else {
        unreachable!("every job file is read as the command analyze");
    };
    let (threads, console) = super::start(&Global {
        threads: typed.threads.or(global.threads),
        quiet: typed.quiet || (global.quiet && !typed.verbose),
        verbose: typed.verbose || (global.verbose && !typed.quiet),
        log_format: typed.log_format.or(global.log_format),
    })?;
    if options.check {
        return check(&options.job, &job, threads);
    }
    super::analyze::run(&job, threads, console)
}

/// Looks whether the job could run: its inputs are there and its model loads.
///
/// # Errors
/// The first thing that is wrong.
fn check(job: &Path, options: &cli::Analyze, threads: Option<usize>) -> Result<ExitCode> {
    super::report::formats(&options.outputs)?;
    let (inputs, _) = super::articles::reading(&options.input);
    let mut sources = 0;
    for source in load::find(&inputs) {
        source?;
        sources += 1;
    }
    let scorer = Scorer::open(&super::model::options(&options.model, threads))?;
    let line = format!(
        "{}: good; {sources} inputs, model {}, output {}\n",
        job.display(),
        scorer.model().label(),
        options.output.display()
    );
    super::console::Stdout::open().print(line.as_bytes())
}

/// Reads a job file.
fn read(path: &Path) -> Result<Cli> {
    let text = fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => {
            Error::Usage(format!("{}: is no text; a job file is TOML", path.display()))
        }
        _ => Error::Usage(format!("{}: {}; check the path", path.display(), reason(&error))),
    })?;
    parse(path, &text)
}

/// Turns the text of a job file into the command that it describes.
fn parse(path: &Path, text: &str) -> Result<Cli> {
    let wrong = |span: Option<Range<usize>>, reason: &dyn Display| {
        let line = span.map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let line = line.map_or(String::new(), |line| format!(" line {line}"));
        Error::Usage(format!("{}{line}: {reason}", path.display()))
    };
    let table = DeTable::parse(text)
        .map_err(|error| wrong(error.span(), &error.message().replace('\n', " ")))?;
    let command = Cli::command();
    let known = options(&command);
    let mut arguments = vec!["pullquote".to_owned(), "analyze".to_owned()];
    let mut inputs = Vec::new();
    for (key, value) in table.get_ref() {
        let name: &str = key.get_ref();
        let refused = |reason: String| wrong(Some(value.span()), &format!("{name}: {reason}"));
        if name == INPUTS {
            inputs = values(value).map_err(refused)?;
            continue;
        }
        let Some(option) = known.iter().find(|option| option.get_long() == Some(name)) else {
            let reason = format!("unknown key {name}; known are {}", names(&known));
            return Err(wrong(Some(key.span()), &reason));
        };
        arguments.extend(typed(name, option, value).map_err(refused)?);
    }
    arguments.push("--".to_owned());
    arguments.extend(inputs);
    Cli::try_parse_from(&arguments).map_err(|error| {
        let named = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(named)) => named.clone(),
            Some(ContextValue::Strings(named)) => named.first().cloned().unwrap_or_default(),
            _ => String::new(),
        };
        let name = named.trim_start_matches("--").split([' ', '=']).next().unwrap_or_default();
        let span = table.get_ref().iter().find(|(key, _)| &**key.get_ref() == name);
        if span.is_none() && error.kind() == clap::error::ErrorKind::MissingRequiredArgument {
            return wrong(
                None,
                &format!("says nothing of what to read; add {INPUTS} = [\"FOLDER\"]"),
            );
        }
        wrong(span.map(|(_, value)| value.span()), &one_line(&error))
    })
}

/// The options that a job file may hold.
fn options(command: &clap::Command) -> Vec<&Arg> {
    let analyze = command.find_subcommand("analyze");
    analyze
        .into_iter()
        .flat_map(clap::Command::get_arguments)
        .chain(command.get_arguments())
        .filter(|option| option.get_long().is_some())
        .filter(|option| {
            matches!(option.get_action(), ArgAction::Set | ArgAction::Append | ArgAction::SetTrue)
        })
        .collect()
}

/// The keys of a job file, for the user who mistyped one.
fn names(known: &[&Arg]) -> String {
    let mut names: Vec<&str> = known.iter().filter_map(|option| option.get_long()).collect();
    names.push(INPUTS);
    names.sort_unstable();
    names.join(", ")
}

/// One key as it would be typed.
fn typed(
    name: &str,
    option: &Arg,
    value: &Spanned<DeValue<'_>>,
) -> std::result::Result<Vec<String>, String> {
    if matches!(option.get_action(), ArgAction::SetTrue) {
        return match value.get_ref() {
            DeValue::Boolean(true) => Ok(vec![format!("--{name}")]),
            DeValue::Boolean(false) => Ok(Vec::new()),
            _ => Err("is true or false".to_owned()),
        };
    }
    let values = values(value)?;
    let many = option.get_value_delimiter();
    if values.len() > 1 && many.is_none() && matches!(option.get_action(), ArgAction::Set) {
        return Err("takes one value, not a list".to_owned());
    }
    Ok(match many {
        Some(delimiter) => vec![format!("--{name}={}", values.join(&delimiter.to_string()))],
        None => values.iter().map(|value| format!("--{name}={value}")).collect(),
    })
}

/// A text or number, or a list of them.
fn values(value: &Spanned<DeValue<'_>>) -> std::result::Result<Vec<String>, String> {
    let single = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Ok(text.clone().into_owned()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Float(number) => Ok(number.to_string()),
        _ => Err("is a text or a number, or a list of them".to_owned()),
    };
    match value.get_ref() {
        DeValue::Array(values) => values.iter().map(|value| single(value.get_ref())).collect(),
        value => Ok(vec![single(value)?]),
    }
}

/// What clap says about a value, in one line and without its advice about the command line.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.is_empty() && !line.starts_with("Usage:"))
        .collect();
    lines.join(" ").trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Cli> {
        parse(Path::new("job.toml"), text)
    }

    #[test]
    fn a_job_is_the_command_that_its_keys_spell() {
        let cli = parsed(
            "inputs = ['news', \"-x\"]\noutput = \"result\"\nthreads = 3\nexcel = true\n\
             keep-duplicates = false\nprecision = \"fp32\"\nshard = \"2/4\"\n\
             model-languages = ['en', 'de']\n",
        )
        .unwrap();
        let Command::Analyze(analyze) = cli.command else { panic!("analyze") };
        assert_eq!(analyze.input.inputs, ["news", "-x"]);
        assert_eq!(analyze.output, Path::new("result"));
        assert!(analyze.excel && !analyze.keep_duplicates);
        assert_eq!(analyze.model.precision.name(), "fp32");
        assert_eq!(analyze.shard.unwrap().to_string(), "2/4");
        assert_eq!(analyze.model.model_languages.unwrap(), ["en", "de"]);
        assert_eq!(cli.global.threads.unwrap().get(), 3);
    }

    #[test]
    fn what_is_wrong_is_told_in_one_line_with_its_number() {
        for (text, wanted) in [
            ("inputs = ['a']\noutptu = 'b'\n", "job.toml line 2: unknown key outptu; known are"),
            ("inputs = ['a']\n\nprecision = 'int9'\n", "job.toml line 3: invalid value 'int9'"),
            ("inputs = ['a']\nshard = '5/4'\n", "job.toml line 2: invalid value '5/4'"),
            ("inputs = ['a']\nexcel = 'yes'\n", "job.toml line 2: excel: is true or false"),
            ("inputs = ['a']\noutput = ['b', 'c']\n", "job.toml line 2: output: takes one value"),
            ("inputs = [{}]\n", "job.toml line 1: inputs: is a text or a number"),
            ("output = 'b'\n", "job.toml: says nothing of what to read"),
            ("inputs = ['a'\noutput = 'b'\n", "job.toml line 2: "),
            ("inputs = ['a']\nquiet = true\nverbose = true\n", "cannot be used with"),
            ("inputs = ['a']\nthreads = 0\n", "job.toml line 2: invalid value '0'"),
        ] {
            let Err(error) = parsed(text) else { panic!("{text}") };
            assert_eq!(error.exit_code(), ExitCode::Usage);
            let message = error.to_string();
            assert!(message.contains(wanted), "{message}\nwanted {wanted}");
            assert_eq!(message.lines().count(), 1, "{message}");
        }
    }
}
