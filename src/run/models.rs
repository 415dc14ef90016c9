//! `pullquote models`: what models there are, and whether they are whole.

use super::console::Stdout;
use crate::cli::{Models, ModelsCommand};
use crate::error::{Error, ExitCode, Result};
use crate::score::{ModelInfo, models};
use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write;

/// Runs one of the commands.
pub fn run(options: &Models) -> Result<ExitCode> {
    match &options.command {
        ModelsCommand::List => Stdout::open().print(list(&models::list()?).as_bytes()),
        ModelsCommand::Show { model } => {
            Stdout::open().print(show(&models::show(model)?).as_bytes())
        }
        ModelsCommand::Verify => verify(&models::verify()?),
    }
}

/// One line a model.
fn list(models: &[ModelInfo]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["name", "hash", "MB", "languages", "tells"]);
    if let Some(column) = table.column_mut(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for model in models {
        table.add_row([
            model.name.clone(),
            model.hash.clone(),
            megabytes(model),
            languages(model),
            heads(model),
        ]);
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}

/// All that is known about a model, one thing a line.
fn show(model: &ModelInfo) -> String {
    let unknown = || "unknown".to_owned();
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        // Writing into memory cannot fail.
        let _ = writeln!(text, "{name:<12}{value}");
    };
    line("name", model.name.clone());
    line("version", model.version.clone().unwrap_or_else(unknown));
    line("hash", model.hash.clone());
    line("licence", model.licence.clone().unwrap_or_else(unknown));
    line("languages", languages(model));
    line("parameters", model.parameters.to_string());
    line("size", format!("{} MB", megabytes(model)));
    line("window", format!("{} tokens", model.window));
    if let Some(path) = &model.path {
        line("folder", path.display().to_string());
    }
    for head in &model.heads {
        line("head", format!("{}: {}", head.name, head.labels.join(", ")));
        if let Some(confusion) = &head.confusion {
            let source = confusion.source.as_deref().unwrap_or("held-out texts");
            line("  measured", format!("on {source}; rows true, columns answered"));
            for (label, counts) in confusion.labels.iter().zip(&confusion.counts) {
                let counts: Vec<String> = counts.iter().map(|n| format!("{n:>7}")).collect();
                line("", format!("{label:<10}{}", counts.concat()));
            }
        }
    }
    text
}

/// Prints every check; a difference ends the command with the code for models.
fn verify(checks: &[models::Check]) -> Result<ExitCode> {
    let mut text = String::new();
    let mut wrong = 0;
    for check in checks {
        let outcome = match &check.outcome {
            Ok(()) => "ok".to_owned(),
            Err(difference) => {
                wrong += 1;
                format!("DIFFERS: {difference}")
            }
        };
        let _ = writeln!(text, "{}  {}  {outcome}", check.model, check.what);
    }
    Stdout::open().print(text.as_bytes())?;
    if wrong > 0 {
        return Err(Error::Model {
            path: "built in".into(),
            reason: format!("{wrong} checks differ; install the program again"),
        });
    }
    Ok(ExitCode::Done)
}

fn megabytes(model: &ModelInfo) -> String {
    format!("{:.1}", model.bytes as f64 / 1e6)
}

fn languages(model: &ModelInfo) -> String {
    model.languages.as_ref().map_or_else(|| "not declared".to_owned(), |codes| codes.join(" "))
}

fn heads(model: &ModelInfo) -> String {
    let names: Vec<&str> = model.heads.iter().map(|head| head.name.as_str()).collect();
    names.join(" ")
}
