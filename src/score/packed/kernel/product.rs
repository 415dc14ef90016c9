//! Products of bytes: quantised activations with quantised weights.

use super::simd::{LANES, Simd};
use super::{Activations, Panels, Then, float};
use std::ops::Range;

/// Rows `rows` of the activations times the weights, into `out` (one row a row of `rows`).
#[inline(always)]
pub fn multiply<S: Simd>(
    simd: S,
    input: &Activations,
    rows: Range<usize>,
    weights: &Panels,
    out: &mut [f32],
    then: Then,
) {
    let depth = weights.depth;
    assert_eq!(input.width, depth, "widths of activations and weights");
    assert!(input.bytes.len() >= rows.end * depth && input.ranges.len() >= rows.end);
    assert_eq!(out.len(), rows.len() * weights.outputs, "size of the product");
    assert!(weights.lines.len() * 64 >= weights.outputs * depth && depth.is_multiple_of(4));
    let panels = weights.outputs / LANES;
    let mut job = Job { simd, input, rows, weights, out, then };
    let mut panel = 0;
    while panel < panels {
        if S::TILE.1 == 2 && panel + 1 < panels {
            job.columns::<2>(panel);
            panel += 2;
        } else {
            job.columns::<1>(panel);
            panel += 1;
        }
    }
}

struct Job<'a, S> {
    simd: S,
    input: &'a Activations,
    rows: Range<usize>,
    weights: &'a Panels,
    out: &'a mut [f32],
    then: Then,
}

impl<S: Simd> Job<'_, S> {
    /// All rows for `PANELS` panels: tiles of the largest height, then what is left.
    #[inline(always)]
    fn columns<const PANELS: usize>(&mut self, panel: usize) {
        let count = self.rows.len();
        let mut row = 0;
        if S::TILE.0 == 12 {
            while row + 12 <= count {
                self.tile::<12, PANELS>(row, panel);
                row += 12;
            }
        }
        if S::TILE.0 >= 6 {
            while row + 6 <= count {
                self.tile::<6, PANELS>(row, panel);
                row += 6;
            }
        }
        if S::TILE.0 == 4 {
            while row + 4 <= count {
                self.tile::<4, PANELS>(row, panel);
                row += 4;
            }
        }
        while row + 2 <= count {
            self.tile::<2, PANELS>(row, panel);
            row += 2;
        }
        if row < count {
            self.tile::<1, PANELS>(row, panel);
        }
    }

    /// One register tile: the integer product, back to floats, bias, and what comes `then`.
    #[inline(always)]
    fn tile<const ROWS: usize, const PANELS: usize>(&mut self, row: usize, panel: usize) {
        let (simd, weights) = (self.simd, self.weights);
        let depth = weights.depth;
        let first = self.rows.start + row;
        let bytes = &self.input.bytes[first * depth..(first + ROWS) * depth];
        let columns = panel * LANES..(panel + PANELS) * LANES;
        // SAFETY: `bytes` covers ROWS rows of `depth` bytes; `multiply` has checked that the
        // panels cover all outputs, and that the depth is a multiple of 4.
        let sums = unsafe {
            let panels = weights.lines.as_ptr().cast::<i8>().add(columns.start * depth);
            simd.tile::<ROWS, PANELS>(bytes.as_ptr(), depth, panels, depth)
        };
        for (index, sums) in sums.into_iter().enumerate() {
            let (scale, least) = self.input.ranges[first + index];
            let (scale, least) = (simd.splat(scale), simd.splat(least));
            let start = (row + index) * weights.outputs;
            let out = &mut self.out[start + columns.start..start + columns.end];
            for (part, sum) in sums.into_iter().enumerate() {
                let at = columns.start + part * LANES..columns.start + (part + 1) * LANES;
                let factor = simd.mul(scale, chunk(simd, &weights.scales[at.clone()]));
                let shift = simd.mul_add(
                    least,
                    chunk(simd, &weights.sums[at.clone()]),
                    chunk(simd, &weights.bias[at]),
                );
                let value = simd.mul_add(simd.to_float(sum), factor, shift);
                let place = &mut out.as_chunks_mut::<LANES>().0[part];
                let value = match self.then {
                    Then::Add => simd.add(value, simd.load(place)),
                    Then::Nothing | Then::Gelu => value,
                    Then::Relu => simd.max(value, simd.splat(0.0)),
                };
                simd.store(value, place);
            }
        }
        if self.then == Then::Gelu {
            // In a second round over what is still in the nearest cache: the sums above stay
            // in registers only as long as their loop is short enough to be unrolled.
            for index in row..row + ROWS {
                let start = index * weights.outputs;
                float::gelu_all(simd, &mut self.out[start + columns.start..start + columns.end]);
            }
        }
    }
}

/// The vector in a slice of sixteen.
#[inline(always)]
fn chunk<S: Simd>(simd: S, values: &[f32]) -> S::Float {
    simd.load(&values.as_chunks::<LANES>().0[0])
}
