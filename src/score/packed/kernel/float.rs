//! The float parts of the encoder but the attention, written once for all instruction sets.
//! All safe code.

use super::Activations;
use super::simd::{LANES, Simd};
use crate::score::model::config::Activation;

/// 2ˣ for x ≤ 127: the whole part goes to the exponent, and a polynomial of degree 5, fitted to the
/// least greatest relative error (Remez's algorithm), is good for the rest to two units in the last
/// place. What is less than 2⁻¹²⁵ becomes that.
#[inline(always)]
pub fn exp2<S: Simd>(simd: S, x: S::Float) -> S::Float {
    const POLYNOMIAL: [f32; 6] =
        [1.327_647_2e-3, 9.675_541e-3, 5.550_713e-2, 2.402_212e-1, 6.931_469_4e-1, 1.000_000_1];
    let x = simd.max(x, simd.splat(-125.0));
    let whole = simd.round(x);
    let rest = simd.sub(x, whole);
    let mut p = simd.splat(POLYNOMIAL[0]);
    for coefficient in &POLYNOMIAL[1..] {
        p = simd.mul_add(p, rest, simd.splat(*coefficient));
    }
    simd.scale(p, whole)
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

/// x·Φ(x) + c for what becomes a byte next: Φ by a polynomial in x² up to |x| = 4, fitted to the
/// least greatest error of the product (minimax by linear programming), with Φ(4) = 1. The
/// error is at most 0.0002; a step of the bytes is rarely below 0.005.
#[inline(always)]
fn rough_gelu<S: Simd>(simd: S, x: S::Float, c: S::Float) -> S::Float {
    const POLYNOMIAL: [f32; 7] = [
        2.258_878e-8,
        -1.588_857_7e-6,
        4.776_452_6e-5,
        -8.121_94e-4,
        8.763_724e-3,
        -6.455_449e-2,
        3.978_703_3e-1,
    ];
    let z = simd.min(simd.max(x, simd.splat(-4.0)), simd.splat(4.0));
    let square = simd.mul(z, z);
    let mut p = simd.splat(POLYNOMIAL[0]);
    for coefficient in &POLYNOMIAL[1..] {
        p = simd.mul_add(p, square, simd.splat(*coefficient));
    }
    simd.mul_add(x, simd.mul_add(z, p, simd.splat(0.5)), c)
}

/// Applies the activation to every value, exactly; the length must be a multiple of sixteen.
#[inline(always)]
pub fn activate<S: Simd>(simd: S, values: &mut [f32], activation: Activation) {
    for chunk in values.as_chunks_mut::<LANES>().0 {
        let value = simd.load(chunk);
        let value = match activation {
            Activation::Gelu => gelu(simd, value),
            Activation::Relu => simd.max(value, simd.splat(0.0)),
        };
        simd.store(value, chunk);
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
        let mean = simd.splat(simd.reduce_add(sum) / width as f32);
        let mut squares = simd.splat(0.0);
        for chunk in row.as_chunks_mut().0 {
            let centred = simd.sub(simd.load(chunk), mean);
            squares = simd.mul_add(centred, centred, squares);
            simd.store(centred, chunk);
        }
        let variance = simd.reduce_add(squares) / width as f32;
        let factor = simd.splat(1.0 / (variance + epsilon).sqrt());
        for ((chunk, gain), bias) in pairs_mut(row, gain).zip(bias.as_chunks().0) {
            let scaled = simd.mul(simd.load(chunk), factor);
            simd.store(simd.mul_add(scaled, simd.load(gain), simd.load(bias)), chunk);
        }
    }
}

/// Rows of floats to bytes: value ≈ byte · scale + least.
#[inline(always)]
pub fn quantise<S: Simd>(simd: S, values: &[f32], width: usize, out: &mut Activations) {
    let places = out.places(values.len() / width, width);
    for (row, (bytes, range)) in values.chunks_exact(width).zip(places) {
        let (least, greatest) = extremes(simd, row);
        let floor = simd.splat(least);
        *range = quantise_row(simd, row, bytes, least, greatest, |value| simd.sub(value, floor));
    }
}

/// The activation of rows of floats to bytes, without a detour over memory. What the activation
/// can be follows from the range of its argument, so that it is computed only once.
#[inline(always)]
pub fn quantise_activated<S: Simd>(
    simd: S,
    values: &[f32],
    width: usize,
    activation: Activation,
    out: &mut Activations,
) {
    /// Just below the smallest value of x·Φ(x), which nearly every row comes close to.
    const LEAST_GELU: f32 = -0.1705;
    let places = out.places(values.len() / width, width);
    for (row, (bytes, range)) in values.chunks_exact(width).zip(places) {
        let (_, greatest) = extremes(simd, row);
        let greatest = greatest.max(0.0);
        *range = match activation {
            Activation::Gelu => quantise_row(simd, row, bytes, LEAST_GELU, greatest, |value| {
                rough_gelu(simd, value, simd.splat(-LEAST_GELU))
            }),
            Activation::Relu => quantise_row(simd, row, bytes, 0.0, greatest, |value| {
                simd.max(value, simd.splat(0.0))
            }),
        };
    }
}

/// The least and the greatest number of a row.
#[inline(always)]
fn extremes<S: Simd>(simd: S, row: &[f32]) -> (f32, f32) {
    let mut least = simd.splat(f32::MAX);
    let mut greatest = simd.splat(f32::MIN);
    for chunk in row.as_chunks().0 {
        let values = simd.load(chunk);
        least = simd.min(values, least);
        greatest = simd.max(values, greatest);
    }
    (simd.reduce_min(least), simd.reduce_max(greatest))
}

/// Quantises one row of what lies between `least` and `greatest`; `above` tells by how much each
/// number's lies above the least. Gives scale and least.
#[inline(always)]
fn quantise_row<S: Simd>(
    simd: S,
    row: &[f32],
    out: &mut [u8],
    least: f32,
    greatest: f32,
    above: impl Fn(S::Float) -> S::Float,
) -> (f32, f32) {
    // A row of equal values has no range: any scale does, as all bytes are 0.
    let scale = ((greatest - least) / 255.0).max(1e-30);
    let factor = simd.splat(1.0 / scale);
    for (chunk, out) in row.as_chunks().0.iter().zip(out.as_chunks_mut().0) {
        simd.store_bytes(simd.mul(above(simd.load(chunk)), factor), out);
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
    simd.reduce_add(sum)
}
