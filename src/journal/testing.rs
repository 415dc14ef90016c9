//! The journal as its users see it: begin, break, resume, read.

use super::*;
use crate::domain::{
    ArticleId, Comment, Fingerprint, Flag, Flags, Kind, Metadata, Role, Scored, Scores, Sketch,
    Span, Surroundings,
};
use crate::error::{Error, ExitCode};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn info() -> RunInfo {
    RunInfo {
        program: "1.0.0".into(),
        settings: BTreeMap::from([("--precision".into(), "int8".into())]),
        model: serde_json::json!({"name": "m"}),
        engine: "packed int8 avx2".into(),
        inputs: vec!["news".into()],
        shard: None,
        arguments: vec!["analyze".into(), "news".into()],
        started: "2026-01-01T00:00:00Z".into(),
        ended: None,
    }
}

fn input(name: &str) -> InputEntry {
    InputEntry { name: name.into(), bytes: Some(3), sha256: Some("ab".into()) }
}

fn comment(article: &str, text: &str) -> Comment {
    Comment {
        article_id: ArticleId(article.into()),
        metadata: Metadata::default(),
        id: format!("{article}:{text}"),
        kind: Kind::Post,
        role: Role::Named,
        speaker: Some("Ann Lee".into()),
        speaker_surface: Some("she".into()),
        handle: Some("@ann".into()),
        cue: Some("wrote".into()),
        posted: Some("2026-01-02".into()),
        parent_id: Some("p".into()),
        span: Span { start: 3, end: 9 },
        language: Some("en".into()),
        text: text.into(),
        surroundings: Surroundings { before: "She wrote: “".into(), after: "”.".into() },
        flags: Flags([Flag::Short, Flag::DuplicateOf("x".into())].into()),
    }
}

fn scored() -> Scored {
    let scores = Scores {
        sentiment: [0.1, 0.7, 0.2],
        emotion: Some([0.1, 0.2, 0.3, 0.4]),
        irony: Some(1.0 / 3.0),
        offensive: None,
        hate: Some(f32::MIN_POSITIVE),
    };
    Scored {
        scores: Some(scores),
        language: Some("en".into()),
        flags: Flags([Flag::Uncertain].into()),
    }
}

/// An article whose comments are the given texts; the text is the key of the words, too.
fn article(input: &str, record: u64, id: &str, texts: &[&str]) -> NewArticle {
    let comments = texts.iter().map(|text| {
        let mut comment = comment(id, text);
        comment.flags = Flags::default();
        (comment, scored(), Some(text.len() as u64))
    });
    NewArticle {
        input: input.into(),
        rank: u64::from(input.as_bytes()[0]),
        record,
        id: ArticleId(id.into()),
        content: [record as u8; 32],
        replaces: None,
        metadata: Metadata { title: Some("T".into()), ..Metadata::default() },
        language: Some("en".into()),
        outcome: Outcome::Done,
        fingerprint: Fingerprint::default(),
        seconds: 0.25,
        comments: comments.collect(),
    }
}

fn failed(input: &str, record: u64, id: &str) -> NewArticle {
    let outcome = Outcome::Failed { place: Some("line 3".into()), reason: "is empty".into() };
    NewArticle { outcome, ..article(input, record, id, &[]) }
}

fn batch(inputs: &[(u64, InputEntry)], articles: &[NewArticle]) -> Batch {
    Batch { inputs: inputs.to_vec(), articles: articles.to_vec(), kept: Vec::new() }
}

fn corpus(folders: &[&Path]) -> Corpus {
    let open = |folder: &&Path| Journal::open_result(folder).unwrap();
    Corpus::new(folders.iter().map(open).collect()).unwrap()
}

fn names(corpus: &Corpus) -> Vec<String> {
    corpus.articles().map(|article| article.unwrap().id.0).collect()
}

/// A finished journal with these articles, the inputs in the given order.
fn written(folder: &Path, info: &RunInfo, inputs: &[&str], articles: &[NewArticle]) {
    let (mut writer, begun) = Writer::begin(folder, info, false).unwrap();
    let known = Known::open(folder, begun.last).unwrap();
    let inputs: Vec<_> =
        inputs.iter().enumerate().map(|(rank, name)| (rank as u64, input(name))).collect();
    writer.commit(&batch(&inputs, articles)).unwrap();
    writer.finish(known, begun.last, "2026-01-01T01:00:00Z").unwrap();
}

#[test]
fn what_is_written_is_read_back_bit_for_bit_in_the_order_of_the_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = article("a", 0, "a0", &[]);
    first.comments = vec![(comment("a0", "So late"), scored(), None)];
    first.comments[0].0.metadata = first.metadata.clone();
    let without = Scored { scores: None, language: None, flags: Flags::default() };
    first.comments.push((
        Comment { text: String::new(), ..first.comments[0].0.clone() },
        without,
        None,
    ));
    let articles = [failed("b", 7, "b7"), article("b", 2, "b2", &["x"]), first.clone()];
    written(folder.path(), &info(), &["a", "b"], &articles);

    let corpus = corpus(&[folder.path()]);
    assert_eq!(names(&corpus), ["a0", "b2", "b7"]);
    let found: Vec<CommentEntry> = corpus.comments().map(Result::unwrap).take(2).collect();
    for (entry, (comment, scored, _)) in found.iter().zip(&first.comments) {
        assert_eq!((&entry.comment, &entry.scored), (comment, scored));
    }
    let read = corpus.articles().next().unwrap().unwrap();
    assert_eq!((read.input.as_str(), read.record, read.roles), ("a", 0, [0, 0, 2, 0]));
    assert_eq!(
        (read.metadata, read.language, read.seconds),
        (first.metadata, first.language, 0.25)
    );
    let failures: Vec<ArticleEntry> = corpus.failures().map(Result::unwrap).collect();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].outcome, articles[0].outcome);
    assert_eq!(corpus.inputs().unwrap(), [input("a"), input("b")]);
    let run = corpus.runs().next().unwrap();
    assert_eq!(run.ended.as_deref(), Some("2026-01-01T01:00:00Z"));
    assert_eq!(RunInfo { ended: None, ..run.clone() }, info());
}

#[test]
fn a_broken_run_keeps_its_batches_and_the_next_one_asks_for_the_rest_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let (mut writer, begun) = Writer::begin(path, &info(), false).unwrap();
    assert_eq!(begun, Begun { last: 0, done: 0, broken: false });
    writer
        .commit(&batch(&[(0, input("a"))], &[article("a", 0, "a0", &["x"]), failed("a", 1, "a1")]))
        .unwrap();
    drop(writer);
    assert_eq!(names(&corpus(&[path])), ["a0", "a1"], "a broken run can be read");

    let (mut writer, begun) = Writer::begin(path, &info(), false).unwrap();
    assert_eq!((begun.done, begun.broken), (1, true));
    let mut known = Known::open(path, begun.last).unwrap();
    let mut standing =
        |id: &str, content| known.standing("a", &ArticleId(id.into()), &[content; 32]).unwrap();
    let Standing::Done(kept) = standing("a0", 0) else { panic!("a0 is done") };
    assert_eq!(standing("a0", 0), Standing::New, "a row answers once");
    let Standing::Changed(again) = standing("a1", 1) else { panic!("what failed is tried again") };
    assert_eq!(standing("a2", 2), Standing::New);
    // A new record stands before the others now.
    let replaced = NewArticle { replaces: Some(again), ..article("a", 2, "a1", &[]) };
    let articles = [replaced, article("a", 0, "a2", &[])];
    let kept = vec![(kept, 1)];
    writer.commit(&Batch { kept, ..batch(&[(0, input("a"))], &articles) }).unwrap();
    assert_eq!(writer.finish(known, begun.last, "now").unwrap(), 0);
    drop(writer);
    let corpus = corpus(&[path]);
    assert_eq!(names(&corpus), ["a2", "a0", "a1"]);
    assert_eq!(corpus.failures().count(), 0);
    assert_eq!(corpus.comments().count(), 1);
}

#[test]
fn what_is_gone_from_an_input_goes_and_an_input_that_is_not_named_rests() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let both =
        [article("a", 0, "a0", &["x"]), article("a", 1, "a1", &[]), article("b", 0, "b0", &[])];
    written(path, &info(), &["a", "b"], &both);

    let (mut writer, begun) = Writer::begin(path, &info(), false).unwrap();
    let mut known = Known::open(path, begun.last).unwrap();
    let standing = known.standing("a", &ArticleId("a1".into()), &[1; 32]).unwrap();
    assert!(matches!(standing, Standing::Done(_)));
    writer.commit(&batch(&[(0, input("a"))], &[])).unwrap();
    assert_eq!(writer.finish(known, begun.last, "now").unwrap(), 1);
    drop(writer);
    assert_eq!(names(&corpus(&[path])), ["a1"]);

    let (_writer, begun) = Writer::begin(path, &info(), false).unwrap();
    let mut known = Known::open(path, begun.last).unwrap();
    let standing = known.standing("b", &ArticleId("b0".into()), &[0; 32]).unwrap();
    assert!(matches!(standing, Standing::Done(_)), "b0 was not lost");
}

#[test]
fn other_settings_are_refused_by_name_and_fresh_starts_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    written(path, &info(), &["a"], &[article("a", 0, "a0", &[])]);
    let mut other = info();
    other.settings = BTreeMap::from([
        ("--precision".into(), "fp32".into()),
        ("--text-field".into(), "body".into()),
    ]);
    other.shard = Some(Shard { index: 1, count: 2 });
    let Err(error) = Writer::begin(path, &other, false) else { panic!("must be refused") };
    assert_eq!(error.exit_code(), ExitCode::Usage);
    let text = error.to_string();
    for part in ["--precision int8 now fp32", "--text-field none now body", "--shard none now 1/2"]
    {
        assert!(text.contains(part), "{text}");
    }
    let (_, begun) = Writer::begin(path, &other, true).unwrap();
    assert_eq!(begun.last, 0);
}

#[test]
fn two_cannot_write_one_folder_and_one_can_read_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::begin(folder.path(), &info(), false).unwrap();
    let Err(error) = Writer::begin(folder.path(), &info(), true) else { panic!("must be refused") };
    assert!(error.to_string().contains("another pullquote is at work"), "{error}");
    writer.commit(&batch(&[(0, input("a"))], &[article("a", 0, "a0", &[])])).unwrap();
    assert_eq!(names(&corpus(&[folder.path()])), ["a0"]);
}

#[test]
fn a_bad_journal_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let journal = path.join(FILE);
    let mut bytes = vec![b'x'; 8192];
    fs::write(&journal, &bytes).unwrap();
    refused(path, "is no journal of pullquote");
    written_over(path, &journal);

    // Damage in the middle of a good file.
    bytes = fs::read(&journal).unwrap();
    let from = bytes.len() / 4;
    bytes[100..from].fill(0xa5);
    fs::write(&journal, &bytes).unwrap();
    refused(path, "is damaged");
    written_over(path, &journal);

    let newer = rusqlite::Connection::open(&journal).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    refused(path, "newer version of pullquote");

    let foreign = path.join("foreign");
    fs::create_dir(&foreign).unwrap();
    let other = rusqlite::Connection::open(foreign.join(FILE)).unwrap();
    other.execute_batch("CREATE TABLE t (a)").unwrap();
    drop(other);
    refused(&foreign, "is no journal of pullquote");
    assert!(foreign.join(FILE).exists());
}

/// Both sides refuse the journal: one line, the reason, and what to do.
fn refused(folder: &Path, reason: &str) {
    let Err(reading) = Journal::open_result(folder).and_then(|journal| Corpus::new(vec![journal]))
    else {
        panic!("must not be read")
    };
    assert!(matches!(reading, Error::Input { .. }), "{reading:?}");
    let Err(writing) = Writer::begin(folder, &info(), false) else { panic!("must not be written") };
    assert!(matches!(writing, Error::Output { .. }), "{writing:?}");
    for text in [reading.to_string(), writing.to_string()] {
        assert!(text.contains(reason) && text.lines().count() == 1, "{text}");
    }
    assert!(writing.to_string().contains("--fresh"), "{writing}");
}

/// `fresh` overcomes whatever lies there.
fn written_over(folder: &Path, journal: &Path) {
    let (mut writer, _) = Writer::begin(folder, &info(), true).unwrap();
    let many: Vec<NewArticle> =
        (0..50).map(|record| article("a", record, &format!("a{record}"), &["x"])).collect();
    writer.commit(&batch(&[(0, input("a"))], &many)).unwrap();
    let known = Known::open(folder, 0).unwrap();
    writer.finish(known, 0, "now").unwrap();
    assert!(journal.exists());
}

#[test]
fn a_folder_without_a_journal_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let Err(error) = Journal::open_result(folder.path()) else { panic!("nothing to open") };
    assert!(error.to_string().contains("is no result folder"), "{error}");
}

#[test]
fn a_run_that_has_read_nothing_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, _) = Writer::begin(folder.path(), &info(), false).unwrap();
    writer.discard().unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_disk_that_is_full_is_told_and_the_journal_stays_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let (mut writer, _) = Writer::begin(path, &info(), false).unwrap();
    writer.commit(&batch(&[(0, input("a"))], &[article("a", 0, "a0", &["x"])])).unwrap();
    writer.limit_pages(40).unwrap();
    let long = "long ".repeat(10_000);
    let many: Vec<NewArticle> =
        (1..20).map(|record| article("a", record, &format!("a{record}"), &[&long])).collect();
    let error = writer.commit(&batch(&[], &many)).unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Output);
    assert!(error.to_string().contains("make room on the disk"), "{error}");
    drop(writer);
    assert_eq!(names(&corpus(&[path])), ["a0"]);
}

#[test]
fn four_shards_and_one_run_are_the_same_corpus() {
    let outer = tempfile::tempdir().unwrap();
    let mut articles = Vec::new();
    for (rank, name) in ["a", "b", "c"].iter().enumerate() {
        for record in 0..20 {
            let text = format!("words {}", "x".repeat((record as usize + rank) % 7));
            articles.push(article(name, record, &format!("{name}{record}"), &[&text]));
        }
    }
    let inputs = ["a", "b", "c"];
    let whole = outer.path().join("whole");
    fs::create_dir(&whole).unwrap();
    written(&whole, &info(), &inputs, &articles);
    let mut folders = Vec::new();
    for index in [3, 1, 4, 2] {
        let shard = Shard { index, count: 4 };
        let folder = outer.path().join(index.to_string());
        fs::create_dir(&folder).unwrap();
        let part: Vec<NewArticle> =
            articles.iter().filter(|article| shard.takes(&article.id.0)).cloned().collect();
        assert!(!part.is_empty());
        written(&folder, &RunInfo { shard: Some(shard), ..info() }, &inputs, &part);
        folders.push(folder);
    }
    let folders: Vec<&Path> = folders.iter().map(|folder| folder.as_path()).collect();
    let (whole, merged) = (corpus(&[&whole]), corpus(&folders));
    let all = |corpus: &Corpus| -> (Vec<ArticleEntry>, Vec<CommentEntry>) {
        (
            corpus.articles().map(Result::unwrap).collect(),
            corpus.comments().map(Result::unwrap).collect(),
        )
    };
    assert_eq!(all(&whole), all(&merged));
    assert_eq!(whole.inputs().unwrap(), merged.inputs().unwrap());
    let flagged =
        whole.comments().filter(|found| !found.as_ref().unwrap().comment.flags.0.is_empty());
    assert_eq!(flagged.count(), 60 - 7);
}

#[test]
fn results_that_are_no_shards_of_one_job_follow_each_other() {
    let outer = tempfile::tempdir().unwrap();
    let [monday, tuesday] = ["monday", "tuesday"].map(|day| outer.path().join(day));
    for (day, folder) in [("m", &monday), ("t", &tuesday)] {
        fs::create_dir(folder).unwrap();
        let articles = [0, 1].map(|record| article(day, record, &format!("{day}{record}"), &[]));
        written(folder, &info(), &[day], &articles);
    }
    assert_eq!(names(&corpus(&[&tuesday, &monday])), ["t0", "t1", "m0", "m1"]);
}

#[test]
fn an_article_of_two_results_is_taken_from_the_later_that_could_read_it() {
    let outer = tempfile::tempdir().unwrap();
    let [monday, tuesday] = ["monday", "tuesday"].map(|day| outer.path().join(day));
    let days = [
        (&monday, vec![article("a", 0, "x", &["old"]), article("a", 1, "y", &["kept"])]),
        (&tuesday, vec![article("a", 0, "x", &["new"]), failed("a", 1, "y")]),
    ];
    for (folder, articles) in &days {
        fs::create_dir(folder).unwrap();
        written(folder, &info(), &["a"], articles);
    }
    let corpus = corpus(&[&monday, &tuesday]);
    let found: Vec<(usize, String, String)> = corpus
        .entries()
        .map(Result::unwrap)
        .map(|found| (found.result, found.article.id.0, found.comments[0].comment.text.clone()))
        .collect();
    let wanted = [(0, "y", "kept"), (1, "x", "new")];
    assert_eq!(found, wanted.map(|(result, id, text)| (result, id.to_owned(), text.to_owned())));
    assert_eq!(corpus.failures().count(), 0);
}

/// A sketch that agrees with the one of seed 0 in the first minima and differs in the others.
fn sketch(agree: usize, seed: u16) -> Option<Sketch> {
    let mut minima = [0; Sketch::LENGTH];
    for (index, minimum) in minima.iter_mut().enumerate() {
        *minimum = if index < agree { index as u16 } else { 1000 * (seed + 1) + index as u16 };
    }
    Some(Sketch(minima))
}

#[test]
fn an_article_that_repeats_an_earlier_one_is_linked_to_the_first_and_its_comments_are_flagged() {
    let folder = tempfile::tempdir().unwrap();
    let fingerprints = [
        ("first", Some(1), sketch(64, 0), true),
        ("same address, updated", Some(1), sketch(20, 1), true),
        ("same address, other text", Some(1), sketch(4, 2), true),
        ("nearly the same text", Some(2), sketch(60, 3), true),
        ("a copy of the copy", Some(2), sketch(60, 3), true),
        ("half the text", None, sketch(32, 4), true),
        ("same short text", None, sketch(64, 0), false),
        ("short text of another address", Some(3), sketch(64, 0), false),
        ("and that again", Some(3), sketch(64, 0), false),
    ];
    let articles: Vec<NewArticle> = fingerprints
        .iter()
        .enumerate()
        .map(|(record, (id, url, text, telling))| NewArticle {
            fingerprint: Fingerprint { url: *url, text: *text, telling: *telling },
            ..article("a", record as u64, id, &["said"])
        })
        .collect();
    written(folder.path(), &info(), &["a"], &articles);
    let corpus = corpus(&[folder.path()]);
    let links: Vec<(String, Option<String>)> = corpus
        .articles()
        .map(|article| article.unwrap())
        .map(|article| (article.id.0, article.duplicate_of.map(|id| id.0)))
        .collect();
    let wanted = [
        ("first", None),
        ("same address, updated", Some("first")),
        ("same address, other text", None),
        ("nearly the same text", Some("first")),
        ("a copy of the copy", Some("first")),
        ("half the text", None),
        ("same short text", None),
        ("short text of another address", None),
        ("and that again", Some("short text of another address")),
    ];
    assert_eq!(links, wanted.map(|(id, link)| (id.to_owned(), link.map(str::to_owned))));
    for (found, (_, link)) in corpus.comments().zip(&links) {
        let flags = found.unwrap().comment.flags;
        let flag = link.clone().map(Flag::ArticleDuplicateOf);
        assert!(flag.is_none_or(|flag| flags.contains(&flag)));
    }
}
