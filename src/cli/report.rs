//! The options of `pullquote report`.

use super::Outputs;
use crate::domain::Role;
use crate::report::summary::Level;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

/// `pullquote report`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pullquote report result                          write the files of a result again
  pullquote report monday tuesday -o week          make one result of several
  pullquote report result --role public --since 2025-01-01 --level day
  pullquote report result --group-by outlet -o by-outlet
  pullquote report after --compare before -o changes
  pullquote report result --compare-groups role
  pullquote report --columns

Where the files go: into DIR with -o. Without it, a single result that nothing is filtered from
is written again in its own folder; otherwise tables are printed and no file is written.")]
pub struct Report {
    /// Folders that pullquote analyze wrote: days, shards, machines
    ///
    /// An article that several of them have counts once; the later result on the command line
    /// goes before the earlier one.
    #[arg(value_name = "RESULT", required_unless_present = "columns")]
    pub results: Vec<PathBuf>,

    /// Folder for the files
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// Make the CSV files safe and easy for spreadsheets
    #[arg(long)]
    pub excel: bool,

    /// Print what every column of every file means, and do nothing else
    #[arg(long, exclusive = true)]
    pub columns: bool,

    /// Which files the result has besides.
    #[command(flatten)]
    pub outputs: Outputs,

    /// Which comments the report is about.
    #[command(flatten)]
    pub filter: ReportFilter,

    /// How they are summed up.
    #[command(flatten)]
    pub grouping: Grouping,

    /// What is set side by side.
    #[command(flatten)]
    pub comparison: Comparison,
}

/// Which comments the report is about.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Comments")]
pub struct ReportFilter {
    /// First day, such as 2025-01-28; the day is that of the post, else of the article
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub since: Option<String>,

    /// Last day
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<String>,

    /// Only these roles: subject, public, named, media
    #[arg(long, value_name = "ROLES", value_delimiter = ',', value_parser = role)]
    pub role: Vec<Role>,

    /// Only these languages, such as en,de
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = language)]
    pub lang: Vec<String>,

    /// Only comments whose sentiment has at least this probability, 0 to 1
    ///
    /// Shares are then not corrected for the model's errors: those were measured on all texts.
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f64>,

    /// Count comments in languages that the model was not trained for, too
    #[arg(long)]
    pub all_languages: bool,

    /// Count repeated comments and articles, too
    #[arg(long)]
    pub keep_duplicates: bool,

    /// Make one result of results that different models scored
    #[arg(long)]
    pub mixed_models: bool,
}

/// How comments are summed up.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Groups")]
pub struct Grouping {
    /// Only these levels: all, role, kind, article, speaker, day; prints them, too
    #[arg(long, value_name = "LEVELS", value_delimiter = ',', value_parser = level())]
    pub level: Vec<Level>,

    /// Group by a column of the input, too, such as outlet; may be given several times
    #[arg(long, value_name = "COLUMN")]
    pub group_by: Vec<String>,

    /// Groups of fewer comments get no shares and means, but the note too-few
    #[arg(long, value_name = "N", default_value_t = crate::report::summary::MIN_GROUP)]
    pub min_group: u64,
}

/// What is set side by side.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Comparison")]
pub struct Comparison {
    /// Compare with another result, group by group; writes comparison.csv
    ///
    /// At the levels all, role and kind, and by the columns of --group-by; --level names others.
    #[arg(long, value_name = "RESULT")]
    pub compare: Option<PathBuf>,

    /// Compare the groups of a level, or of a column of --group-by, in pairs
    #[arg(long, value_name = "LEVEL", conflicts_with = "compare")]
    pub compare_groups: Option<String>,
}

/// A day as typed.
fn day(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(day) if text.len() == "2025-01-28".len() => Ok(day.to_string()),
        _ => Err("write a day as YYYY-MM-DD".to_owned()),
    }
}

/// A role as typed.
fn role(text: &str) -> Result<Role, String> {
    let roles = [Role::Subject, Role::Public, Role::Named, Role::Media];
    let found = roles.into_iter().find(|role| role.name() == text);
    found.ok_or_else(|| "roles are subject, public, named and media".to_owned())
}

/// A language as typed.
fn language(text: &str) -> Result<String, String> {
    let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code { Ok(text.to_owned()) } else { Err("write ISO 639-1 codes, such as en".to_owned()) }
}

/// A probability as typed.
fn probability(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "write a number from 0 to 1".to_owned())
}

/// A parser of the names of levels.
fn level() -> impl TypedValueParser<Value = Level> {
    PossibleValuesParser::new(Level::ALL.map(Level::name)).try_map(|name| name.parse::<Level>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_checked() {
        assert_eq!(day("2025-01-28").as_deref(), Ok("2025-01-28"));
        for wrong in ["2025-13-01", "2025-02-30", "28.1.2025", "2025-01-28T10:00", "today", ""] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
        assert_eq!(role("media"), Ok(Role::Media));
        assert!(role("everyone").is_err());
        assert!(language("en").is_ok() && language("EN").is_err() && language("eng").is_err());
        assert!(probability("0.5").is_ok());
        assert!(probability("1.5").is_err() && probability("NaN").is_err());
    }
}
