//! What the processor can do at most, in products of bytes and of floats.
//!
//! usage: cargo run --release --example peak -- [CORES]
//!
//! That many threads run the same loop at the same time; printed is the sum of their speeds, as
//! JSON: 10⁹ operations a second, a multiplication and an addition being two.

use pullquote::score::kernel::{Peak, peak};
use std::thread;

fn main() {
    let cores = std::env::args().nth(1).map_or(1, |cores| cores.parse().expect("a number"));
    let peaks: Vec<Peak> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(peak)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a loop of products")).collect()
    });
    let giga = |of: fn(&Peak) -> Option<f64>| {
        let sum: Option<f64> = peaks.iter().map(of).sum();
        sum.map_or("null".into(), |sum| format!("{:.1}", sum / 1e9))
    };
    println!("{{\"int8\": {}, \"fp32\": {}}}", giga(|peak| peak.int8), giga(|peak| peak.fp32));
}
