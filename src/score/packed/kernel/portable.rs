//! Plain Rust: runs on every processor, as fast as the compiler can make it.

use super::simd::{Ahead, LANES, Simd};

/// Plain arrays.
#[derive(Debug, Clone, Copy)]
pub struct Portable;

/// One rounding where the target has the instruction; in software it would be far too slow.
#[inline(always)]
fn fused(a: f32, b: f32, c: f32) -> f32 {
    if cfg!(any(target_arch = "aarch64", target_feature = "fma")) {
        a.mul_add(b, c)
    } else {
        a * b + c
    }
}

#[inline(always)]
fn zip(a: [f32; LANES], b: [f32; LANES], combine: impl Fn(f32, f32) -> f32) -> [f32; LANES] {
    std::array::from_fn(|lane| combine(a[lane], b[lane]))
}

/// Combines by halves, in the order that the trait asks for.
#[inline(always)]
fn reduce(mut values: [f32; LANES], combine: impl Fn(f32, f32) -> f32) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for index in 0..width {
            values[index] = combine(values[index], values[index + width]);
        }
        width /= 2;
    }
    values[0]
}

impl Simd for Portable {
    type Float = [f32; LANES];
    type Int = [i32; LANES];
    const TILE: (usize, usize) = (2, 1);

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Float {
        [value; LANES]
    }
    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> Self::Float {
        *values
    }
    #[inline(always)]
    fn load_bytes(self, bytes: &[u8; LANES]) -> Self::Float {
        bytes.map(|byte| f32::from(byte as i8))
    }
    #[inline(always)]
    fn store(self, values: Self::Float, out: &mut [f32; LANES]) {
        *out = values;
    }
    #[inline(always)]
    fn add(self, a: Self::Float, b: Self::Float) -> Self::Float {
        zip(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, a: Self::Float, b: Self::Float) -> Self::Float {
        zip(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, a: Self::Float, b: Self::Float) -> Self::Float {
        zip(a, b, |a, b| a * b)
    }
    #[inline(always)]
    fn div(self, a: Self::Float, b: Self::Float) -> Self::Float {
        zip(a, b, |a, b| a / b)
    }
    #[inline(always)]
    fn mul_add(self, a: Self::Float, b: Self::Float, c: Self::Float) -> Self::Float {
        std::array::from_fn(|lane| fused(a[lane], b[lane], c[lane]))
    }
    #[inline(always)]
    fn max(self, a: Self::Float, b: Self::Float) -> Self::Float {
        zip(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn min(self, a: Self::Float, b: Self::Float) -> Self::Float {
        zip(a, b, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn round(self, a: Self::Float) -> Self::Float {
        // Adding and taking away 1.5 · 2²³ rounds numbers below 2²² to the nearest even
        // integer without a call to a library.
        const SHIFT: f32 = 12_582_912.0;
        a.map(|value| (value + SHIFT) - SHIFT)
    }
    #[inline(always)]
    fn scale(self, a: Self::Float, n: Self::Float) -> Self::Float {
        zip(a, n, |a, n| a * f32::from_bits(((n as i32 + 127) as u32) << 23))
    }
    #[inline(always)]
    fn store_bytes(self, values: Self::Float, out: &mut [u8; LANES]) {
        *out = values.map(|value| value.to_bits() as u8);
    }
    #[inline(always)]
    fn to_float(self, values: Self::Int) -> Self::Float {
        values.map(|value| value as f32)
    }
    #[inline(always)]
    fn reduce_add(self, values: Self::Float) -> f32 {
        reduce(values, |a, b| a + b)
    }
    #[inline(always)]
    fn reduce_max(self, values: Self::Float) -> f32 {
        reduce(values, f32::max)
    }
    #[inline(always)]
    fn reduce_min(self, values: Self::Float) -> f32 {
        reduce(values, f32::min)
    }
    #[inline(always)]
    fn transpose(self, rows: [Self::Float; LANES]) -> [Self::Float; LANES] {
        std::array::from_fn(|lane| std::array::from_fn(|row| rows[row][lane]))
    }

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(
        self,
        rows: *const u8,
        stride: usize,
        panels: *const i8,
        depth: usize,
        _: Ahead,
    ) -> [[Self::Int; PANELS]; ROWS] {
        let mut sums = [[[0i32; LANES]; PANELS]; ROWS];
        for (row, sums) in sums.iter_mut().enumerate() {
            // SAFETY: the caller keeps every row readable for the depth; see the trait.
            let bytes = unsafe { std::slice::from_raw_parts(rows.add(row * stride), depth) };
            for (panel, sums) in sums.iter_mut().enumerate() {
                // SAFETY: as above, every panel for sixteen times the depth.
                let columns = unsafe {
                    std::slice::from_raw_parts(panels.add(panel * LANES * depth), LANES * depth)
                };
                add_products(sums, bytes, columns);
            }
        }
        sums
    }
}

/// Adds the products of a row with a panel, four places deep at a time.
#[inline(always)]
fn add_products(sums: &mut [i32; LANES], bytes: &[u8], columns: &[i8]) {
    for (four, columns) in bytes.as_chunks::<4>().0.iter().zip(columns.as_chunks::<64>().0) {
        for (lane, sum) in sums.iter_mut().enumerate() {
            for (place, byte) in four.iter().enumerate() {
                *sum += i32::from(*byte) * i32::from(columns[4 * lane + place]);
            }
        }
    }
}
