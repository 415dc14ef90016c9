//! Attention of one sequence, in floats, written once for all instruction sets. All safe code.

use super::float::exp;
use super::simd::{LANES, Simd};

/// Queries that attend at a time.
const QUERIES: usize = 4;

/// Room for one head of one sequence.
#[derive(Debug, Default)]
pub struct AttentionScratch {
    /// Keys, transposed: a row a place of the head's width, a column a token.
    keys: Vec<f32>,
    /// Values, a row a token, filled up to whole vectors; empty where they are whole already.
    values: Vec<f32>,
    /// Scores of four queries with all tokens.
    scores: Vec<f32>,
}

/// Grows a buffer when needed; old contents stay.
fn ensure(buffer: &mut Vec<f32>, length: usize) {
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
}

/// The sizes of one head of one sequence.
struct Shape {
    /// Width of the projections of a token: queries, keys and values of all heads.
    stride: usize,
    hidden: usize,
    width: usize,
    length: usize,
    /// The length, filled up to whole vectors.
    columns: usize,
    /// Added to the last vector of scores: shuts out the places after the last token.
    penalty: [f32; LANES],
}

/// A head's values: a row a token, `stride` apart, whole vectors.
#[derive(Clone, Copy)]
struct Values<'a> {
    rows: &'a [f32],
    stride: usize,
}

/// Calls a function for two vectors at a time and for the last one, if they are odd.
macro_rules! by_twos {
    ($function:ident, $count:expr, $($argument:expr),+) => {{
        let mut first = 0;
        while first + 2 <= $count {
            $function::<S, 2>(first, $($argument),+);
            first += 2;
        }
        if first < $count {
            $function::<S, 1>(first, $($argument),+);
        }
    }};
}

/// Attention of one sequence. `projected` has a row a token: queries, keys, values of all heads;
/// `out` a row a token. No token outside of the sequence is touched.
#[inline(always)]
pub fn attention<S: Simd>(
    simd: S,
    projected: &[f32],
    hidden: usize,
    heads: usize,
    out: &mut [f32],
    scratch: &mut AttentionScratch,
) {
    let length = out.len() / hidden;
    if length == 0 {
        return;
    }
    let width = hidden / heads;
    let columns = length.next_multiple_of(LANES);
    let shape =
        Shape { stride: 3 * hidden, hidden, width, length, columns, penalty: penalty(length) };
    let room = width.next_multiple_of(LANES);
    ensure(&mut scratch.keys, width * columns);
    ensure(&mut scratch.scores, QUERIES * columns);
    let AttentionScratch { keys, values, scores } = scratch;
    let (keys, scores) = (&mut keys[..width * columns], &mut scores[..QUERIES * columns]);
    for head in 0..heads {
        let at = head * width;
        transpose_keys(simd, &shape, &projected[hidden + at..], keys);
        let first_value = &projected[2 * hidden + at..];
        let values = if room == width {
            Values { rows: first_value, stride: shape.stride }
        } else {
            ensure(values, length * room);
            pad_values(&shape, first_value, &mut values[..length * room]);
            Values { rows: values, stride: room }
        };
        for first in (0..length).step_by(QUERIES) {
            let queries: [&[f32]; QUERIES] = std::array::from_fn(|index| {
                let token = (first + index).min(length - 1);
                &projected[token * shape.stride + at..][..width]
            });
            by_twos!(score, columns / LANES, simd, &shape, &queries, keys, scores);
            let inverse = softmax(simd, &shape, scores);
            let last = length.min(first + QUERIES);
            let out = &mut out[first * hidden..last * hidden];
            by_twos!(mix, room / LANES, simd, &shape, scores, values, &inverse, out, at);
        }
    }
}

fn penalty(length: usize) -> [f32; LANES] {
    let used = (length - 1) % LANES + 1;
    std::array::from_fn(|lane| if lane < used { 0.0 } else { -1e30 })
}

/// Turns a head's keys (`source` begins at the first one) into columns.
#[inline(always)]
fn transpose_keys<S: Simd>(simd: S, shape: &Shape, source: &[f32], keys: &mut [f32]) {
    let Shape { stride, width, length, columns, .. } = *shape;
    for token in (0..length).step_by(LANES) {
        for place in (0..width / LANES * LANES).step_by(LANES) {
            let mut block = [simd.splat(0.0); LANES];
            for (row, values) in block.iter_mut().enumerate() {
                // After the last token it again: the penalty shuts those scores out.
                let token = (token + row).min(length - 1);
                *values = vector(simd, &source[token * stride + place..]);
            }
            for (row, values) in simd.transpose(block).iter().enumerate() {
                let start = (place + row) * columns + token;
                let out = &mut keys[start..start + LANES];
                simd.store(*values, &mut out.as_chunks_mut().0[0]);
            }
        }
    }
    // Heads whose width is no multiple of sixteen have a rest.
    for place in width / LANES * LANES..width {
        let row = &mut keys[place * columns..][..columns];
        for (token, key) in row.iter_mut().enumerate() {
            *key = source[token.min(length - 1) * stride + place];
        }
    }
}

/// The vector at the beginning of a slice.
#[inline(always)]
fn vector<S: Simd>(simd: S, values: &[f32]) -> S::Float {
    simd.load(&values.as_chunks().0[0])
}

/// Copies a head's values (`source` begins at the first one), filled up to whole vectors.
#[inline(always)]
fn pad_values(shape: &Shape, source: &[f32], out: &mut [f32]) {
    for (token, row) in out.chunks_exact_mut(out.len() / shape.length).enumerate() {
        row[..shape.width].copy_from_slice(&source[token * shape.stride..][..shape.width]);
        row[shape.width..].fill(0.0);
    }
}

/// Products of four queries with the keys of `VECTORS` vectors from `first` on.
#[inline(always)]
fn score<S: Simd, const VECTORS: usize>(
    first: usize,
    simd: S,
    shape: &Shape,
    queries: &[&[f32]; QUERIES],
    keys: &[f32],
    scores: &mut [f32],
) {
    let mut sums = [[simd.splat(0.0); VECTORS]; QUERIES];
    for (place, row) in keys.chunks_exact(shape.columns).enumerate() {
        let keys = &row.as_chunks::<LANES>().0[first..first + VECTORS];
        for (query, sums) in queries.iter().zip(&mut sums) {
            let value = simd.splat(query[place]);
            for (key, sum) in keys.iter().zip(sums) {
                *sum = simd.mul_add(value, simd.load(key), *sum);
            }
        }
    }
    for (row, sums) in scores.chunks_exact_mut(shape.columns).zip(&sums) {
        let chunks = &mut row.as_chunks_mut::<LANES>().0[first..first + VECTORS];
        for (chunk, sum) in chunks.iter_mut().zip(sums) {
            simd.store(*sum, chunk);
        }
    }
}

/// Turns scores into weights that are yet to be divided by their sum; gives one over the sums.
#[inline(always)]
fn softmax<S: Simd>(simd: S, shape: &Shape, scores: &mut [f32]) -> [f32; QUERIES] {
    let factor = 1.0 / (shape.width as f32).sqrt();
    let mut inverse = [0.0; QUERIES];
    for (row, inverse) in scores.chunks_exact_mut(shape.columns).zip(&mut inverse) {
        let chunks = row.as_chunks_mut::<LANES>().0;
        if let Some(last) = chunks.last_mut() {
            simd.store(simd.add(simd.load(last), simd.load(&shape.penalty)), last);
        }
        let mut greatest = simd.splat(f32::MIN);
        for chunk in &*chunks {
            greatest = simd.max(simd.load(chunk), greatest);
        }
        let greatest = simd.splat(simd.reduce_max(greatest));
        let mut sum = simd.splat(0.0);
        for chunk in chunks {
            let distance = simd.sub(simd.load(chunk), greatest);
            let weight = exp(simd, simd.mul(distance, simd.splat(factor)));
            sum = simd.add(sum, weight);
            simd.store(weight, chunk);
        }
        *inverse = 1.0 / simd.reduce_add(sum);
    }
    inverse
}

/// The weighted sums of the values, `VECTORS` vectors of the head's width from `first` on.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "an inner loop, kept flat")]
fn mix<S: Simd, const VECTORS: usize>(
    first: usize,
    simd: S,
    shape: &Shape,
    scores: &[f32],
    values: Values,
    inverse: &[f32; QUERIES],
    out: &mut [f32],
    at: usize,
) {
    let mut sums = [[simd.splat(0.0); VECTORS]; QUERIES];
    let weights: [&[f32]; QUERIES] =
        std::array::from_fn(|query| &scores[query * shape.columns..][..shape.length]);
    for token in 0..shape.length {
        let row = &values.rows[token * values.stride + first * LANES..][..VECTORS * LANES];
        for (weights, sums) in weights.iter().zip(&mut sums) {
            let weight = simd.splat(weights[token]);
            for (value, sum) in row.as_chunks().0.iter().zip(sums) {
                *sum = simd.mul_add(weight, simd.load(value), *sum);
            }
        }
    }
    for ((row, sums), inverse) in out.chunks_exact_mut(shape.hidden).zip(&sums).zip(inverse) {
        let row = &mut row[at..at + shape.width];
        for (part, sum) in row[first * LANES..].chunks_mut(LANES).zip(sums) {
            let mixed = simd.mul(*sum, simd.splat(*inverse));
            match part.as_chunks_mut().0 {
                [whole] => simd.store(mixed, whole),
                _ => {
                    let mut values = [0.0; LANES];
                    simd.store(mixed, &mut values);
                    part.copy_from_slice(&values[..part.len()]);
                }
            }
        }
    }
}
