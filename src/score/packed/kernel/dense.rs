//! Products of floats, by the `gemm` crate.

use super::Then;
use crate::score::packed::GROUP;
use gemm::{Parallelism, gemm};

/// Rows of every product, a full group's tokens. The crate chooses its loops, and with them the
/// order of sums, by the number of rows; with always the same number a row's result depends on that
/// row only.
const ROWS: usize = GROUP;

/// Working memory for the last rows, filled up to [`ROWS`].
#[derive(Debug, Default)]
pub struct DenseScratch {
    input: Vec<f32>,
    out: Vec<f32>,
}

/// `out = input · weightsᵀ`, or added to it; `weights` has a row an output, `width` long.
pub fn multiply_floats(
    input: &[f32],
    weights: &[f32],
    width: usize,
    out: &mut [f32],
    then: Then,
    scratch: &mut DenseScratch,
) {
    let outputs = weights.len() / width;
    let add = then == Then::Add;
    for (input, out) in input.chunks(ROWS * width).zip(out.chunks_mut(ROWS * outputs)) {
        if input.len() == ROWS * width {
            multiply_block(input, weights, width, out, add);
            continue;
        }
        scratch.input.clear();
        scratch.input.extend_from_slice(input);
        scratch.input.resize(ROWS * width, 0.0);
        scratch.out.clear();
        scratch.out.extend_from_slice(out);
        scratch.out.resize(ROWS * outputs, 0.0);
        multiply_block(&scratch.input, weights, width, &mut scratch.out, add);
        out.copy_from_slice(&scratch.out[..out.len()]);
    }
}

fn multiply_block(input: &[f32], weights: &[f32], width: usize, out: &mut [f32], add: bool) {
    let outputs = weights.len() / width;
    assert_eq!(input.len(), ROWS * width);
    assert_eq!(weights.len(), outputs * width);
    assert_eq!(out.len(), ROWS * outputs);
    // SAFETY: the asserts above show that all three matrices are as large as the sizes and
    // strides say; `out` is borrowed alone.
    unsafe {
        gemm(
            ROWS,
            outputs,
            width,
            out.as_mut_ptr(),
            1,
            outputs as isize,
            add,
            input.as_ptr(),
            1,
            width as isize,
            weights.as_ptr(),
            width as isize,
            1,
            1.0f32,
            1.0f32,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}
