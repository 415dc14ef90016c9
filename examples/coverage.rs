//! How often the 95 % intervals of adjusted shares hold the true share.
//!
//! usage: cargo run --release --example coverage
//!
//! The model is taken to err exactly as its own table of confusions says. For known true shares,
//! each of 2,000 draws makes up a measured table of confusions (as many labelled texts as the
//! real one has) and the labels that the model gives to n comments, and adjusts the counts with
//! the program's own code. Printed is the table of docs/statistics.md.

use fastrand::Rng;
use pullquote::domain::Sentiment;
use pullquote::report::statistics::{prevalence::Confusions, wilson};
use pullquote::score::models;
use rayon::prelude::*;

const DRAWS: u64 = 2000;
const SIZES: [u64; 3] = [50, 200, 1000];
const TRUTHS: [[f64; 3]; 7] = [
    [0.55, 0.30, 0.15],
    [0.333, 0.334, 0.333],
    [0.20, 0.60, 0.20],
    [0.80, 0.15, 0.05],
    [0.10, 0.10, 0.80],
    [0.05, 0.90, 0.05],
    [0.90, 0.02, 0.08],
];

/// What one draw found, label by label.
#[derive(Default, Clone, Copy)]
struct Found {
    plain: [f64; 3],
    plain_holds: [u64; 3],
    adjusted: [f64; 3],
    adjusted_holds: [u64; 3],
}

fn main() -> pullquote::error::Result<()> {
    let model = models::list()?.remove(0);
    let table = sentiment_confusions(&model).expect("the built-in model has a table");
    println!("Model: {}; {DRAWS} draws a row.\n", model.label());
    println!("Three numbers are those of negative, neutral, positive.\n");
    println!(
        "| n | true shares | plain: mean error | plain: coverage, % | adjusted: mean error \
         | adjusted: coverage, % |"
    );
    println!("|---|---|---|---|---|---|");
    let (mut lowest, mut highest) = (f64::MAX, f64::MIN);
    for (case, truth) in TRUTHS.iter().enumerate() {
        for n in SIZES {
            let draws: Vec<Found> = (0..DRAWS)
                .into_par_iter()
                .map(|draw| simulate(&table, *truth, n, ((case as u64) << 32) | (n << 16) | draw))
                .collect();
            let mean = |of: fn(&Found, usize) -> f64| {
                [0, 1, 2].map(|label| {
                    draws.iter().map(|found| of(found, label)).sum::<f64>() / DRAWS as f64
                })
            };
            let error = |of: fn(&Found, usize) -> f64| {
                let means = mean(of);
                [0, 1, 2].map(|label| format!("{:+.3}", means[label] - truth[label])).join(" ")
            };
            let percent = |shares: [f64; 3]| shares.map(|share| format!("{:.1}", share * 100.0));
            let covered = mean(|found, label| found.adjusted_holds[label] as f64);
            for share in covered {
                (lowest, highest) = (lowest.min(share * 100.0), highest.max(share * 100.0));
            }
            println!(
                "| {n} | {} | {} | {} | {} | {} |",
                truth.map(|share| format!("{share:.3}")).join(" "),
                error(|found, label| found.plain[label]),
                percent(mean(|found, label| found.plain_holds[label] as f64)).join(" "),
                error(|found, label| found.adjusted[label]),
                percent(covered).join(" "),
            );
        }
    }
    println!("\nCoverage of the adjusted intervals: {lowest:.1} % to {highest:.1} %.");
    Ok(())
}

/// `counts[gold][predicted]` in the order negative, neutral, positive.
fn sentiment_confusions(model: &pullquote::score::ModelInfo) -> Option<[[u64; 3]; 3]> {
    let confusion = model.head("sentiment")?.confusion.as_ref()?;
    let place = |label: Sentiment| confusion.labels.iter().position(|name| name == label.name());
    let mut counts = [[0; 3]; 3];
    for (row, gold) in counts.iter_mut().zip(Sentiment::ALL) {
        for (count, predicted) in row.iter_mut().zip(Sentiment::ALL) {
            *count = confusion.counts[place(gold)?][place(predicted)?];
        }
    }
    Some(counts)
}

/// One measured table and one set of comments, adjusted.
fn simulate(table: &[[u64; 3]; 3], truth: [f64; 3], n: u64, seed: u64) -> Found {
    let mut random = Rng::with_seed(seed);
    let rates = table.map(|row| {
        let total: u64 = row.iter().sum();
        row.map(|count| count as f64 / total as f64)
    });
    let mut measured = [[0; 3]; 3];
    for (gold, counts) in measured.iter_mut().enumerate() {
        *counts = multinomial(&mut random, table[gold].iter().sum(), rates[gold]);
    }
    let shown = [0, 1, 2].map(|label| (0..3).map(|gold| truth[gold] * rates[gold][label]).sum());
    let counts = multinomial(&mut random, n, shown);
    let adjusted = Confusions::new(measured).and_then(|confusions| confusions.adjust(counts));
    let adjusted = adjusted.expect("every label was measured");
    let mut found = Found::default();
    for label in 0..3 {
        let plain = wilson::share(counts[label], n).expect("n is not 0");
        let holds = |estimate: pullquote::report::statistics::Estimate| {
            let (low, high) = (estimate.low.unwrap_or(1.0), estimate.high.unwrap_or(0.0));
            u64::from(low <= truth[label] && truth[label] <= high)
        };
        found.plain[label] = plain.value;
        found.plain_holds[label] = holds(plain);
        found.adjusted[label] = adjusted[label].value;
        found.adjusted_holds[label] = holds(adjusted[label]);
    }
    found
}

/// How often each of three labels comes in so many trials.
fn multinomial(random: &mut Rng, trials: u64, shares: [f64; 3]) -> [u64; 3] {
    let mut counts = [0; 3];
    for _ in 0..trials {
        let draw = random.f64();
        let label = usize::from(draw >= shares[0]) + usize::from(draw >= shares[0] + shares[1]);
        counts[label] += 1;
    }
    counts
}
