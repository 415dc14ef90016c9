//! Products of bytes: quantised activations with quantised weights.

use super::simd::{Ahead, LANES, Simd, vectors};
use super::{Activations, Panels, Then};
use std::ops::Range;

/// Rows that meet all panels before the next ones do: at the usual widths they stay in the
/// nearest cache beside the panels. A multiple of every tile's height.
const BLOCK: usize = 48;

/// Activations times weights, and the bias, into `out` (one row a row of the activations).
#[inline(always)]
pub fn multiply<S: Simd>(
    simd: S,
    input: &Activations,
    weights: &Panels,
    out: &mut [f32],
    then: Then,
) {
    let depth = weights.depth;
    assert_eq!(input.width, depth, "widths of activations and weights");
    let rows = input.ranges.len();
    assert_eq!(input.bytes.len(), rows * depth);
    assert_eq!(out.len(), rows * weights.outputs, "size of the product");
    assert!(weights.lines.len() * 64 >= weights.outputs * depth && depth.is_multiple_of(4));
    let mut job = Job { simd, input, rows, weights, out };
    match then {
        Then::Store => job.run::<false>(),
        Then::Add => job.run::<true>(),
    }
}

struct Job<'a, S> {
    simd: S,
    input: &'a Activations,
    rows: usize,
    weights: &'a Panels,
    out: &'a mut [f32],
}

impl<S: Simd> Job<'_, S> {
    /// All rows, a block at a time.
    #[inline(always)]
    fn run<const ADD: bool>(&mut self) {
        for first in (0..self.rows).step_by(BLOCK) {
            self.block::<ADD>(first..self.rows.min(first + BLOCK));
        }
    }

    /// All panels for a block of rows, as many at a time as the registers hold.
    #[inline(always)]
    fn block<const ADD: bool>(&mut self, rows: Range<usize>) {
        let panels = self.weights.outputs / LANES;
        let mut panel = 0;
        if S::TILE.1 == 2 {
            while panel + 2 <= panels {
                self.columns::<2, ADD>(panel, rows.clone());
                panel += 2;
            }
        }
        while panel < panels {
            self.columns::<1, ADD>(panel, rows.clone());
            panel += 1;
        }
    }

    /// A block of rows for `PANELS` panels: tiles of the largest height, then one of what is left.
    #[inline(always)]
    fn columns<const PANELS: usize, const ADD: bool>(&mut self, panel: usize, rows: Range<usize>) {
        let mut row = rows.start;
        macro_rules! tiles {
            ($($height:literal)*) => {$(
                if $height <= S::TILE.0 {
                    while rows.end - row >= $height {
                        let ahead = self.ahead::<PANELS>(panel, row, $height, &rows);
                        self.tile::<$height, PANELS, ADD>(row, panel, ahead);
                        row += $height;
                    }
                }
            )*};
        }
        tiles!(12 11 10 9 8 7 6 5 4 3 2 1);
    }

    /// What a tile fetches of the panels that come next: each tile of a block its share, so that
    /// they are there when the last one is done.
    #[inline(always)]
    fn ahead<const PANELS: usize>(
        &self,
        panel: usize,
        row: usize,
        height: usize,
        block: &Range<usize>,
    ) -> Ahead {
        let size = PANELS * LANES * self.weights.depth;
        let next = (panel + PANELS) * LANES * self.weights.depth;
        let share = size * (row - block.start) / block.len();
        Ahead {
            from: self.weights.lines.as_ptr().cast::<i8>().wrapping_add(next + share),
            stride: (size * height / block.len()).div_ceil(self.weights.depth / 4),
        }
    }

    /// One register tile: the integer product, back to floats, and the bias.
    #[inline(always)]
    fn tile<const ROWS: usize, const PANELS: usize, const ADD: bool>(
        &mut self,
        row: usize,
        panel: usize,
        ahead: Ahead,
    ) {
        let (simd, weights) = (self.simd, self.weights);
        let depth = weights.depth;
        let bytes = &self.input.bytes[row * depth..(row + ROWS) * depth];
        let column = panel * LANES;
        // SAFETY: `bytes` covers ROWS rows of `depth` bytes; `multiply` has checked that the
        // panels cover all outputs, and that the depth is a multiple of 4.
        let sums = unsafe {
            let panels = weights.lines.as_ptr().cast::<i8>().add(column * depth);
            simd.tile::<ROWS, PANELS>(bytes.as_ptr(), depth, panels, depth, ahead)
        };
        let scales: [_; PANELS] = vectors(simd, &weights.scales[column..]);
        let totals: [_; PANELS] = vectors(simd, &weights.sums[column..]);
        let bias: [_; PANELS] = vectors(simd, &weights.bias[column..]);
        let ranges: &[_; ROWS] = self.input.ranges[row..].first_chunk().expect("a range a row");
        let out = &mut self.out[row * weights.outputs + column..];
        for index in 0..ROWS {
            let (scale, least) = ranges[index];
            let (scale, least) = (simd.splat(scale), simd.splat(least));
            let places: &mut [[f32; LANES]; PANELS] = out[index * weights.outputs..]
                .as_chunks_mut()
                .0
                .first_chunk_mut()
                .expect("a place");
            for part in 0..PANELS {
                let factor = simd.mul(scale, scales[part]);
                let shift = simd.mul_add(least, totals[part], bias[part]);
                let value = simd.mul_add(simd.to_float(sums[index][part]), factor, shift);
                let place = &mut places[part];
                let value = if ADD { simd.add(value, simd.load(place)) } else { value };
                simd.store(value, place);
            }
        }
    }
}
