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

/// Signed bytes times their scale; the length must be a multiple of sixteen.
#[inline(always)]
pub fn widen<S: Simd>(simd: S, bytes: &[u8], scale: f32, out: &mut [f32]) {
    let scale = simd.splat(scale);
    for (chunk, bytes) in out.as_chunks_mut().0.iter_mut().zip(bytes.as_chunks().0) {
        simd.store(simd.mul(simd.load_bytes(bytes), scale), chunk);
    }
}

/// Adds a row to every row; the width must be a multiple of sixteen.
#[inline(always)]
pub fn add_row<S: Simd>(simd: S, values: &mut [f32], addend: &[f32]) {
    for row in values.chunks_exact_mut(addend.len()) {
        for (chunk, addend) in pairs_mut(row, addend) {
            simd.store(simd.add(simd.load(chunk), simd.load(addend)), chunk);
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

/// Folds the vectors of a row into one value: four side by side, so that no step waits for the
/// one before, joined at the end.
#[inline(always)]
fn fold<S: Simd, T: Copy>(
    simd: S,
    row: &[f32],
    start: T,
    step: impl Fn(T, S::Float) -> T,
    join: impl Fn(T, T) -> T,
) -> T {
    let mut folded = [start; 4];
    let (fours, rest) = row.as_chunks().0.as_chunks::<4>();
    for four in fours {
        for (folded, chunk) in folded.iter_mut().zip(four) {
            *folded = step(*folded, simd.load(chunk));
        }
    }
    let [mut a, b, c, d] = folded;
    for chunk in rest {
        a = step(a, simd.load(chunk));
    }
    join(join(a, b), join(c, d))
}

/// Scales every row to mean 0 and variance 1, then by gain and bias.
#[inline(always)]
pub fn layer_norm<S: Simd>(simd: S, values: &mut [f32], gain: &[f32], bias: &[f32], epsilon: f32) {
    let width = gain.len();
    let add = |a, b| simd.add(a, b);
    for row in values.chunks_exact_mut(width) {
        let sum = fold(simd, row, simd.splat(0.0), add, add);
        let mean = simd.splat(simd.reduce_add(sum) / width as f32);
        let square = |sum, value| {
            let centred = simd.sub(value, mean);
            simd.mul_add(centred, centred, sum)
        };
        let squares = fold(simd, row, simd.splat(0.0), square, add);
        let variance = simd.reduce_add(squares) / width as f32;
        let factor = simd.splat(1.0 / (variance + epsilon).sqrt());
        for ((chunk, gain), bias) in pairs_mut(row, gain).zip(bias.as_chunks().0) {
            let scaled = simd.mul(simd.sub(simd.load(chunk), mean), factor);
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
        let (scale, factor) = scale(greatest - least, 255.0);
        let (floor, factor) = (simd.splat(least), simd.splat(factor));
        store_row(simd, row, bytes, |value| {
            simd.mul_add(simd.sub(value, floor), factor, simd.splat(ZERO))
        });
        *range = (scale, least);
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
        let larger = |a, b| simd.max(b, a);
        let greatest = simd.reduce_max(fold(simd, row, simd.splat(0.0), larger, larger));
        *range = match activation {
            Activation::Gelu => {
                // The steps below 0 are rounded up to whole ones, for which one of 255 is left.
                let (scale, factor) = scale(greatest - LEAST_GELU, 254.0);
                let below = (-LEAST_GELU * factor).ceil();
                let (gelu, zero) = (RoughGelu::new(simd, factor), simd.splat(ZERO + below));
                store_row(simd, row, bytes, |value| gelu.of(simd, value, zero));
                (scale, -below * scale)
            }
            Activation::Relu => {
                let (scale, factor) = scale(greatest, 255.0);
                let factor = simd.splat(factor);
                store_row(simd, row, bytes, |value| {
                    simd.mul_add(simd.max(value, simd.splat(0.0)), factor, simd.splat(ZERO))
                });
                (scale, 0.0)
            }
        };
    }
}

/// The size of a step, of which `steps` go into `span`, and how many of them go into one.
#[inline(always)]
fn scale(span: f32, steps: f32) -> (f32, f32) {
    // A row of equal values has no span: any scale does, as all bytes are 0.
    let span = span.max(1e-30);
    (span * (1.0 / steps), steps / span)
}

/// The least and the greatest number of a row.
#[inline(always)]
fn extremes<S: Simd>(simd: S, row: &[f32]) -> (f32, f32) {
    let (least, greatest) = fold(
        simd,
        row,
        (simd.splat(f32::MAX), simd.splat(f32::MIN)),
        |(least, greatest), values| (simd.min(values, least), simd.max(values, greatest)),
        |a, b| (simd.min(a.0, b.0), simd.max(a.1, b.1)),
    );
    (simd.reduce_min(least), simd.reduce_max(greatest))
}

/// What the byte 0 is before [`store_row`] stores it: 2²³, from which on floats have no places
/// after the point, so that a sum with it is rounded to the nearest whole number.
const ZERO: f32 = 8_388_608.0;

/// Stores what `steps` makes of each number of a row, from [`ZERO`] to 255 above, as bytes.
#[inline(always)]
fn store_row<S: Simd>(simd: S, row: &[f32], out: &mut [u8], steps: impl Fn(S::Float) -> S::Float) {
    for (chunk, out) in row.as_chunks().0.iter().zip(out.as_chunks_mut().0) {
        simd.store_bytes(steps(simd.load(chunk)), out);
    }
}

/// x·Φ(x) in steps of bytes, so many to one as the factor says: Φ by a polynomial in x² up to
/// |x| = 4, with Φ(4) = 1. The error of x·Φ(x) is at most 0.0002; a step is rarely below 0.005.
struct RoughGelu<S: Simd> {
    polynomial: [S::Float; 7],
    half: S::Float,
}

impl<S: Simd> RoughGelu<S> {
    #[inline(always)]
    fn new(simd: S, factor: f32) -> RoughGelu<S> {
        /// Fitted to the least greatest error of x·Φ(x) (minimax by linear programming).
        const POLYNOMIAL: [f32; 7] = [
            2.258_878e-8,
            -1.588_857_7e-6,
            4.776_452_6e-5,
            -8.121_94e-4,
            8.763_724e-3,
            -6.455_449e-2,
            3.978_703_3e-1,
        ];
        let mut polynomial = [simd.splat(0.0); 7];
        for (place, coefficient) in polynomial.iter_mut().zip(POLYNOMIAL) {
            *place = simd.splat(coefficient * factor);
        }
        RoughGelu { polynomial, half: simd.splat(0.5 * factor) }
    }

    /// The product, and what is added to it.
    #[inline(always)]
    fn of(&self, simd: S, value: S::Float, addend: S::Float) -> S::Float {
        let x = simd.min(simd.max(value, simd.splat(-4.0)), simd.splat(4.0));
        let square = simd.mul(x, x);
        let mut p = self.polynomial[0];
        for coefficient in &self.polynomial[1..] {
            p = simd.mul_add(p, square, *coefficient);
        }
        simd.mul_add(value, simd.mul_add(x, p, self.half), addend)
    }
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
