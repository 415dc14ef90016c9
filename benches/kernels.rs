//! The encoder's inner loops at the shapes of the built-in model, one instruction set beside the
//! other. `cargo bench --bench kernels -- product` runs those whose name holds `product`.
//!
//! `product` counts multiplications and additions, so that its items a second compare with the
//! measured peak of the core, which is printed first. The other loops count rows (tokens).

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use pullquote::score::kernel::{
    Activation, Activations, AttentionScratch, Kernel, Panels, Then, choose, peak,
};
use pullquote::score::{KernelKind, Options, Scorer};

const ROWS: usize = 96;
const HIDDEN: usize = 384;
const BETWEEN: usize = 1536;
const HEADS: usize = 12;

fn main() {
    let peak = peak();
    let giga =
        |peak: Option<f64>| peak.map_or("unknown".into(), |peak| format!("{:.1}", peak / 1e9));
    println!("peak_int8_gops {}\npeak_fp32_gflops {}", giga(peak.int8), giga(peak.fp32));
    divan::main();
}

/// The kernels of this processor.
fn kinds() -> impl Iterator<Item = &'static KernelKind> {
    KernelKind::ALL[1..].iter().filter(|kind| choose(**kind).is_some())
}

fn kernel(kind: &KernelKind) -> Box<dyn Kernel> {
    choose(*kind).unwrap()
}

/// Numbers between −2 and 2, the same at every call.
fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|index| ((index * 7919) % 4001) as f32 / 1000.0 - 2.0).collect()
}

fn product(bencher: Bencher, kind: &KernelKind, outputs: usize, depth: usize, then: Then) {
    let kernel = kernel(kind);
    let mut panels = Panels::new(outputs, depth);
    for output in 0..outputs {
        let weights = (0..depth).map(|input| ((input * 31 + output * 17) % 255) as u8 as i8);
        panels.set(output, weights, 0.001, 0.1);
    }
    let mut input = Activations::default();
    kernel.quantise(&numbers(ROWS * depth), depth, &mut input);
    let mut out = vec![0.0; ROWS * outputs];
    bencher.counter(ItemsCount::new(2 * ROWS * outputs * depth)).bench_local(|| {
        kernel.multiply(black_box(&input), &panels, &mut out, then);
    });
}

#[divan::bench(args = kinds())]
fn product_query_key_value(bencher: Bencher, kind: &KernelKind) {
    product(bencher, kind, 3 * HIDDEN, HIDDEN, Then::Store);
}

#[divan::bench(args = kinds())]
fn product_attention_output(bencher: Bencher, kind: &KernelKind) {
    product(bencher, kind, HIDDEN, HIDDEN, Then::Add);
}

#[divan::bench(args = kinds())]
fn product_up(bencher: Bencher, kind: &KernelKind) {
    product(bencher, kind, BETWEEN, HIDDEN, Then::Store);
}

#[divan::bench(args = kinds())]
fn product_down(bencher: Bencher, kind: &KernelKind) {
    product(bencher, kind, HIDDEN, BETWEEN, Then::Add);
}

#[divan::bench(args = kinds())]
fn quantise(bencher: Bencher, kind: &KernelKind) {
    let (kernel, values) = (kernel(kind), numbers(ROWS * HIDDEN));
    let mut out = Activations::default();
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench_local(|| kernel.quantise(black_box(&values), HIDDEN, &mut out));
}

#[divan::bench(args = kinds())]
fn gelu_and_quantise(bencher: Bencher, kind: &KernelKind) {
    let (kernel, values) = (kernel(kind), numbers(ROWS * BETWEEN));
    let mut out = Activations::default();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        kernel.quantise_activated(black_box(&values), BETWEEN, Activation::Gelu, &mut out);
    });
}

#[divan::bench(args = kinds())]
fn layer_norm(bencher: Bencher, kind: &KernelKind) {
    let (kernel, mut values) = (kernel(kind), numbers(ROWS * HIDDEN));
    let gain = vec![1.0; HIDDEN];
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench_local(|| kernel.layer_norm(black_box(&mut values), &gain, &gain, 1e-12));
}

/// Sequences of the mean length of a tweet, of the window, and one of 512.
#[divan::bench(args = kinds(), consts = [25, 128, 512])]
fn attention<const LENGTH: usize>(bencher: Bencher, kind: &KernelKind) {
    let (kernel, projected) = (kernel(kind), numbers(LENGTH * 3 * HIDDEN));
    let mut out = vec![0.0; LENGTH * HIDDEN];
    let mut scratch = AttentionScratch::default();
    bencher.counter(ItemsCount::new(LENGTH)).bench_local(|| {
        kernel.attention(black_box(&projected), HIDDEN, HEADS, &mut out, &mut scratch);
    });
}

/// One text through the whole scorer, and one of which only the tokenizing is new.
#[divan::bench(args = ["computed", "known"])]
fn score_one(bencher: Bencher, what: &str) {
    let options = Options { threads: Some(1), ..Options::default() };
    let scorer = Scorer::open(&options).unwrap();
    let mut count = 0;
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| {
        count += usize::from(what == "computed");
        let text = format!("The council closed the library, and {count} people were angry.");
        scorer.score(&[&text]).unwrap()
    });
}
