//! The pipeline of `analyze`: reading → extraction → scoring → journal, each at work while the
//! others are, with bounded queues between them.
//!
//! One thread reads records in order and asks the journal which are done. As many threads as
//! there are workers find comments. One thread gathers comments and has the scorer's own pool
//! score them. The calling thread writes, a transaction a batch. Batches come in no fixed order
//! and in no fixed size; the journal orders by input and record, and a score never depends on its
//! batch, so neither shows in the result. Memory is bounded by the queues: it grows with the
//! largest articles, not with their number.

use super::articles::Outcome;
use super::clock::{Clock, Stage};
use super::console::Console;
use super::interrupt;
use crate::domain::{ArticleId, Comment, Fingerprint, Flag, Metadata, Scored};
use crate::error::{Error, Result};
use crate::journal::{self, Batch, InputEntry, Known, NewArticle, Shard, Standing, Writer};
use crate::load::{self, Inputs, ReadOptions, Record};
use crate::score::Scorer;
use indicatif::ProgressBar;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Records that go through extraction together.
const CHUNK: usize = 8;

/// Bytes of records after which no more are added to a chunk.
const CHUNK_BYTES: usize = 1 << 20;

/// Time after which a batch is scored and written though it is not full, and which a batch shall
/// take to score: what a kill costs, and how long an interruption waits.
const BATCH_TIME: Duration = Duration::from_secs(2);

/// Bounds of the number of texts in a batch, where nobody asks for another.
const BATCH_TEXTS: std::ops::RangeInclusive<usize> = 64..=4096;

/// How long a thread waits for its queue before it looks whether it shall stop.
const GLANCE: Duration = Duration::from_millis(50);

/// What there is to do.
pub struct Plan<'p> {
    /// What to read.
    pub inputs: Inputs,
    /// How to read it.
    pub reading: ReadOptions,
    /// The part of the articles to take; `None` for all.
    pub shard: Option<Shard>,
    /// What earlier runs have done.
    pub known: Known,
    /// The scorer.
    pub scorer: &'p Scorer,
    /// Threads that find comments.
    pub threads: usize,
    /// Texts scored at a time; `None` for as many as take a good time.
    pub batch: Option<usize>,
}

/// What was done.
pub struct Done {
    /// What was read and what failed.
    pub outcome: Outcome,
    /// What earlier runs have done, now that all inputs have been asked for; `None` after an
    /// interruption.
    pub known: Option<Known>,
    /// Articles that were done already.
    pub kept: u64,
    /// Articles that took the place of an earlier row.
    pub changed: u64,
    /// Comments found by this run.
    pub comments: u64,
}

/// Where an article stands.
#[derive(Clone)]
struct Spot {
    input: Arc<str>,
    rank: u64,
    record: u64,
    replaces: Option<i64>,
}

/// What comes out of reading.
enum Item {
    Input(u64, InputEntry),
    Remark(String),
    Kept(i64, u64),
    Found(Spot, Box<Record>, [u8; 32]),
    Failed(Spot, Error),
}

/// What comes out of extraction, and after scoring goes into the journal.
#[derive(Default)]
struct Searched {
    batch: Batch,
    /// The comments of each article of the batch, not yet scored.
    comments: Vec<Vec<Comment>>,
    failures: Vec<Error>,
    remarks: Vec<String>,
}

/// Reads, searches, scores and writes all there is to do.
///
/// # Errors
/// [`Error::Output`] when the journal cannot be written, [`Error::Model`] when scoring fails. An
/// input that cannot be read is a row of the journal.
pub fn run(
    plan: Plan<'_>,
    writer: &mut Writer,
    clock: &Arc<Clock>,
    console: Console,
) -> Result<Done> {
    let Plan { inputs, reading, shard, known, scorer, threads, batch } = plan;
    let progress = console.progress_of(&inputs);
    let stop = Arc::new(AtomicBool::new(false));
    let (to_search, records) = sync_channel(2 * threads);
    let (to_score, searched) = sync_channel::<Searched>(2 * threads);
    let (to_write, scored) = sync_channel::<Result<Searched>>(2);

    let reader = Reader {
        reading,
        shard,
        known,
        queue: to_search,
        chunk: Vec::new(),
        bytes: 0,
        clock: Arc::clone(clock),
        stop: Arc::clone(&stop),
        progress: progress.clone(),
    };
    // Not a scoped thread: it may wait for standard input for ever when the rest has to stop.
    let reader = thread::spawn(move || reader.read_all(&inputs));

    let mut done =
        Done { outcome: Outcome::default(), known: None, kept: 0, changed: 0, comments: 0 };
    let written = thread::scope(|scope| {
        let records = Arc::new(Mutex::new(records));
        for _ in 0..threads {
            let (records, queue) = (Arc::clone(&records), to_score.clone());
            let (clock, stop) = (Arc::clone(clock), Arc::clone(&stop));
            scope.spawn(move || search_all(&records, &queue, &clock, &stop));
        }
        drop((records, to_score));
        let gatherer = Gatherer { scorer, batch, clock, queue: to_write };
        scope.spawn(move || gatherer.score_all(&searched));
        let written = write_all(&scored, writer, &mut done, clock, console, &progress);
        if written.is_err() {
            stop.store(true, Ordering::Relaxed);
        }
        drop(scored);
        written
    });
    progress.finish_and_clear();
    written?;
    if !interrupt::requested() {
        done.known = Some(reader.join().unwrap_or_else(|panic| panic::resume_unwind(panic))?);
    }
    Ok(done)
}

/// Whether the threads shall end early.
fn must_stop(stop: &AtomicBool) -> bool {
    stop.load(Ordering::Relaxed) || interrupt::requested()
}

/// The first stage: records in order.
struct Reader {
    reading: ReadOptions,
    shard: Option<Shard>,
    known: Known,
    queue: SyncSender<Vec<Item>>,
    chunk: Vec<Item>,
    bytes: usize,
    clock: Arc<Clock>,
    stop: Arc<AtomicBool>,
    progress: ProgressBar,
}

impl Reader {
    /// Reads all inputs and hands back the lookup, which now knows what was asked for.
    fn read_all(mut self, inputs: &Inputs) -> Result<Known> {
        let mut since = Instant::now();
        for (rank, source) in (0..).zip(load::find(inputs)) {
            match source {
                Ok(source) => self.read(rank, &source, &mut since)?,
                Err(error) => {
                    let input: Arc<str> = error.place().into();
                    self.fail(&Spot { input, rank, record: 0, replaces: None }, error)?;
                }
            }
            if must_stop(&self.stop) {
                break;
            }
        }
        self.send(&mut since);
        Ok(self.known)
    }

    /// Reads the records of one source.
    fn read(&mut self, rank: u64, source: &load::Source, since: &mut Instant) -> Result<()> {
        let input: Arc<str> = source.id.0.as_str().into();
        let name = source.id.0.clone();
        self.chunk.push(Item::Input(rank, InputEntry { name, bytes: None, sha256: None }));
        let mut records = load::records(source, &self.reading);
        let before = self.progress.position();
        let mut number = 0;
        while let Some(record) = records.next() {
            let spot = Spot { input: Arc::clone(&input), rank, record: number, replaces: None };
            number += 1;
            match record {
                Ok(record) => self.take(spot, record)?,
                Err(error) => self.fail(&spot, error)?,
            }
            if self.chunk.len() >= CHUNK || self.bytes >= CHUNK_BYTES {
                self.progress.set_position(before + records.bytes_read());
                self.send(since);
            }
            if must_stop(&self.stop) {
                return Ok(());
            }
        }
        self.progress.set_position(before + records.bytes_read());
        if let Some(finished) = records.finish() {
            let sha256 = finished.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
            let name = source.id.0.clone();
            let entry = InputEntry { name, bytes: Some(finished.bytes), sha256: Some(sha256) };
            self.chunk.push(Item::Input(rank, entry));
            self.chunk.extend(finished.remarks.into_iter().map(Item::Remark));
        }
        Ok(())
    }

    /// Takes a record in, unless it is another shard's or done.
    fn take(&mut self, mut spot: Spot, record: Record) -> Result<()> {
        if self.shard.is_some_and(|shard| !shard.takes(&record.id.0)) {
            return Ok(());
        }
        let content = record.content_hash();
        match self.known.standing(&spot.input, &record.id, &content)? {
            Standing::Done(row) => self.chunk.push(Item::Kept(row, spot.record)),
            standing => {
                spot.replaces = replaced(standing);
                self.bytes += record.size();
                self.chunk.push(Item::Found(spot, Box::new(record), content));
            }
        }
        Ok(())
    }

    /// Takes a failure in, unless it is another shard's.
    fn fail(&mut self, spot: &Spot, error: Error) -> Result<()> {
        let id = failed_id(&spot.input, &error);
        if self.shard.is_some_and(|shard| !shard.takes(&id.0)) {
            return Ok(());
        }
        let standing = self.known.standing(&spot.input, &id, &NO_CONTENT)?;
        let spot = Spot { replaces: replaced(standing), ..spot.clone() };
        self.chunk.push(Item::Failed(spot, error));
        Ok(())
    }

    /// Hands the chunk on; when nobody takes it, the run is ending.
    fn send(&mut self, since: &mut Instant) {
        self.clock.add(Stage::Reading, since.elapsed());
        self.bytes = 0;
        if self.queue.send(std::mem::take(&mut self.chunk)).is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        *since = Instant::now();
    }
}

/// What stands for the content of what could not be read.
const NO_CONTENT: [u8; 32] = [0; 32];

/// The row that an article takes the place of.
fn replaced(standing: Standing) -> Option<i64> {
    match standing {
        Standing::Done(row) | Standing::Changed(row) => Some(row),
        Standing::New => None,
    }
}

/// The name of what could not be read: where it stands.
fn failed_id(input: &str, error: &Error) -> ArticleId {
    let place = error.place();
    ArticleId(if place.is_empty() { input } else { place }.to_owned())
}

/// The second stage, on each of its threads: records become articles with comments.
fn search_all(
    records: &Mutex<Receiver<Vec<Item>>>,
    queue: &SyncSender<Searched>,
    clock: &Clock,
    stop: &AtomicBool,
) {
    loop {
        let next = records.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(GLANCE);
        match next {
            Ok(chunk) => {
                let started = Instant::now();
                let mut searched = Searched::default();
                chunk.into_iter().for_each(|item| searched.take(item));
                clock.add(Stage::Extraction, started.elapsed());
                if queue.send(searched).is_err() {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) if !must_stop(stop) => {}
            Err(_) => return,
        }
        if must_stop(stop) {
            return;
        }
    }
}

impl Searched {
    fn take(&mut self, item: Item) {
        match item {
            Item::Input(rank, input) => self.batch.inputs.push((rank, input)),
            Item::Remark(remark) => self.remarks.push(remark),
            Item::Kept(row, record) => self.batch.kept.push((row, record)),
            Item::Failed(spot, error) => {
                let id = failed_id(&spot.input, &error);
                self.fail(spot, id, NO_CONTENT, error);
            }
            Item::Found(spot, record, content) => {
                let id = record.id.clone();
                match search(spot.clone(), *record, content) {
                    Ok((article, comments)) => {
                        self.batch.articles.push(article);
                        self.comments.push(comments);
                    }
                    Err(error) => self.fail(spot, id, content, error),
                }
            }
        }
    }

    fn fail(&mut self, spot: Spot, id: ArticleId, content: [u8; 32], error: Error) {
        let (place, reason) = match &error {
            Error::Input { place, reason } => {
                ((**place != *spot.input).then(|| place.clone()), reason.clone())
            }
            other => (None, other.to_string()),
        };
        let outcome = journal::Outcome::Failed { place, reason };
        self.batch.articles.push(NewArticle { outcome, ..article(spot, id, content) });
        self.comments.push(Vec::new());
        self.failures.push(error);
    }
}

/// The row of an article that nothing is known about yet.
fn article(spot: Spot, id: ArticleId, content: [u8; 32]) -> NewArticle {
    NewArticle {
        input: spot.input.to_string(),
        rank: spot.rank,
        record: spot.record,
        id,
        content,
        replaces: spot.replaces,
        metadata: Metadata::default(),
        language: None,
        outcome: journal::Outcome::Done,
        fingerprint: Fingerprint::default(),
        seconds: 0.0,
        comments: Vec::new(),
    }
}

/// Finds the comments of a record. A fault of the program fails the article, not the run.
fn search(spot: Spot, record: Record, content: [u8; 32]) -> Result<(NewArticle, Vec<Comment>)> {
    let started = Instant::now();
    let place = record.place.to_string();
    let searched = panic::catch_unwind(AssertUnwindSafe(|| {
        let document = load::document(record)?;
        let comments = load::comments(&document);
        let fingerprint = load::fingerprint(&document.article);
        Ok((document, comments, fingerprint))
    }));
    let (document, comments, fingerprint) = searched.unwrap_or_else(|_| {
        let reason = "the program failed on it; please report it with the article".to_owned();
        Err(Error::Input { place, reason })
    })?;
    let article = NewArticle {
        metadata: document.article.metadata,
        language: document.language,
        fingerprint,
        seconds: started.elapsed().as_secs_f64(),
        ..article(spot, document.article.id, content)
    };
    Ok((article, comments))
}

/// The third stage: comments become scored comments, many articles at a time.
struct Gatherer<'g> {
    scorer: &'g Scorer,
    batch: Option<usize>,
    clock: &'g Clock,
    queue: SyncSender<Result<Searched>>,
}

impl Gatherer<'_> {
    fn score_all(self, searched: &Receiver<Searched>) {
        let mut wanted = self.batch.unwrap_or(*BATCH_TEXTS.start());
        let mut gathered = Searched::default();
        let mut texts = 0;
        let mut since = Instant::now();
        loop {
            let wait = BATCH_TIME.saturating_sub(since.elapsed());
            let ended = match searched.recv_timeout(wait) {
                Ok(more) => {
                    if gathered.is_empty() {
                        since = Instant::now();
                    }
                    texts += more.comments.iter().map(Vec::len).sum::<usize>();
                    gathered.append(more);
                    false
                }
                Err(RecvTimeoutError::Timeout) => {
                    if gathered.is_empty() {
                        since = Instant::now();
                        continue;
                    }
                    false
                }
                Err(RecvTimeoutError::Disconnected) => true,
            };
            // A batch of articles without comments is written, too.
            let full = texts >= wanted || gathered.batch.articles.len() >= *BATCH_TEXTS.end();
            if ended || full || since.elapsed() >= BATCH_TIME {
                let started = Instant::now();
                let scored = self.score(std::mem::take(&mut gathered));
                self.clock.add(Stage::Scoring, started.elapsed());
                if self.batch.is_none() {
                    wanted = next_batch(texts, started.elapsed()).unwrap_or(wanted);
                }
                texts = 0;
                since = Instant::now();
                let failed = scored.is_err();
                if self.queue.send(scored).is_err() || failed || ended {
                    return;
                }
            }
        }
    }

    /// Scores the comments of a batch.
    fn score(&self, mut searched: Searched) -> Result<Searched> {
        let comments = std::mem::take(&mut searched.comments);
        let texts: Vec<&str> =
            comments.iter().flatten().map(|comment| comment.text.as_str()).collect();
        let mut scored =
            if texts.is_empty() { Vec::new() } else { self.scorer.score(&texts)? }.into_iter();
        for (article, comments) in searched.batch.articles.iter_mut().zip(comments) {
            article.comments = comments
                .into_iter()
                .zip(scored.by_ref())
                .map(|(comment, scored)| with_key(comment, scored))
                .collect();
        }
        Ok(searched)
    }
}

/// The number of texts that take [`BATCH_TIME`], from the time of some; `None` for too few.
fn next_batch(texts: usize, took: Duration) -> Option<usize> {
    (texts >= *BATCH_TEXTS.start() / 2).then(|| {
        let rate = texts as f64 / took.as_secs_f64().max(1e-3);
        let good = (rate * BATCH_TIME.as_secs_f64()) as usize;
        good.clamp(*BATCH_TEXTS.start(), *BATCH_TEXTS.end())
    })
}

/// A scored comment with the key of its words; what its own article has had before needs none.
fn with_key(comment: Comment, scored: Scored) -> (Comment, Scored, Option<u64>) {
    let repeats = comment.flags.0.iter().any(|flag| matches!(flag, Flag::DuplicateOf(_)));
    let key = if repeats { None } else { load::duplicate::words_key(&comment) };
    (comment, scored, key)
}

impl Searched {
    fn is_empty(&self) -> bool {
        self.batch.is_empty() && self.remarks.is_empty()
    }

    fn append(&mut self, mut more: Searched) {
        self.batch.inputs.append(&mut more.batch.inputs);
        self.batch.kept.append(&mut more.batch.kept);
        self.batch.articles.append(&mut more.batch.articles);
        self.comments.append(&mut more.comments);
        self.failures.append(&mut more.failures);
        self.remarks.append(&mut more.remarks);
    }
}

/// The last stage: batches go into the journal, failures to the console.
fn write_all(
    scored: &Receiver<Result<Searched>>,
    writer: &mut Writer,
    done: &mut Done,
    clock: &Clock,
    console: Console,
    progress: &ProgressBar,
) -> Result<()> {
    let started = Instant::now();
    for batch in scored {
        let Searched { batch, failures, remarks, .. } = batch?;
        let writing = Instant::now();
        writer.commit(&batch)?;
        clock.add(Stage::Writing, writing.elapsed());
        done.kept += batch.kept.len() as u64;
        let read = batch.articles.len() - failures.len() + batch.kept.len();
        done.outcome.note_read(read as u64);
        for article in &batch.articles {
            done.comments += article.comments.len() as u64;
            done.changed += u64::from(article.replaces.is_some());
        }
        failures.into_iter().for_each(|error| done.outcome.note_failure(error));
        for remark in remarks {
            console.warn(progress, remark);
        }
        done.outcome.tell(console, progress);
        let articles = done.outcome.read + done.outcome.failed;
        let rate = articles as f64 / started.elapsed().as_secs_f64().max(1e-3);
        progress.set_message(format!("{articles} articles, {rate:.0}/s"));
    }
    Ok(())
}
