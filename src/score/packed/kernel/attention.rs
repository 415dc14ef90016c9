//! Attention of one sequence, in floats, written once for all instruction sets. All safe code.
//!
//! A lane is a query. So the softmax, which goes over the keys, never crosses lanes, and a
//! sequence is filled up to whole vectors in its queries only.

use super::float::exp2;
use super::room;
use super::simd::{LANES, Simd, vectors};

/// Keys that meet a block of queries at a time.
const KEYS: usize = 6;
/// Queries that gather values at a time; divides [`LANES`].
const QUERIES: usize = 4;

/// Room for one head of one sequence.
#[derive(Debug, Default)]
pub struct AttentionScratch {
    /// Queries, transposed: a row a place of the head's width, a column a token.
    queries: Vec<f32>,
    /// Values, a row a token, filled up to whole vectors; empty where they are whole already.
    values: Vec<f32>,
    /// Scores of a block of queries: a row a key.
    scores: Vec<f32>,
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
}

/// A head's values: a row a token, `stride` apart, whole vectors.
#[derive(Clone, Copy)]
struct Values<'a> {
    rows: &'a [f32],
    stride: usize,
}

/// Calls a function for as many vectors at a time as the registers hold, two or one.
macro_rules! by_vectors {
    ($function:ident, $count:expr, $($argument:expr),+) => {{
        let mut first = 0;
        while S::TILE.1 >= 2 && first + 2 <= $count {
            $function::<S, 2>(first, $($argument),+);
            first += 2;
        }
        while first < $count {
            $function::<S, 1>(first, $($argument),+);
            first += 1;
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
    let shape = Shape { stride: 3 * hidden, hidden, width, length, columns };
    let whole = width.next_multiple_of(LANES);
    let AttentionScratch { queries, values, scores } = scratch;
    let queries = room(queries, width * columns);
    let scores = room(scores, length.next_multiple_of(KEYS) * 2 * LANES);
    for head in 0..heads {
        let at = head * width;
        transpose_queries(simd, &shape, &projected[at..], queries);
        let first_value = &projected[2 * hidden + at..];
        let values = if whole == width {
            Values { rows: first_value, stride: shape.stride }
        } else {
            let values = room(values, length * whole);
            pad_values(&shape, first_value, values);
            Values { rows: values, stride: whole }
        };
        let keys = &projected[hidden + at..];
        by_vectors!(attend, columns / LANES, simd, &shape, queries, keys, values, scores, out, at);
    }
}

/// Turns a head's queries (`source` begins at the first one) into columns. Their products with the
/// keys are to be divided by the root of the width, and as powers of two take the place of those of
/// e, multiplied by log₂ e: that is done here, once a query.
#[inline(always)]
fn transpose_queries<S: Simd>(simd: S, shape: &Shape, source: &[f32], queries: &mut [f32]) {
    let Shape { stride, width, length, columns, .. } = *shape;
    let factor = std::f32::consts::LOG2_E / (width as f32).sqrt();
    for token in (0..length).step_by(LANES) {
        for place in (0..width / LANES * LANES).step_by(LANES) {
            let mut block = [simd.splat(0.0); LANES];
            for (row, values) in block.iter_mut().enumerate() {
                // After the last token it again: nobody reads what comes of it.
                let token = (token + row).min(length - 1);
                [*values] = vectors(simd, &source[token * stride + place..]);
            }
            for (row, values) in simd.transpose(block).iter().enumerate() {
                let start = (place + row) * columns + token;
                let out = &mut queries[start..start + LANES];
                simd.store(simd.mul(*values, simd.splat(factor)), &mut out.as_chunks_mut().0[0]);
            }
        }
    }
    // Heads whose width is no multiple of sixteen have a rest.
    for place in width / LANES * LANES..width {
        let row = &mut queries[place * columns..][..columns];
        for (token, query) in row.iter_mut().enumerate() {
            *query = source[token.min(length - 1) * stride + place] * factor;
        }
    }
}

/// Copies a head's values (`source` begins at the first one), filled up to whole vectors.
#[inline(always)]
fn pad_values(shape: &Shape, source: &[f32], out: &mut [f32]) {
    for (token, row) in out.chunks_exact_mut(out.len() / shape.length).enumerate() {
        row[..shape.width].copy_from_slice(&source[token * shape.stride..][..shape.width]);
        row[shape.width..].fill(0.0);
    }
}

/// Attention of `VECTORS` vectors of queries, of which `first` is the first.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "an inner loop, kept flat")]
fn attend<S: Simd, const VECTORS: usize>(
    first: usize,
    simd: S,
    shape: &Shape,
    queries: &[f32],
    keys: &[f32],
    values: Values,
    scores: &mut [f32],
    out: &mut [f32],
    at: usize,
) {
    let scores = &mut scores[..shape.length.next_multiple_of(KEYS) * VECTORS * LANES];
    let greatest = score::<S, VECTORS>(simd, shape, &queries[first * LANES..], keys, scores);
    let scores = &mut scores[..shape.length * VECTORS * LANES];
    let inverse = softmax(simd, greatest, scores);
    let tokens = first * LANES..shape.length.min((first + VECTORS) * LANES);
    let out = &mut out[tokens.start * shape.hidden..tokens.end * shape.hidden];
    for (group, out) in out.chunks_mut(QUERIES * shape.hidden).enumerate() {
        let query = group * QUERIES;
        let inverse = &inverse.as_flattened()[query..query + QUERIES];
        let weights = Weights { rows: &scores[query..], stride: VECTORS * LANES };
        let count = shape.width.div_ceil(LANES);
        by_vectors!(mix, count, simd, shape, weights, values, inverse, out, at);
    }
}

/// Products of the queries with all keys, a row a key; gives the greatest of each query.
#[inline(always)]
fn score<S: Simd, const VECTORS: usize>(
    simd: S,
    shape: &Shape,
    queries: &[f32],
    keys: &[f32],
    scores: &mut [f32],
) -> [S::Float; VECTORS] {
    let mut greatest = [simd.splat(f32::MIN); VECTORS];
    for (group, scores) in scores.chunks_exact_mut(KEYS * VECTORS * LANES).enumerate() {
        // After the last key it again: the rows that come of it are not read.
        let keys: [&[f32]; KEYS] = std::array::from_fn(|index| {
            let token = (group * KEYS + index).min(shape.length - 1);
            &keys[token * shape.stride..][..shape.width]
        });
        let mut sums = [[simd.splat(0.0); VECTORS]; KEYS];
        for (place, row) in queries.chunks(shape.columns).enumerate() {
            let row: [_; VECTORS] = vectors(simd, row);
            for index in 0..KEYS {
                let value = simd.splat(keys[index][place]);
                for part in 0..VECTORS {
                    sums[index][part] = simd.mul_add(value, row[part], sums[index][part]);
                }
            }
        }
        let rows = scores.as_chunks_mut::<LANES>().0.chunks_exact_mut(VECTORS);
        for (row, sums) in rows.zip(&sums) {
            for ((place, sum), greatest) in row.iter_mut().zip(sums).zip(&mut greatest) {
                simd.store(*sum, place);
                *greatest = simd.max(*sum, *greatest);
            }
        }
    }
    greatest
}

/// Turns scores into weights that are yet to be divided by their sum; gives one over the sums.
#[inline(always)]
fn softmax<S: Simd, const VECTORS: usize>(
    simd: S,
    greatest: [S::Float; VECTORS],
    scores: &mut [f32],
) -> [[f32; LANES]; VECTORS] {
    let mut sums = [simd.splat(0.0); VECTORS];
    for row in scores.as_chunks_mut::<LANES>().0.chunks_exact_mut(VECTORS) {
        for ((place, greatest), sum) in row.iter_mut().zip(greatest).zip(&mut sums) {
            let weight = exp2(simd, simd.sub(simd.load(place), greatest));
            *sum = simd.add(*sum, weight);
            simd.store(weight, place);
        }
    }
    sums.map(|sum| {
        let mut inverse = [0.0; LANES];
        simd.store(simd.div(simd.splat(1.0), sum), &mut inverse);
        inverse
    })
}

/// Weights of some queries: a row a key, `stride` apart.
#[derive(Clone, Copy)]
struct Weights<'a> {
    rows: &'a [f32],
    stride: usize,
}

/// The weighted sums of the values, `VECTORS` vectors of the head's width from `first` on; `out`
/// has a row a query.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "an inner loop, kept flat")]
fn mix<S: Simd, const VECTORS: usize>(
    first: usize,
    simd: S,
    shape: &Shape,
    weights: Weights,
    values: Values,
    inverse: &[f32],
    out: &mut [f32],
    at: usize,
) {
    let mut sums = [[simd.splat(0.0); VECTORS]; QUERIES];
    for token in 0..shape.length {
        let row: [_; VECTORS] =
            vectors(simd, &values.rows[token * values.stride + first * LANES..]);
        let weights = &weights.rows[token * weights.stride..][..QUERIES];
        for index in 0..QUERIES {
            let weight = simd.splat(weights[index]);
            for part in 0..VECTORS {
                sums[index][part] = simd.mul_add(weight, row[part], sums[index][part]);
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
