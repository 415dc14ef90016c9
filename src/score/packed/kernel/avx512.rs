//! AVX-512 with VNNI: one register holds all sixteen numbers.

use super::simd::{LANES, Simd};
use std::arch::x86_64::*;

/// Proof that the processor has AVX-512 F, BW, DQ, VL and VNNI.
#[derive(Debug, Clone, Copy)]
pub struct Avx512(());

impl Avx512 {
    /// The proof, where the processor has them.
    pub fn detect() -> Option<Avx512> {
        let present = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni");
        present.then_some(Avx512(()))
    }
}

// SAFETY of all blocks here: `self` proves that the instructions exist; loads and stores go
// through references to arrays of exactly the size of the register, with unaligned instructions.
impl Simd for Avx512 {
    type Float = __m512;
    type Int = __m512i;
    // 24 sums, two columns registers and one broadcast fill 27 of the 32 registers.
    const TILE: (usize, usize) = (12, 2);

    #[inline(always)]
    fn splat(self, value: f32) -> __m512 {
        unsafe { _mm512_set1_ps(value) }
    }
    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> __m512 {
        unsafe { _mm512_loadu_ps(values.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, values: __m512, out: &mut [f32; LANES]) {
        unsafe { _mm512_storeu_ps(out.as_mut_ptr(), values) }
    }
    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(a, b) }
    }
    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_div_ps(a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_max_ps(a, b) }
    }
    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_min_ps(a, b) }
    }
    #[inline(always)]
    fn round(self, a: __m512) -> __m512 {
        unsafe { _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(a) }
    }
    #[inline(always)]
    fn exp2_whole(self, n: __m512) -> __m512 {
        unsafe {
            let biased = _mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127));
            _mm512_castsi512_ps(_mm512_slli_epi32::<23>(biased))
        }
    }
    #[inline(always)]
    fn store_bytes(self, values: __m512, out: &mut [u8; LANES]) {
        unsafe {
            let bytes = _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(values));
            _mm_storeu_si128(out.as_mut_ptr().cast(), bytes);
        }
    }
    #[inline(always)]
    fn to_float(self, values: __m512i) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(values) }
    }

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(
        self,
        rows: *const u8,
        stride: usize,
        panels: *const i8,
        depth: usize,
    ) -> [[__m512i; PANELS]; ROWS] {
        // SAFETY: the caller keeps rows and panels readable for the depth; see the trait.
        unsafe {
            let mut sums = [[_mm512_setzero_si512(); PANELS]; ROWS];
            for step in 0..depth / 4 {
                let mut columns = [_mm512_setzero_si512(); PANELS];
                for (panel, column) in columns.iter_mut().enumerate() {
                    let at = panels.add(panel * LANES * depth + step * 64);
                    *column = _mm512_loadu_si512(at.cast());
                }
                for (row, sums) in sums.iter_mut().enumerate() {
                    let four = rows.add(row * stride + step * 4).cast::<i32>().read_unaligned();
                    let four = _mm512_set1_epi32(four);
                    for (sum, column) in sums.iter_mut().zip(columns) {
                        *sum = _mm512_dpbusd_epi32(*sum, four, column);
                    }
                }
            }
            sums
        }
    }
}
