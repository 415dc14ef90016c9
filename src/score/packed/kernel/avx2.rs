//! AVX2 with FMA, with and without AVX-VNNI: two registers hold the sixteen numbers.

use super::simd::{Ahead, LANES, Simd};
use std::arch::x86_64::*;

/// Proof that the processor has AVX2 and FMA, and AVX-VNNI if `VNNI`.
#[derive(Debug, Clone, Copy)]
pub struct Avx2<const VNNI: bool>(());

impl<const VNNI: bool> Avx2<VNNI> {
    /// The proof, where the processor has them.
    pub fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && (!VNNI || is_x86_feature_detected!("avxvnni"));
        present.then_some(Avx2(()))
    }
}

/// Applies an operation to both halves.
macro_rules! both {
    ($operation:ident, $a:expr $(, $more:expr)*) => {{
        // SAFETY: `self` proves that AVX2 and FMA exist.
        unsafe { [$operation($a[0] $(, $more[0])*), $operation($a[1] $(, $more[1])*)] }
    }};
}

/// Combines two registers to one number, by halves.
macro_rules! reduce {
    ($wide:ident, $narrow:ident, $halves:expr) => {{
        // SAFETY: `self` proves that AVX exists.
        unsafe {
            let [low, high] = $halves;
            let eight = $wide(low, high);
            let four = $narrow(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
            let two = $narrow(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32($narrow(two, _mm_movehdup_ps(two)))
        }
    }};
}
pub(super) use reduce;

// SAFETY of all blocks here: `self` proves that the instructions exist; loads and stores go
// through references to arrays of exactly the size of two registers, unaligned.
impl<const VNNI: bool> Simd for Avx2<VNNI> {
    type Float = [__m256; 2];
    type Int = [__m256i; 2];
    // 12 of the 16 registers hold sums when VNNI multiplies; without it the widened bytes need
    // five, so that fewer rows fit.
    const TILE: (usize, usize) = if VNNI { (6, 1) } else { (4, 1) };

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Float {
        unsafe { [_mm256_set1_ps(value); 2] }
    }
    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> Self::Float {
        unsafe { [_mm256_loadu_ps(values.as_ptr()), _mm256_loadu_ps(values.as_ptr().add(8))] }
    }
    #[inline(always)]
    fn load_bytes(self, bytes: &[u8; LANES]) -> Self::Float {
        unsafe {
            let bytes = _mm_loadu_si128(bytes.as_ptr().cast());
            let halves = [bytes, _mm_unpackhi_epi64(bytes, bytes)];
            let [low, high] = [_mm256_cvtepi8_epi32(halves[0]), _mm256_cvtepi8_epi32(halves[1])];
            [_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high)]
        }
    }
    #[inline(always)]
    fn store(self, values: Self::Float, out: &mut [f32; LANES]) {
        unsafe {
            _mm256_storeu_ps(out.as_mut_ptr(), values[0]);
            _mm256_storeu_ps(out.as_mut_ptr().add(8), values[1]);
        }
    }
    #[inline(always)]
    fn add(self, a: Self::Float, b: Self::Float) -> Self::Float {
        both!(_mm256_add_ps, a, b)
    }
    #[inline(always)]
    fn sub(self, a: Self::Float, b: Self::Float) -> Self::Float {
        both!(_mm256_sub_ps, a, b)
    }
    #[inline(always)]
    fn mul(self, a: Self::Float, b: Self::Float) -> Self::Float {
        both!(_mm256_mul_ps, a, b)
    }
    #[inline(always)]
    fn div(self, a: Self::Float, b: Self::Float) -> Self::Float {
        both!(_mm256_div_ps, a, b)
    }
    #[inline(always)]
    fn mul_add(self, a: Self::Float, b: Self::Float, c: Self::Float) -> Self::Float {
        both!(_mm256_fmadd_ps, a, b, c)
    }
    #[inline(always)]
    fn max(self, a: Self::Float, b: Self::Float) -> Self::Float {
        both!(_mm256_max_ps, a, b)
    }
    #[inline(always)]
    fn min(self, a: Self::Float, b: Self::Float) -> Self::Float {
        both!(_mm256_min_ps, a, b)
    }
    #[inline(always)]
    fn round(self, a: Self::Float) -> Self::Float {
        const NEAREST: i32 = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
        unsafe { [_mm256_round_ps::<NEAREST>(a[0]), _mm256_round_ps::<NEAREST>(a[1])] }
    }
    #[inline(always)]
    fn scale(self, a: Self::Float, n: Self::Float) -> Self::Float {
        self.mul(a, both!(power_of_two, n))
    }
    #[inline(always)]
    fn store_bytes(self, values: Self::Float, out: &mut [u8; LANES]) {
        unsafe {
            let lowest = _mm256_set1_epi32(0xff);
            let low = _mm256_and_si256(_mm256_castps_si256(values[0]), lowest);
            let high = _mm256_and_si256(_mm256_castps_si256(values[1]), lowest);
            // Packing works inside 128-bit halves: put the quarters back in order.
            let words = _mm256_packs_epi32(low, high);
            let words = _mm256_permute4x64_epi64::<0b11_01_10_00>(words);
            let low = _mm256_castsi256_si128(words);
            let high = _mm256_extracti128_si256::<1>(words);
            _mm_storeu_si128(out.as_mut_ptr().cast(), _mm_packus_epi16(low, high));
        }
    }
    #[inline(always)]
    fn to_float(self, values: Self::Int) -> Self::Float {
        both!(_mm256_cvtepi32_ps, values)
    }
    #[inline(always)]
    fn reduce_add(self, values: Self::Float) -> f32 {
        reduce!(_mm256_add_ps, _mm_add_ps, values)
    }
    #[inline(always)]
    fn reduce_max(self, values: Self::Float) -> f32 {
        reduce!(_mm256_max_ps, _mm_max_ps, values)
    }
    #[inline(always)]
    fn reduce_min(self, values: Self::Float) -> f32 {
        reduce!(_mm256_min_ps, _mm_min_ps, values)
    }
    #[inline(always)]
    fn transpose(self, rows: [Self::Float; LANES]) -> [Self::Float; LANES] {
        // Quarters of eight by eight; those off the diagonal change places.
        let mut out = rows;
        for half in 0..2 {
            let mut quarters = [[self.splat(0.0)[0]; 8]; 2];
            for row in 0..8 {
                quarters[0][row] = rows[row][half];
                quarters[1][row] = rows[8 + row][half];
            }
            let (left, right) = (transpose_eight(quarters[0]), transpose_eight(quarters[1]));
            for row in 0..8 {
                out[8 * half + row] = [left[row], right[row]];
            }
        }
        out
    }

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(
        self,
        rows: *const u8,
        stride: usize,
        panels: *const i8,
        depth: usize,
        ahead: Ahead,
    ) -> [[Self::Int; PANELS]; ROWS] {
        // SAFETY: the caller keeps rows and panels readable for the depth; see the trait.
        unsafe {
            let mut sums = [[[_mm256_setzero_si256(); 2]; PANELS]; ROWS];
            for step in 0..depth / 4 {
                _mm_prefetch::<_MM_HINT_T0>(ahead.from.wrapping_add(step * ahead.stride));
                for panel in 0..PANELS {
                    let place = panel * LANES * depth + step * 64;
                    let at = panels.add(place).cast::<__m256i>();
                    let columns = [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))];
                    for (row, sums) in sums.iter_mut().enumerate() {
                        let four = rows.add(row * stride + step * 4).cast::<i32>();
                        let four = _mm256_set1_epi32(four.read_unaligned());
                        for (sum, column) in sums[panel].iter_mut().zip(columns) {
                            *sum = if VNNI {
                                _mm256_dpbusd_avx_epi32(*sum, four, column)
                            } else {
                                add_products(*sum, four, column)
                            };
                        }
                    }
                }
            }
            sums
        }
    }
}

/// Adds the products of four unsigned with four signed bytes to each 32-bit sum, exactly: the
/// one-instruction product of bytes (`vpmaddubsw`) saturates, so they are widened to 16 bits,
/// those at even and those at odd places apart.
#[inline(always)]
unsafe fn add_products(sum: __m256i, unsigned: __m256i, signed: __m256i) -> __m256i {
    // SAFETY: the caller has the proof that AVX2 exists.
    unsafe {
        let low_bytes = _mm256_set1_epi16(0xff);
        let even = _mm256_madd_epi16(
            _mm256_and_si256(unsigned, low_bytes),
            _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(signed)),
        );
        let odd =
            _mm256_madd_epi16(_mm256_srli_epi16::<8>(unsigned), _mm256_srai_epi16::<8>(signed));
        _mm256_add_epi32(sum, _mm256_add_epi32(even, odd))
    }
}

/// Turns eight rows of eight into columns.
#[inline(always)]
fn transpose_eight(mut t: [__m256; 8]) -> [__m256; 8] {
    // SAFETY: only called with the proof that AVX exists at hand.
    unsafe {
        for quad in t.as_chunks_mut::<4>().0 {
            let low = [_mm256_unpacklo_ps(quad[0], quad[1]), _mm256_unpacklo_ps(quad[2], quad[3])];
            let high = [_mm256_unpackhi_ps(quad[0], quad[1]), _mm256_unpackhi_ps(quad[2], quad[3])];
            *quad = [
                _mm256_shuffle_ps::<0b01_00_01_00>(low[0], low[1]),
                _mm256_shuffle_ps::<0b11_10_11_10>(low[0], low[1]),
                _mm256_shuffle_ps::<0b01_00_01_00>(high[0], high[1]),
                _mm256_shuffle_ps::<0b11_10_11_10>(high[0], high[1]),
            ];
        }
        let mut out = t;
        for place in 0..4 {
            let (low, high) = (t[place], t[4 + place]);
            out[place] = _mm256_permute2f128_ps::<0x20>(low, high);
            out[4 + place] = _mm256_permute2f128_ps::<0x31>(low, high);
        }
        out
    }
}

/// 2ⁿ for whole n, by their place among the bits of a float.
#[inline(always)]
unsafe fn power_of_two(n: __m256) -> __m256 {
    // SAFETY: the caller has the proof that AVX2 exists.
    unsafe {
        let biased = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
        _mm256_castsi256_ps(_mm256_slli_epi32::<23>(biased))
    }
}
