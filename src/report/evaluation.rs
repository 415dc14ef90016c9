//! How well a model's answers agree with a labelled file: the numbers, and their print.
//!
//! The headline measures are those of TweetEval (F. Barbieri et al. 2020): macro-averaged recall
//! for sentiment, F1 of irony, macro F1 for the rest.

use super::statistics::calibration::{Calibration, most_probable};
use super::statistics::confusion::Confusion;
use crate::domain::Task;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use serde_json::{Map, Value, json};

/// The answers to a labelled file, counted up.
#[derive(Debug)]
pub struct Evaluation {
    task: Task,
    confusion: Confusion,
    calibration: Calibration,
    /// Texts left out: their label is none of the task's.
    skipped: u64,
    /// Texts without words, answered with even probabilities.
    wordless: u64,
}

impl Evaluation {
    /// Nothing counted yet.
    pub fn new(task: Task) -> Self {
        Self {
            task,
            confusion: Confusion::new(task.labels().len()),
            calibration: Calibration::default(),
            skipped: 0,
            wordless: 0,
        }
    }

    /// Counts one text by the place of its true label and the probability of every label.
    pub fn add(&mut self, truth: usize, probabilities: &[f64]) {
        self.confusion.add(truth, most_probable(probabilities).0);
        self.calibration.add(truth, probabilities);
    }

    /// Counts a text without words, which every label is as probable for as the next.
    pub fn add_wordless(&mut self, truth: usize) {
        self.wordless += 1;
        self.add(truth, &even(self.task));
    }

    /// Notes a text whose label is none of the task's.
    pub fn skip(&mut self) {
        self.skipped += 1;
    }

    /// Number of texts counted.
    pub fn total(&self) -> u64 {
        self.confusion.total()
    }

    /// The name and the value of the task's official measure.
    fn headline(&self) -> (&'static str, f64) {
        match self.task {
            Task::Sentiment => ("macro_recall", self.confusion.macro_recall()),
            Task::Irony => ("f1_irony", self.confusion.f1(1)),
            Task::Emotion | Task::Offensive | Task::Hate => ("macro_f1", self.confusion.macro_f1()),
        }
    }

    /// All measures as one JSON object; shares are 0 … 1.
    pub fn json(&self, model: &str) -> String {
        let (metric, value) = self.headline();
        let labels = self.task.labels();
        let mut all = Map::new();
        let mut put = |name: String, value: Value| {
            all.insert(name, value);
        };
        put("model".into(), json!(model));
        put("task".into(), json!(self.task.name()));
        put("metric".into(), json!(metric));
        put("value".into(), json!(value));
        put("n".into(), json!(self.total()));
        put("skipped".into(), json!(self.skipped));
        put("wordless".into(), json!(self.wordless));
        put("accuracy".into(), json!(self.confusion.accuracy()));
        put("macro_recall".into(), json!(self.confusion.macro_recall()));
        put("macro_f1".into(), json!(self.confusion.macro_f1()));
        if self.task == Task::Sentiment {
            let both = (self.confusion.f1(2) + self.confusion.f1(0)) / 2.0;
            put("f1_pos_neg".into(), json!(both));
        }
        for (label, name) in labels.iter().enumerate() {
            put(format!("recall_{name}"), json!(self.confusion.recall(label)));
            put(format!("precision_{name}"), json!(self.confusion.precision(label)));
            put(format!("f1_{name}"), json!(self.confusion.f1(label)));
        }
        put("nll".into(), json!(self.calibration.nll()));
        put("brier".into(), json!(self.calibration.brier()));
        put("ece".into(), json!(self.calibration.error()));
        put("confusion".into(), json!({"labels": labels, "counts": self.confusion.counts()}));
        format!("{}\n", Value::Object(all))
    }

    /// All measures for a reader.
    pub fn text(&self, model: &str) -> String {
        let (metric, value) = self.headline();
        let (confusion, calibration) = (&self.confusion, &self.calibration);
        let texts = match self.skipped {
            0 => self.total().to_string(),
            skipped => format!("{} ({skipped} with other labels left out)", self.total()),
        };
        let mut lines = vec![
            ("task", self.task.name().to_owned()),
            ("model", model.to_owned()),
            ("texts", texts),
        ];
        if self.wordless > 0 {
            lines.push(("no words", format!("{}, answered with even shares", self.wordless)));
        }
        lines.push((metric, format!("{value:.4}")));
        let more = [
            ("accuracy", confusion.accuracy()),
            ("macro_recall", confusion.macro_recall()),
            ("macro_f1", confusion.macro_f1()),
            ("nll", calibration.nll()),
            ("brier", calibration.brier()),
            ("ece", calibration.error()),
        ];
        let more = more.into_iter().filter(|(name, _)| *name != metric);
        lines.extend(more.map(|(name, value)| (name, format!("{value:.4}"))));
        let lines: String =
            lines.iter().map(|(name, value)| format!("{name:<14}{value}\n")).collect();
        format!("{lines}\ntrue label, then how often each was the answer\n{}", self.table())
    }

    /// The confusion table with recall, precision and F1 of each label.
    fn table(&self) -> String {
        let labels = self.task.labels();
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let measures = ["recall", "precision", "F1"];
        table.set_header([""].iter().chain(&labels).chain(&measures));
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        for (label, name) in labels.iter().enumerate() {
            let mut cells = vec![Cell::new(name)];
            cells.extend(self.confusion.counts()[label].iter().map(Cell::new));
            for value in [
                self.confusion.recall(label),
                self.confusion.precision(label),
                self.confusion.f1(label),
            ] {
                cells.push(Cell::new(format!("{value:.4}")));
            }
            table.add_row(cells);
        }
        let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n") + "\n"
    }
}

/// The probabilities of a text that nothing is known about.
pub fn even(task: Task) -> Vec<f64> {
    let labels = task.labels().len();
    vec![1.0 / labels as f64; labels]
}

/// One line of a prediction file: the answer and every probability, not rounded.
pub fn prediction(task: Task, probabilities: &[f64]) -> String {
    let labels = task.labels();
    let answer = labels[most_probable(probabilities).0];
    let pairs = labels.iter().zip(probabilities);
    let probabilities: Map<String, Value> =
        pairs.map(|(label, value)| ((*label).to_owned(), json!(value))).collect();
    format!("{}\n", json!({"label": answer, "probs": probabilities}))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels, probabilities and measures from scikit-learn and numpy
    /// (`scripts/fixtures/statistics.py`).
    #[test]
    fn the_measures_are_those_of_scikit_learn() {
        let fixture = include_str!("../../tests/fixtures/statistics/evaluation.json");
        let cases: Vec<Value> = serde_json::from_str(fixture).unwrap();
        assert!(cases.len() >= 5);
        for case in cases {
            let task: Task = case["task"].as_str().unwrap().parse().unwrap();
            let mut evaluation = Evaluation::new(task);
            for row in case["rows"].as_array().unwrap() {
                let numbers: Vec<f64> =
                    row.as_array().unwrap().iter().map(|cell| cell.as_f64().unwrap()).collect();
                evaluation.add(numbers[0] as usize, &numbers[1..]);
            }
            let found: Value = serde_json::from_str(&evaluation.json("m@1")).unwrap();
            for (name, wanted) in case["wanted"].as_object().unwrap() {
                let (found, wanted) = (found[name].as_f64().unwrap(), wanted.as_f64().unwrap());
                assert!((found - wanted).abs() < 1e-12, "{} {name} {found} {wanted}", task.name());
            }
            assert_eq!(found["confusion"]["counts"], case["confusion"], "{}", task.name());
        }
    }

    #[test]
    fn the_print_is_aligned() {
        let mut evaluation = Evaluation::new(Task::Sentiment);
        for (truth, probabilities) in
            [(0, [0.8, 0.1, 0.1]), (1, [0.2, 0.5, 0.3]), (1, [0.5, 0.3, 0.2]), (2, [0.1, 0.2, 0.7])]
        {
            evaluation.add(truth, &probabilities);
        }
        evaluation.add_wordless(2);
        evaluation.skip();
        insta::assert_snapshot!(evaluation.text("reactions@0123456789ab"));
    }

    #[test]
    fn a_label_that_never_occurs_is_no_part_of_the_mean() {
        let mut evaluation = Evaluation::new(Task::Sentiment);
        evaluation.add(0, &[0.9, 0.1, 0.0]);
        evaluation.add(2, &[0.1, 0.1, 0.8]);
        assert_eq!(evaluation.headline(), ("macro_recall", 1.0));
    }

    #[test]
    fn a_prediction_names_the_answer_and_keeps_all_digits() {
        let line = prediction(Task::Irony, &[1.0 - f64::from(0.7f32), f64::from(0.7f32)]);
        assert_eq!(
            line,
            "{\"label\":\"irony\",\"probs\":{\"irony\":0.699999988079071,\
             \"non_irony\":0.30000001192092896}}\n"
        );
    }
}
