//! The float parts of the encoder, written once for all instruction sets. All safe code.

use super::simd::{LANES, Simd, lanes, reduce};

/// Queries that attend at a time.
const QUERIES: usize = 4;

/// eˣ for x ≤ 88, by the classic reduction to |r| ≤ ln 2 / 2 and a polynomial of degree 6
/// (Cephes `expf`, Moshier 1992; two units in the last place).
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: S::Float) -> S::Float {
    const POLYNOMIAL: [f32; 6] =
        [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.0e-1];
    let x = simd.max(x, simd.splat(-87.0));
    let n = simd.round(simd.mul(x, simd.splat(std::f32::consts::LOG2_E)));
    let r = simd.mul_add(n, simd.splat(-0.693_359_4), x);
    let r = simd.mul_add(n, simd.splat(2.121_944_4e-4), r);
    let mut p = simd.splat(POLYNOMIAL[0]);
    for coefficient in &POLYNOMIAL[1..] {
        p = simd.mul_add(p, r, simd.splat(*coefficient));
    }
    let y = simd.add(simd.mul_add(p, simd.mul(r, r), r), simd.splat(1.0));
    simd.mul(y, simd.exp2_whole(n))
}

/// x·Φ(x) with Φ(x) = (1 + erf(x/√2))/2; the error function by the rational approximation of
/// the Eigen library (`generic_fast_erf_float`, a few units in the last place).
#[inline(always)]
pub fn gelu<S: Simd>(simd: S, x: S::Float) -> S::Float {
    const ABOVE: [f32; 7] = [
        -2.726_142_3e-10,
        2.770_681_4e-8,
        -2.101_024e-6,
        -5.692_506_5e-5,
        -7.349_906_3e-4,
        -2.954_6e-3,
        -1.609_603_3e-2,
    ];
    const BELOW: [f32; 5] =
        [-1.456_607_2e-5, -2.133_740_6e-4, -1.682_827e-3, -7.373_329_2e-3, -1.426_473_9e-2];
    let z = simd.mul(x, simd.splat(std::f32::consts::FRAC_1_SQRT_2));
    let z = simd.min(simd.max(z, simd.splat(-4.0)), simd.splat(4.0));
    let square = simd.mul(z, z);
    let mut above = simd.splat(ABOVE[0]);
    for coefficient in &ABOVE[1..] {
        above = simd.mul_add(above, square, simd.splat(*coefficient));
    }
    let mut below = simd.splat(BELOW[0]);
    for coefficient in &BELOW[1..] {
        below = simd.mul_add(below, square, simd.splat(*coefficient));
    }
    let erf = simd.div(simd.mul(z, above), below);
    let half = simd.mul(x, simd.splat(0.5));
    simd.mul_add(half, erf, half)
}

/// Applies [`gelu`] to every value; the length must be a multiple of sixteen.
#[inline(always)]
pub fn gelu_all<S: Simd>(simd: S, values: &mut [f32]) {
    for chunk in values.as_chunks_mut::<LANES>().0 {
        simd.store(gelu(simd, simd.load(chunk)), chunk);
    }
}

/// Adds a row to every row; the width must be a multiple of sixteen.
#[inline(always)]
pub fn add_bias<S: Simd>(simd: S, values: &mut [f32], bias: &[f32]) {
    for row in values.chunks_exact_mut(bias.len()) {
        for (chunk, bias) in pairs_mut(row, bias) {
            simd.store(simd.add(simd.load(chunk), simd.load(bias)), chunk);
        }
    }
}

#[inline(always)]
fn pairs_mut<'a>(
    a: &'a mut [f32],
    b: &'a [f32],
) -> impl Iterator<Item = (&'a mut [f32; LANES], &'a [f32; LANES])> {
    a.as_chunks_mut().0.iter_mut().zip(b.as_chunks().0)
}

/// Scales every row to mean 0 and variance 1, then by gain and bias.
#[inline(always)]
pub fn layer_norm<S: Simd>(simd: S, values: &mut [f32], gain: &[f32], bias: &[f32], epsilon: f32) {
    let width = gain.len();
    for row in values.chunks_exact_mut(width) {
        let mut sum = simd.splat(0.0);
        for chunk in row.as_chunks().0 {
            sum = simd.add(sum, simd.load(chunk));
        }
        let mean = simd.splat(reduce(simd, sum, |a, b| a + b) / width as f32);
        let mut squares = simd.splat(0.0);
        for chunk in row.as_chunks_mut().0 {
            let centred = simd.sub(simd.load(chunk), mean);
            squares = simd.mul_add(centred, centred, squares);
            simd.store(centred, chunk);
        }
        let variance = reduce(simd, squares, |a, b| a + b) / width as f32;
        let factor = simd.splat(1.0 / (variance + epsilon).sqrt());
        for ((chunk, gain), bias) in pairs_mut(row, gain).zip(bias.as_chunks().0) {
            let scaled = simd.mul(simd.load(chunk), factor);
            simd.store(simd.mul_add(scaled, simd.load(gain), simd.load(bias)), chunk);
        }
    }
}

/// Quantises one row to bytes: value ≈ byte · scale + least. Gives scale and least.
#[inline(always)]
pub fn quantise_row<S: Simd>(simd: S, row: &[f32], out: &mut [u8]) -> (f32, f32) {
    let chunks = row.as_chunks::<LANES>().0;
    let mut least = simd.splat(f32::MAX);
    let mut greatest = simd.splat(f32::MIN);
    for chunk in chunks {
        let values = simd.load(chunk);
        least = simd.min(values, least);
        greatest = simd.max(values, greatest);
    }
    let least = reduce(simd, least, f32::min);
    let greatest = reduce(simd, greatest, f32::max);
    // A row of equal values has no range: any scale does, as all bytes are 0.
    let scale = ((greatest - least) / 255.0).max(1e-30);
    let (shift, factor) = (simd.splat(least), simd.splat(1.0 / scale));
    let top = simd.splat(255.0);
    for (chunk, out) in chunks.iter().zip(out.as_chunks_mut().0) {
        let scaled = simd.mul(simd.sub(simd.load(chunk), shift), factor);
        simd.store_bytes(simd.min(scaled, top), out);
    }
    (scale, least)
}

/// The sum of the products of two rows of equal length.
#[inline(always)]
pub fn dot<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    let mut sum = simd.splat(0.0);
    for (a, b) in a.as_chunks().0.iter().zip(b.as_chunks().0) {
        sum = simd.mul_add(simd.load(a), simd.load(b), sum);
    }
    reduce(simd, sum, |a, b| a + b)
}

/// Room for one head of one sequence.
#[derive(Debug, Default)]
pub struct AttentionScratch {
    /// Keys, transposed: a row a place of the head's width, a column a token.
    keys: Vec<f32>,
    /// Values, a row a token, filled up to whole vectors.
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
    let width = hidden / heads;
    let shape = Head {
        hidden,
        width,
        length,
        columns: length.next_multiple_of(LANES),
        penalty: penalty(length),
    };
    let chunks = width.div_ceil(LANES);
    ensure(&mut scratch.keys, width * shape.columns);
    ensure(&mut scratch.values, length * chunks * LANES);
    ensure(&mut scratch.scores, QUERIES * shape.columns);
    for head in 0..heads {
        let at = head * width;
        gather(&shape, projected, at, scratch);
        for first in (0..length).step_by(QUERIES) {
            let queries: [&[f32]; QUERIES] = std::array::from_fn(|index| {
                let token = (first + index).min(length - 1);
                &projected[token * 3 * hidden + at..][..width]
            });
            score(simd, &shape, &queries, scratch);
            let sums = softmax(simd, &shape, &mut scratch.scores);
            let rows = QUERIES.min(length - first);
            let mut chunk = 0;
            while chunk < chunks {
                if chunk + 1 < chunks {
                    mix::<S, 2>(
                        simd,
                        &shape,
                        chunk,
                        &sums,
                        scratch,
                        rows,
                        &mut out[first * hidden..],
                        at,
                    );
                    chunk += 2;
                } else {
                    mix::<S, 1>(
                        simd,
                        &shape,
                        chunk,
                        &sums,
                        scratch,
                        rows,
                        &mut out[first * hidden..],
                        at,
                    );
                    chunk += 1;
                }
            }
        }
    }
}

/// The sizes of one head of one sequence.
struct Head {
    hidden: usize,
    width: usize,
    length: usize,
    /// The length, filled up to whole vectors.
    columns: usize,
    /// Added to the last vector of scores: shuts out the places after the last token.
    penalty: [f32; LANES],
}

fn penalty(length: usize) -> [f32; LANES] {
    let used = (length - 1) % LANES + 1;
    std::array::from_fn(|lane| if lane < used { 0.0 } else { -1e30 })
}

/// Copies the head's keys (transposed) and values together.
#[inline(always)]
fn gather(shape: &Head, projected: &[f32], at: usize, scratch: &mut AttentionScratch) {
    let Head { hidden, width, length, columns, .. } = *shape;
    let room = width.next_multiple_of(LANES);
    for token in 0..length {
        let row = &projected[token * 3 * hidden..][..3 * hidden];
        let keys = &row[hidden + at..][..width];
        for (place, key) in keys.iter().enumerate() {
            scratch.keys[place * columns + token] = *key;
        }
        let values = &mut scratch.values[token * room..][..room];
        values[..width].copy_from_slice(&row[2 * hidden + at..][..width]);
        values[width..].fill(0.0);
    }
    for row in scratch.keys[..width * columns].chunks_exact_mut(columns) {
        row[length..].fill(0.0);
    }
}

/// Products of four queries with all keys, into `scratch.scores`.
#[inline(always)]
fn score<S: Simd>(
    simd: S,
    shape: &Head,
    queries: &[&[f32]; QUERIES],
    scratch: &mut AttentionScratch,
) {
    let vectors = shape.columns / LANES;
    let mut vector = 0;
    while vector < vectors {
        if vector + 1 < vectors {
            score_vectors::<S, 2>(simd, shape, queries, vector, scratch);
            vector += 2;
        } else {
            score_vectors::<S, 1>(simd, shape, queries, vector, scratch);
            vector += 1;
        }
    }
}

#[inline(always)]
fn score_vectors<S: Simd, const VECTORS: usize>(
    simd: S,
    shape: &Head,
    queries: &[&[f32]; QUERIES],
    first: usize,
    scratch: &mut AttentionScratch,
) {
    let mut sums = [[simd.splat(0.0); VECTORS]; QUERIES];
    let rows = scratch.keys[..shape.width * shape.columns].chunks_exact(shape.columns);
    for (place, row) in rows.enumerate() {
        let keys = &row.as_chunks::<LANES>().0[first..first + VECTORS];
        for (query, sums) in queries.iter().zip(&mut sums) {
            let value = simd.splat(query[place]);
            for (key, sum) in keys.iter().zip(sums) {
                *sum = simd.mul_add(value, simd.load(key), *sum);
            }
        }
    }
    for (row, sums) in scratch.scores.chunks_exact_mut(shape.columns).zip(sums) {
        let chunks = &mut row.as_chunks_mut::<LANES>().0[first..first + VECTORS];
        for (chunk, sum) in chunks.iter_mut().zip(sums) {
            simd.store(sum, chunk);
        }
    }
}

/// Turns scores into weights that are yet to be divided by their sum; gives one over the sums.
#[inline(always)]
fn softmax<S: Simd>(simd: S, shape: &Head, scores: &mut [f32]) -> [f32; QUERIES] {
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
        let greatest = simd.splat(reduce(simd, greatest, f32::max));
        let mut sum = simd.splat(0.0);
        for chunk in chunks {
            let distance = simd.sub(simd.load(chunk), greatest);
            let weight = exp(simd, simd.mul(distance, simd.splat(factor)));
            sum = simd.add(sum, weight);
            simd.store(weight, chunk);
        }
        *inverse = 1.0 / reduce(simd, sum, |a, b| a + b);
    }
    inverse
}

/// The weighted sums of the values, `CHUNKS` vectors of the head's width from `chunk` on.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "an inner loop, kept flat")]
fn mix<S: Simd, const CHUNKS: usize>(
    simd: S,
    shape: &Head,
    chunk: usize,
    inverse: &[f32; QUERIES],
    scratch: &AttentionScratch,
    rows: usize,
    out: &mut [f32],
    at: usize,
) {
    let room = shape.width.next_multiple_of(LANES);
    let mut sums = [[simd.splat(0.0); CHUNKS]; QUERIES];
    let weights: [&[f32]; QUERIES] =
        std::array::from_fn(|query| &scratch.scores[query * shape.columns..][..shape.length]);
    let values = scratch.values[..shape.length * room].chunks_exact(room);
    for (token, row) in values.enumerate() {
        let values = &row.as_chunks::<LANES>().0[chunk..chunk + CHUNKS];
        for (weights, sums) in weights.iter().zip(&mut sums) {
            let weight = simd.splat(weights[token]);
            for (value, sum) in values.iter().zip(sums) {
                *sum = simd.mul_add(weight, simd.load(value), *sum);
            }
        }
    }
    for (query, sums) in sums.iter().enumerate().take(rows) {
        let inverse = simd.splat(inverse[query]);
        for (index, sum) in sums.iter().enumerate() {
            let start = (chunk + index) * LANES;
            let count = LANES.min(shape.width - start);
            let row = &mut out[query * shape.hidden + at + start..][..count];
            row.copy_from_slice(&lanes(simd, simd.mul(*sum, inverse))[..count]);
        }
    }
}
