//! Products of bytes: quantised activations with quantised weights.

use super::simd::{Ahead, LANES, Simd};
use super::{Activations, Panels, Then};

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
    /// All panels, as many at a time as the registers hold.
    #[inline(always)]
    fn run<const ADD: bool>(&mut self) {
        let panels = self.weights.outputs / LANES;
        let mut panel = 0;
        if S::TILE.1 == 2 {
            while panel + 2 <= panels {
                self.columns::<2, ADD>(panel);
                panel += 2;
            }
        }
        while panel < panels {
            self.columns::<1, ADD>(panel);
            panel += 1;
        }
    }

    /// All rows for `PANELS` panels: tiles of the largest height, then what is left.
    #[inline(always)]
    fn columns<const PANELS: usize, const ADD: bool>(&mut self, panel: usize) {
        let count = self.rows;
        let mut row = 0;
        macro_rules! tiles {
            ($($height:literal)*) => {$(
                if $height <= S::TILE.0 {
                    while count - row >= $height {
                        self.tile::<$height, PANELS, ADD>(row, panel);
                        row += $height;
                    }
                }
            )*};
        }
        tiles!(12 6 4 2 1);
    }

    /// What a tile fetches of the panels that come after `size` bytes at `panels`: each tile its
    /// share, so that they are there when the last one is done.
    #[inline(always)]
    fn ahead(&self, row: usize, height: usize, panels: *const i8, size: usize) -> Ahead {
        let steps = self.weights.depth / 4;
        let stride = (size * height / self.rows).div_ceil(steps);
        Ahead { from: panels.wrapping_add(size + size * row / self.rows), stride }
    }

    /// One register tile: the integer product, back to floats, and the bias.
    #[inline(always)]
    #[expect(clippy::needless_range_loop, reason = "unrolled, so that all sums stay in registers")]
    fn tile<const ROWS: usize, const PANELS: usize, const ADD: bool>(
        &mut self,
        row: usize,
        panel: usize,
    ) {
        let (simd, weights) = (self.simd, self.weights);
        let depth = weights.depth;
        let bytes = &self.input.bytes[row * depth..(row + ROWS) * depth];
        let column = panel * LANES;
        // SAFETY: `bytes` covers ROWS rows of `depth` bytes; `multiply` has checked that the
        // panels cover all outputs, and that the depth is a multiple of 4.
        let sums = unsafe {
            let panels = weights.lines.as_ptr().cast::<i8>().add(column * depth);
            let ahead = self.ahead(row, ROWS, panels, PANELS * LANES * depth);
            simd.tile::<ROWS, PANELS>(bytes.as_ptr(), depth, panels, depth, ahead)
        };
        let ranges = &self.input.ranges[row..row + ROWS];
        let out = &mut self.out[row * weights.outputs..(row + ROWS) * weights.outputs];
        for part in 0..PANELS {
            let at = column / LANES + part;
            let scales = simd.load(&weights.scales.as_chunks().0[at]);
            let totals = simd.load(&weights.sums.as_chunks().0[at]);
            let bias = simd.load(&weights.bias.as_chunks().0[at]);
            for index in 0..ROWS {
                let (scale, least) = ranges[index];
                let factor = simd.mul(simd.splat(scale), scales);
                let shift = simd.mul_add(simd.splat(least), totals, bias);
                let value = simd.mul_add(simd.to_float(sums[index][part]), factor, shift);
                let start = index * weights.outputs + at * LANES;
                let place = &mut out[start..start + LANES].as_chunks_mut().0[0];
                let value = if ADD { simd.add(value, simd.load(place)) } else { value };
                simd.store(value, place);
            }
        }
    }
}
