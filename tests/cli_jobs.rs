//! Night jobs: going on, starting over, shards, job files, logs and numbers for monitors.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use support::{corpus, failure, pullquote, read, root, tiny_model};

/// A call of `analyze` with the tiny model.
fn analyze(result: &Path, inputs: &[&Path], options: &[&str]) -> assert_cmd::Command {
    let mut command = pullquote(&["analyze", "--batch", "4"]);
    command.args(options).arg("--model").arg(tiny_model()).arg("--output").arg(result);
    command.args(inputs);
    command
}

/// What a call said on standard error; it must end with this code.
fn said(command: &mut assert_cmd::Command, code: i32) -> String {
    let output = command.output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{message}");
    message
}

#[test]
fn the_same_command_again_reads_only_what_is_new_or_changed() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result, fresh] = ["news", "result", "fresh"].map(|name| outer.path().join(name));
    corpus::write(&input, 6, 8);
    said(&mut analyze(&result, &[&input], &[]), 1);

    let message = said(&mut analyze(&result, &[&input], &["--verbose"]), 1);
    assert!(
        message.contains("goes on: 14 articles are done; --fresh would start over"),
        "{message}"
    );
    assert!(
        message.contains("14 articles kept, 0 new, 2 changed or tried again, 0 gone"),
        "{message}"
    );

    // One is new, one is changed, one is no input any more, and the table has a new first record;
    // its failure stands in another line now.
    fs::write(input.join("files/0000a.txt"), corpus::article(77)).unwrap();
    fs::write(input.join("files/0002.txt"), corpus::article(78)).unwrap();
    fs::remove_file(input.join("files/0003.txt")).unwrap();
    let table = fs::read_to_string(input.join("table.jsonl")).unwrap();
    let first = serde_json::json!({"id": "new", "text": corpus::article(79)});
    fs::write(input.join("table.jsonl"), format!("{first}\n{table}")).unwrap();
    let message = said(&mut analyze(&result, &[&input], &["--verbose"]), 1);
    assert!(
        message.contains("12 articles kept, 3 new, 2 changed or tried again, 1 gone"),
        "{message}"
    );
    said(&mut analyze(&fresh, &[&input], &[]), 1);
    corpus::same(&fresh, &result);
}

#[test]
fn an_input_that_is_not_named_is_not_in_the_result_and_is_not_lost() {
    let outer = tempfile::tempdir().unwrap();
    let result = outer.path().join("result");
    let [one, two] = ["one.txt", "two.txt"].map(|name| outer.path().join(name));
    fs::write(&one, corpus::article(1)).unwrap();
    fs::write(&two, corpus::article(2)).unwrap();
    said(&mut analyze(&result, &[&one, &two], &[]), 0);
    said(&mut analyze(&result, &[&two], &[]), 0);
    let articles = read(&result.join("articles.csv"));
    assert_eq!(articles.len(), 1);
    assert!(articles[0]["article_id"].ends_with("two.txt"));
    let message = said(&mut analyze(&result, &[&two, &one], &["--verbose"]), 0);
    assert!(message.contains("2 articles kept, 0 new"), "{message}");
    let articles = read(&result.join("articles.csv"));
    assert!(articles[0]["article_id"].ends_with("two.txt"), "the order is that of this run");
    assert!(articles[1]["article_id"].ends_with("one.txt"));
}

#[test]
fn other_options_are_refused_by_name_until_one_starts_over() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result] = ["a.txt", "result"].map(|name| outer.path().join(name));
    fs::write(&input, corpus::article(1)).unwrap();
    said(&mut analyze(&result, &[&input], &[]), 0);
    let message = failure(&mut analyze(&result, &[&input], &["--precision", "fp32"]), 2);
    assert!(message.contains("--precision int8 now fp32"), "{message}");
    let message = failure(&mut analyze(&result, &[&input], &["--shard", "1/2"]), 2);
    assert!(message.contains("--shard none now 1/2"), "{message}");
    let mut builtin = pullquote(&["analyze", "--output"]);
    let message = failure(builtin.arg(&result).arg(&input), 2);
    assert!(message.contains("--model tiny-bert@"), "{message}");
    said(&mut analyze(&result, &[&input], &["--precision", "fp32", "--fresh"]), 0);
    // What only changes how rows are written or counted is free.
    said(&mut analyze(&result, &[&input], &["--precision", "fp32", "--excel"]), 0);
    assert!(fs::read(result.join("comments.csv")).unwrap().starts_with("\u{feff}".as_bytes()));
}

#[test]
fn a_damaged_journal_is_told_and_fresh_replaces_it() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result] = ["a.txt", "result"].map(|name| outer.path().join(name));
    fs::write(&input, corpus::article(1)).unwrap();
    fs::create_dir(&result).unwrap();
    fs::write(result.join("journal.sqlite"), "rubbish ".repeat(2000)).unwrap();
    let message = failure(&mut analyze(&result, &[&input], &[]), 5);
    assert!(message.contains("is no journal of pullquote; start over with --fresh"), "{message}");
    said(&mut analyze(&result, &[&input], &["--fresh"]), 0);
}

#[test]
fn a_result_of_a_version_without_a_journal_is_replaced() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result] = ["a.txt", "result"].map(|name| outer.path().join(name));
    fs::write(&input, corpus::article(1)).unwrap();
    fs::create_dir(&result).unwrap();
    fs::write(result.join("comments.csv"), "old").unwrap();
    fs::write(result.join("notes.txt"), "mine").unwrap();
    said(&mut analyze(&result, &[&input], &[]), 0);
    assert!(fs::read(result.join("comments.csv")).unwrap().starts_with(b"article_id,"));
    assert_eq!(fs::read_to_string(result.join("notes.txt")).unwrap(), "mine");
}

#[test]
fn nothing_that_can_be_read_leaves_no_folder() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result] = ["a.txt", "result"].map(|name| outer.path().join(name));
    fs::write(&input, "").unwrap();
    failure(&mut analyze(&result, &[&input], &[]), 3);
    assert!(!result.exists());
}

#[test]
fn the_same_article_under_two_addresses_or_in_other_words_counts_once() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result] = ["a.jsonl", "result"].map(|name| outer.path().join(name));
    let long =
        |number: usize| (0..4).map(|part| corpus::article(number + part)).collect::<String>();
    let record = |id: &str, url: &str, text: &str| {
        format!("{}\n", serde_json::json!({"id": id, "url": url, "text": text}))
    };
    let table = [
        record("first", "https://www.example.org/story?utm_source=x", &long(10)),
        record("address", "http://m.example.org/story/#top", &format!("{} More.", long(10))),
        record("words", "https://other.example.com/1", &format!("By our staff. {}", long(10))),
        record("other", "https://other.example.com/2", &long(50)),
    ];
    fs::write(&input, table.concat()).unwrap();
    said(&mut analyze(&result, &[&input], &[]), 0);
    let articles = read(&result.join("articles.csv"));
    let links: Vec<&str> = articles.iter().map(|row| row["duplicate_of"].as_str()).collect();
    assert_eq!(links, ["", "first", "first", ""]);
    let comments = read(&result.join("comments.csv"));
    for row in &comments {
        let copied = ["address", "words"].contains(&row["article_id"].as_str());
        assert_eq!(row["flags"].contains("article-duplicate-of:first"), copied, "{row:?}");
    }
    let counted = |options: &[&str]| -> u64 {
        said(&mut analyze(&result, &[&input], options), 0);
        let rows = read(&result.join("summary.csv"));
        let all = rows.iter().filter(|row| row["level"] == "all");
        all.map(|row| row["n"].parse::<u64>().unwrap()).sum()
    };
    let (once, all) = (counted(&[]), counted(&["--keep-duplicates"]));
    assert_eq!(all, comments.len() as u64);
    assert!(once < all && once >= 8, "{once} of {all}");
}

#[test]
fn four_shards_merged_are_the_bytes_of_one_run() {
    let outer = tempfile::tempdir().unwrap();
    let [input, whole, merged, again] =
        ["news", "whole", "merged", "again"].map(|name| outer.path().join(name));
    corpus::write(&input, 20, 30);
    said(&mut analyze(&whole, &[&input], &[]), 1);
    let shards: Vec<_> = ["2/4", "4/4", "1/4", "3/4"]
        .map(|shard| {
            let result = outer.path().join(shard.replace('/', "-"));
            let output = analyze(&result, &[&input], &["--shard", shard]).output().unwrap();
            // A shard may have no failure.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
            assert!(!read(&result.join("articles.csv")).is_empty());
            result
        })
        .into();
    let report = |results: &[std::path::PathBuf], folder: &Path| {
        let mut command = pullquote(&["report", "--quiet"]);
        said(command.args(results).arg("--output").arg(folder), 0);
    };
    report(&shards, &merged);
    corpus::same(&whole, &merged);
    report(std::slice::from_ref(&whole), &again);
    corpus::same(&whole, &again);
}

/// Records that are fed to a run before it waits: more than its buffers hold.
const RECORDS: usize = 300;

/// Starts a run that waits for more on standard input, and waits until it has written something.
fn waiting(result: &Path) -> std::process::Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .current_dir(root())
        .args(["analyze", "-", "--model"])
        .arg(tiny_model())
        .arg("--output")
        .arg(result)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    for number in 0..RECORDS {
        let record =
            serde_json::json!({"id": format!("r{number}"), "text": corpus::article(number)});
        use std::io::Write;
        writeln!(child.stdin.as_mut().unwrap(), "{record}").unwrap();
    }
    let journal = result.join("journal.sqlite");
    for _ in 0..600 {
        let written = || -> rusqlite::Result<i64> {
            let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
            let journal = rusqlite::Connection::open_with_flags(&journal, flags)?;
            journal.query_row("SELECT count(*) FROM articles", [], |row| row.get(0))
        };
        if written().is_ok_and(|articles| articles > 0) {
            return child;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    child.kill().unwrap();
    panic!("the run did not begin: {:?}", child.wait_with_output());
}

#[test]
fn a_second_run_on_a_folder_is_refused_while_the_first_is_at_work() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result] = ["a.txt", "result"].map(|name| outer.path().join(name));
    fs::write(&input, corpus::article(1)).unwrap();
    let mut first = waiting(&result);
    let message = failure(&mut analyze(&result, &[&input], &[]), 5);
    assert!(message.contains("another pullquote is at work on this folder"), "{message}");
    // The lock dies with its holder, however that dies.
    first.kill().unwrap();
    first.wait().unwrap();
    said(&mut analyze(&result, &[&input], &[]), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_how_to_go_on_and_does() {
    let outer = tempfile::tempdir().unwrap();
    let [result, whole, input] =
        ["result", "whole", "in.jsonl"].map(|name| outer.path().join(name));
    let first = waiting(&result);
    let id = first.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = first.wait_with_output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{message}");
    assert!(message.contains("finishes the batch"), "{message}");
    assert!(message.contains("run the same command again to go on"), "{message}");
    assert!(!result.join("comments.csv").exists());

    let lines: String = (0..RECORDS)
        .map(|number| {
            let record =
                serde_json::json!({"id": format!("r{number}"), "text": corpus::article(number)});
            format!("{record}\n")
        })
        .collect();
    fs::write(&input, &lines).unwrap();
    let again = |result: &Path| {
        let mut command = pullquote(&["analyze", "-", "--model"]);
        command.arg(tiny_model()).arg("--output").arg(result).write_stdin(lines.clone());
        said(&mut command, 0)
    };
    assert!(again(&result).contains("goes on"), "the run went on");
    again(&whole);
    corpus::same(&whole, &result);
}

#[cfg(unix)]
#[test]
fn a_second_interruption_stops_at_once_and_the_run_goes_on_later() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result, whole] =
        ["in.jsonl", "result", "whole"].map(|name| outer.path().join(name));
    // An article that takes long to search, after some that do not.
    let long: String = (0..6000).map(corpus::article).collect();
    let mut lines: String = (0..20)
        .map(|number| {
            format!("{}\n", serde_json::json!({"id": number, "text": corpus::article(number)}))
        })
        .collect();
    lines.push_str(&format!("{}\n", serde_json::json!({"id": "long", "text": long})));
    fs::write(&input, lines).unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .current_dir(root())
        .args(["analyze", "--quiet", "--threads", "2", "--batch", "4", "--model"])
        .arg(tiny_model())
        .arg("--output")
        .arg(&result)
        .arg(&input)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id().to_string();
    let interrupt = || Command::new("kill").args(["-INT", &id]).status().unwrap().success();
    while !result.join("journal.sqlite").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(interrupt());
    std::thread::sleep(std::time::Duration::from_millis(50));
    assert!(interrupt(), "the first interruption waits for the long article");
    let started = std::time::Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    assert_eq!(output.status.code(), Some(130));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("interrupted; run the same command again to go on"), "{message}");
    said(&mut analyze(&result, &[&input], &["--quiet"]), 0);
    said(&mut analyze(&whole, &[&input], &["--quiet"]), 0);
    corpus::same(&whole, &result);
}

#[test]
fn a_job_file_does_what_the_command_does() {
    let outer = tempfile::tempdir().unwrap();
    let [input, typed, job, result] =
        ["news", "typed", "job.toml", "result"].map(|name| outer.path().join(name));
    corpus::write(&input, 3, 3);
    said(&mut analyze(&typed, &[&input], &[]), 1);
    let text = format!(
        "# every night\ninputs = [{:?}]\noutput = {:?}\nmodel = {:?}\nbatch = 4\nquiet = true\n",
        input,
        result,
        tiny_model()
    );
    fs::write(&job, text).unwrap();
    let name = job.to_string_lossy();
    pullquote(&["run", &name, "--check"])
        .assert()
        .code(0)
        .stdout(predicates::str::contains("good; 6 inputs, model tiny-bert@"));
    assert!(!result.exists(), "a check writes nothing");
    assert_eq!(said(&mut pullquote(&["run", &name]), 1), "");
    corpus::same(&typed, &result);
}

#[test]
fn what_is_wrong_with_a_job_file_is_told_with_its_line() {
    let outer = tempfile::tempdir().unwrap();
    let job = outer.path().join("job.toml");
    let name = job.to_string_lossy();
    for (text, wanted) in [
        ("inputs = ['a']\nthread = 2\n", "line 2: unknown key thread; known are"),
        ("inputs = ['a']\n\nengine = 'steam'\n", "line 3: invalid value 'steam'"),
        ("inputs = [\n", "line "),
        ("output = 'x'\n", "says nothing of what to read"),
    ] {
        fs::write(&job, text).unwrap();
        let message = failure(&mut pullquote(&["run", &name]), 2);
        assert!(message.contains("job.toml") && message.contains(wanted), "{message}");
    }
    fs::write(&job, "inputs = ['not-there']\n").unwrap();
    let message = failure(&mut pullquote(&["run", &name, "--check"]), 3);
    assert!(message.contains("not-there: no such file"), "{message}");
    let message = failure(&mut pullquote(&["run", "no-job.toml"]), 2);
    assert!(message.contains("no-job.toml: no such file"), "{message}");
}

#[test]
fn a_log_in_json_is_one_object_a_line_and_ends_with_the_numbers() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result] = ["news", "result"].map(|name| outer.path().join(name));
    corpus::write(&input, 3, 3);
    let message = said(&mut analyze(&result, &[&input], &["--log-format", "json"]), 1);
    let lines: Vec<serde_json::Value> =
        message.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| {
        line["level"] == "WARN" && line["message"].as_str().unwrap().contains("empty.txt: is empty")
    }));
    let last = lines.last().unwrap();
    assert_eq!((&last["message"], &last["level"]), (&"ended".into(), &"INFO".into()));
    for (name, value) in [("exit", 1), ("read", 7), ("kept", 0), ("failed", 1)] {
        assert_eq!(last[name], value, "{last}");
    }
    assert!(last["seconds"].as_f64().unwrap() > 0.0);
    // An error is a line of the log, too.
    let message =
        said(&mut analyze(&result, &[&input], &["--log-format", "json", "--precision", "fp32"]), 2);
    let last: serde_json::Value = serde_json::from_str(message.lines().last().unwrap()).unwrap();
    assert_eq!(last["level"], "ERROR");
    let message = said(&mut analyze(&result, &[&input], &["--log-format", "text"]), 1);
    let last = message.lines().last().unwrap();
    assert!(last.starts_with("ended exit=1 read=0 kept=7 failed=1 comments=0 seconds="), "{last}");
}

#[test]
fn the_numbers_of_a_run_are_written_for_a_monitor_also_when_it_fails() {
    let outer = tempfile::tempdir().unwrap();
    let [input, result, file] =
        ["news", "result", "pullquote.prom"].map(|name| outer.path().join(name));
    corpus::write(&input, 3, 3);
    let options = ["--metrics", &*file.to_string_lossy()];
    said(&mut analyze(&result, &[&input], &options), 1);
    let text = fs::read_to_string(&file).unwrap();
    for line in [
        "pullquote_last_run_exit_code 1",
        "pullquote_last_run_articles_read 7",
        "pullquote_last_run_failures 1",
        "# TYPE pullquote_last_run_stage_seconds gauge",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "the collector may read it");
    }
    said(
        &mut analyze(&result, &[Path::new("not-there")], &[&options[..], &["--fresh"]].concat()),
        3,
    );
    assert!(fs::read_to_string(&file).unwrap().contains("pullquote_last_run_exit_code 3\n"));
    let wrong = ["--metrics", "/no/such/folder/file.prom"];
    let message = said(&mut analyze(&result, &[&input], &wrong), 5);
    assert!(message.contains("check the place given with --metrics"), "{message}");
}
