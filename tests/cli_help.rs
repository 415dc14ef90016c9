//! What the program says about itself.

mod support;

use support::{pullquote, stdout};

#[test]
fn without_a_command_the_help_is_printed_and_the_use_was_wrong() {
    pullquote(&[]).assert().code(2).stderr(predicates::str::contains("Usage: pullquote"));
}

#[test]
fn the_help_texts_are_as_reviewed() {
    for command in
        ["", "analyze", "run", "extract", "score", "report", "eval", "models", "completions", "man"]
    {
        let arguments: Vec<&str> =
            [command, "--help"].into_iter().filter(|argument| !argument.is_empty()).collect();
        let name = if command.is_empty() { "pullquote" } else { command };
        // The default build is what was reviewed; the other one has one engine more.
        let help = stdout(&mut pullquote(&arguments)).replace("packed, rust-bert]", "packed]");
        insta::assert_snapshot!(format!("help_{name}"), help);
    }
}

#[test]
fn every_shell_has_a_completion_script() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stdout(&mut pullquote(&["completions", shell]));
        assert!(script.contains("analyze"), "{shell}");
    }
}

#[test]
fn the_manual_names_every_command() {
    let manual = stdout(&mut pullquote(&["man"]));
    for command in
        ["analyze", "run", "extract", "score", "report", "eval", "models", "completions", "man"]
    {
        assert!(manual.contains(&format!("pullquote\\-{command}")), "{command}");
    }
}

#[test]
fn the_models_are_listed_shown_and_whole() {
    let list = stdout(&mut pullquote(&["models", "list"]));
    let name = list.lines().nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let shown = stdout(&mut pullquote(&["models", "show", &name]));
    assert!(shown.contains("negative, neutral, positive"), "{shown}");
    pullquote(&["models", "verify"]).assert().code(0);
}

#[test]
fn an_unknown_option_is_wrong_use() {
    pullquote(&["analyze", "data", "--sentimental"]).assert().code(2);
    pullquote(&["analyze"]).assert().code(2);
    pullquote(&["analyze", "data", "--precision", "fp16"]).assert().code(2);
}
