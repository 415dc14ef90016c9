//! How long each stage of a run was at work.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The stages of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Inputs → records.
    Reading,
    /// Records → comments, summed over its threads.
    Extraction,
    /// Comments → scores.
    Scoring,
    /// Scores → journal.
    Writing,
    /// Journal → files.
    Report,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Stage; 5] =
        [Stage::Reading, Stage::Extraction, Stage::Scoring, Stage::Writing, Stage::Report];

    /// The name in logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Reading => "reading",
            Stage::Extraction => "extraction",
            Stage::Scoring => "scoring",
            Stage::Writing => "writing",
            Stage::Report => "report",
        }
    }
}

/// Adds up how long each stage was at work; waiting for another stage is not work. Stages overlap,
/// so that the sum may be more than the time of the run.
#[derive(Debug)]
pub struct Clock {
    started: Instant,
    nanoseconds: [AtomicU64; Stage::ALL.len()],
}

impl Clock {
    /// Starts the clock.
    pub fn start() -> Self {
        Self { started: Instant::now(), nanoseconds: Default::default() }
    }

    /// Adds time of a stage.
    pub fn add(&self, stage: Stage, time: Duration) {
        self.nanoseconds[stage as usize].fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
    }

    /// Runs something as a stage.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = work();
        self.add(stage, started.elapsed());
        result
    }

    /// Seconds of a stage so far.
    pub fn seconds(&self, stage: Stage) -> f64 {
        self.nanoseconds[stage as usize].load(Ordering::Relaxed) as f64 / 1e9
    }

    /// Seconds since the start.
    pub fn total(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}
