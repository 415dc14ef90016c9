//! The scorer: texts in, scores out, in their order.

use super::engine::{self, Engine};
use super::model::{Model, Source, builtin};
use super::pack::Batch;
use super::recent::Recent;
use super::tokenize::Window;
use super::{ModelInfo, Options, language};
use crate::domain::{Flag, Flags, Scored};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Texts at a time: enough to keep all workers busy, few enough to bound memory.
const BATCH: usize = 1024;

/// A model with the engine that runs it.
#[derive(Debug)]
pub struct Scorer {
    model: Model,
    engine: Box<dyn Engine>,
    pool: rayon::ThreadPool,
    batch: usize,
    recent: Mutex<Recent>,
}

/// A text on its way: its language, and for each of its windows the place of the result and
/// the window's weight.
struct Pending {
    language: Option<&'static str>,
    windows: Vec<(usize, usize)>,
}

/// Sequences of this call, and their probabilities as far as they are known.
#[derive(Default)]
struct Seen {
    places: HashMap<Vec<u32>, usize>,
    probabilities: Vec<f32>,
}

/// Sequences that must be computed, and where their probabilities go.
#[derive(Default)]
struct Fresh {
    batch: Batch,
    places: Vec<usize>,
}

impl Scorer {
    /// Loads the model and prepares the engine.
    ///
    /// # Errors
    /// [`Error::Model`] when the model cannot be loaded, [`Error::Usage`] when the options ask
    /// for an engine or kernel that this build or processor lacks.
    pub fn open(options: &Options) -> Result<Scorer> {
        let mut model = Model::load(source(options.model.as_deref())?)?;
        if let Some(languages) = &options.languages {
            model.info.languages = Some(languages.clone());
        }
        let engine = engine::build(&mut model, options)?;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(options.threads.unwrap_or(0))
            .build()
            .map_err(|error| Error::Usage(format!("threads: {error}")))?;
        let batch = options.batch.unwrap_or(BATCH).max(1);
        Ok(Scorer { model, engine, pool, batch, recent: Mutex::default() })
    }

    /// The model.
    pub fn model(&self) -> &ModelInfo {
        &self.model.info
    }

    /// Engine, numbers and instruction set in words, for the manifest.
    pub fn engine(&self) -> String {
        self.engine.describe()
    }

    /// Scores texts; one result a text, in their order. Texts that are the same to the
    /// tokenizer are computed once, in this call and as far as they came among the last some
    /// ten thousand of earlier calls. Memory grows with the texts of one call: hand over
    /// millions of them in parts.
    ///
    /// # Errors
    /// [`Error::Model`] when the tokenizer or the engine fails.
    pub fn score(&self, texts: &[&str]) -> Result<Vec<Scored>> {
        self.pool.install(|| self.score_in_batches(texts))
    }

    /// While one batch is computed, the next one is tokenised.
    fn score_in_batches(&self, texts: &[&str]) -> Result<Vec<Scored>> {
        let outputs = self.model.heads.outputs();
        let mut batches = texts.chunks(self.batch);
        let mut seen = Seen::default();
        let mut pending = Vec::with_capacity(texts.len());
        let mut ready = self.tokenize(batches.next().unwrap_or_default())?;
        loop {
            let next = batches.next();
            let fresh = seen.collect(ready, &mut pending, outputs, &self.recent());
            let (logits, tokenized) = rayon::join(
                || self.engine.logits(&fresh.batch),
                || next.map(|texts| self.tokenize(texts)).transpose(),
            );
            for (logits, place) in logits?.chunks_exact(outputs).zip(fresh.places) {
                seen.of_mut(place, outputs)
                    .copy_from_slice(&self.model.heads.probabilities(logits));
            }
            match tokenized? {
                Some(tokenized) => ready = tokenized,
                None => break,
            }
        }
        let scored = pending.iter().map(|text| self.finish(text, &seen)).collect();
        self.keep(seen);
        Ok(scored)
    }

    /// Remembers the sequences of a call for later ones.
    fn keep(&self, seen: Seen) {
        let outputs = self.model.heads.outputs();
        let mut recent = self.recent();
        for (ids, place) in seen.places {
            if recent.get(&ids).is_none() {
                recent.keep(ids, &seen.probabilities[place * outputs..][..outputs]);
            }
        }
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        // Whoever panicked left it whole: every entry is put in by one call.
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tokenize(&self, texts: &[&str]) -> Result<Vec<(Option<&'static str>, Vec<Window>)>> {
        let one = |text: &&str| {
            let windows = self.model.tokenize.windows(text).map_err(|reason| Error::Model {
                path: self.model.info.name.clone().into(),
                reason: format!("tokenizer: {reason}"),
            })?;
            Ok((language::detect(text), windows))
        };
        texts.par_iter().map(one).collect()
    }

    /// The result of one text: the mean over its windows by their length, and the flags.
    fn finish(&self, text: &Pending, seen: &Seen) -> Scored {
        let outputs = self.model.heads.outputs();
        let total: usize = text.windows.iter().map(|(_, weight)| weight).sum();
        let mut mean = vec![0.0; outputs];
        for (place, weight) in &text.windows {
            let share = *weight as f32 / total as f32;
            let probabilities = &seen.probabilities[place * outputs..(place + 1) * outputs];
            mean.iter_mut().zip(probabilities).for_each(|(sum, value)| *sum += share * value);
        }
        let scores = (!text.windows.is_empty()).then(|| self.model.heads.scores(&mean));
        let mut flags = Flags::default();
        if scores.is_some_and(|scores| self.model.heads.uncertain(&scores)) {
            flags.insert(Flag::Uncertain);
        }
        if let (Some(language), Some(known)) = (text.language, &self.model.info.languages)
            && !known.iter().any(|known| known == language)
        {
            flags.insert(Flag::NotEnglish);
        }
        Scored { scores, language: text.language.map(str::to_string), flags }
    }
}

impl Seen {
    /// Sorts windows into known sequences and new ones, which are to be computed.
    fn collect(
        &mut self,
        texts: Vec<(Option<&'static str>, Vec<Window>)>,
        pending: &mut Vec<Pending>,
        outputs: usize,
        recent: &Recent,
    ) -> Fresh {
        let mut fresh = Fresh::default();
        for (language, windows) in texts {
            let places = windows.into_iter().map(|window| {
                let next = self.places.len();
                let place = *self.places.entry(window.ids).or_insert_with_key(|ids| {
                    match recent.get(ids) {
                        Some(known) => self.probabilities.extend(known),
                        None => {
                            fresh.batch.push(ids);
                            fresh.places.push(next);
                            self.probabilities.extend(std::iter::repeat_n(0.0, outputs));
                        }
                    }
                    next
                });
                (place, window.weight)
            });
            pending.push(Pending { language, windows: places.collect() });
        }
        fresh
    }

    /// The probabilities of the sequence at a place.
    fn of_mut(&mut self, place: usize, outputs: usize) -> &mut [f32] {
        &mut self.probabilities[place * outputs..][..outputs]
    }
}

/// The files of the model that was asked for.
fn source(model: Option<&str>) -> Result<Source> {
    match model {
        None => Ok(builtin::source(&builtin::ALL[0])),
        Some(name) => match builtin::ALL.iter().find(|model| model.name == name) {
            Some(model) => Ok(builtin::source(model)),
            None => Source::read(Path::new(name)),
        },
    }
}
