//! AVX-512 with VNNI: one register holds all sixteen numbers.

use super::avx2::reduce;
use super::simd::{Ahead, LANES, Simd};
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
    fn load_bytes(self, bytes: &[u8; LANES]) -> __m512 {
        unsafe {
            let bytes = _mm_loadu_si128(bytes.as_ptr().cast());
            _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes))
        }
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
    fn scale(self, a: __m512, n: __m512) -> __m512 {
        unsafe { _mm512_scalef_ps(a, n) }
    }
    #[inline(always)]
    fn store_bytes(self, values: __m512, out: &mut [u8; LANES]) {
        unsafe {
            let bytes = _mm512_cvtepi32_epi8(_mm512_castps_si512(values));
            _mm_storeu_si128(out.as_mut_ptr().cast(), bytes);
        }
    }
    #[inline(always)]
    fn to_float(self, values: __m512i) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(values) }
    }
    #[inline(always)]
    fn reduce_add(self, values: __m512) -> f32 {
        reduce!(_mm256_add_ps, _mm_add_ps, halves(values))
    }
    #[inline(always)]
    fn reduce_max(self, values: __m512) -> f32 {
        reduce!(_mm256_max_ps, _mm_max_ps, halves(values))
    }
    #[inline(always)]
    fn reduce_min(self, values: __m512) -> f32 {
        reduce!(_mm256_min_ps, _mm_min_ps, halves(values))
    }
    #[inline(always)]
    fn transpose(self, rows: [__m512; LANES]) -> [__m512; LANES] {
        unsafe {
            // Four by four inside each quarter of the registers, then the quarters.
            let mut t = rows;
            for quad in t.as_chunks_mut::<4>().0 {
                let low =
                    [_mm512_unpacklo_ps(quad[0], quad[1]), _mm512_unpacklo_ps(quad[2], quad[3])];
                let high =
                    [_mm512_unpackhi_ps(quad[0], quad[1]), _mm512_unpackhi_ps(quad[2], quad[3])];
                *quad = [
                    _mm512_shuffle_ps::<0b01_00_01_00>(low[0], low[1]),
                    _mm512_shuffle_ps::<0b11_10_11_10>(low[0], low[1]),
                    _mm512_shuffle_ps::<0b01_00_01_00>(high[0], high[1]),
                    _mm512_shuffle_ps::<0b11_10_11_10>(high[0], high[1]),
                ];
            }
            let mut out = t;
            for place in 0..4 {
                let [a, b, c, d] = [t[place], t[4 + place], t[8 + place], t[12 + place]];
                let ab = [
                    _mm512_shuffle_f32x4::<0b10_00_10_00>(a, b),
                    _mm512_shuffle_f32x4::<0b11_01_11_01>(a, b),
                ];
                let cd = [
                    _mm512_shuffle_f32x4::<0b10_00_10_00>(c, d),
                    _mm512_shuffle_f32x4::<0b11_01_11_01>(c, d),
                ];
                out[place] = _mm512_shuffle_f32x4::<0b10_00_10_00>(ab[0], cd[0]);
                out[4 + place] = _mm512_shuffle_f32x4::<0b10_00_10_00>(ab[1], cd[1]);
                out[8 + place] = _mm512_shuffle_f32x4::<0b11_01_11_01>(ab[0], cd[0]);
                out[12 + place] = _mm512_shuffle_f32x4::<0b11_01_11_01>(ab[1], cd[1]);
            }
            out
        }
    }

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(
        self,
        rows: *const u8,
        stride: usize,
        panels: *const i8,
        depth: usize,
        ahead: Ahead,
    ) -> [[__m512i; PANELS]; ROWS] {
        // SAFETY: the caller keeps rows and panels readable for the depth; see the trait.
        unsafe {
            let mut sums = [[_mm512_setzero_si512(); PANELS]; ROWS];
            for step in 0..depth / 4 {
                _mm_prefetch::<_MM_HINT_T0>(ahead.from.wrapping_add(step * ahead.stride));
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

/// The lower and the upper eight numbers.
#[inline(always)]
fn halves(values: __m512) -> [__m256; 2] {
    // SAFETY: only called with the proof at hand.
    unsafe { [_mm512_castps512_ps256(values), _mm512_extractf32x8_ps::<1>(values)] }
}
