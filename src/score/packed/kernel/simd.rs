//! The vector operations that every instruction set gives, sixteen numbers at a time.
//!
//! All float code is written once on top of this trait. As the width, the order of sums and the
//! use of fused multiply-add are the same everywhere, AVX-512, AVX-VNNI and AVX2 give the same
//! bits; the portable set does too where the target has fused multiply-add, otherwise it may
//! differ in the last bits.

/// Numbers in a vector.
pub const LANES: usize = 16;

/// Memory that a tile fetches into the cache while it computes: an address a step, `stride` bytes
/// apart. It may lie anywhere.
#[derive(Debug, Clone, Copy)]
pub struct Ahead {
    /// The first address.
    pub from: *const i8,
    /// Bytes from one address to the next.
    pub stride: usize,
}

/// One instruction set. A value of such a type is the proof that the processor has it; it can
/// only be had from its `detect`.
pub trait Simd: Copy + Send + Sync + 'static {
    /// Sixteen 32-bit floats.
    type Float: Copy;
    /// Sixteen 32-bit integers.
    type Int: Copy;
    /// Rows and panels of the largest register tile of the integer product.
    const TILE: (usize, usize);

    fn splat(self, value: f32) -> Self::Float;
    fn load(self, values: &[f32; LANES]) -> Self::Float;
    /// Sixteen bytes as signed numbers.
    fn load_bytes(self, bytes: &[u8; LANES]) -> Self::Float;
    fn store(self, values: Self::Float, out: &mut [f32; LANES]);
    fn add(self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn sub(self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn mul(self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn div(self, a: Self::Float, b: Self::Float) -> Self::Float;
    /// a·b + c, rounded once.
    fn mul_add(self, a: Self::Float, b: Self::Float, c: Self::Float) -> Self::Float;
    /// The larger ones; the second where one is not a number.
    fn max(self, a: Self::Float, b: Self::Float) -> Self::Float;
    /// The smaller ones; the second where one is not a number.
    fn min(self, a: Self::Float, b: Self::Float) -> Self::Float;
    /// The nearest integers, of two equally near the even one.
    fn round(self, a: Self::Float) -> Self::Float;
    /// a·2ⁿ for whole n from −126 to 127.
    fn scale(self, a: Self::Float, n: Self::Float) -> Self::Float;
    /// The lowest byte of each number's bits: how far a number from 2²³ to 2²³ + 255 lies above 2²³.
    fn store_bytes(self, values: Self::Float, out: &mut [u8; LANES]);
    fn to_float(self, values: Self::Int) -> Self::Float;
    /// The sum of the sixteen numbers, by halves: the upper eight on the lower eight, and so on.
    fn reduce_add(self, values: Self::Float) -> f32;
    /// The largest of the sixteen numbers.
    fn reduce_max(self, values: Self::Float) -> f32;
    /// The smallest of the sixteen numbers.
    fn reduce_min(self, values: Self::Float) -> f32;
    /// Turns rows into columns.
    fn transpose(self, rows: [Self::Float; LANES]) -> [Self::Float; LANES];

    /// The integer products of ROWS rows of bytes with PANELS panels of sixteen columns.
    /// `ahead` is fetched into the cache meanwhile.
    ///
    /// # Safety
    /// Every row must be readable for `depth` bytes, every panel for `16 * depth`; `depth` must
    /// be a multiple of 4.
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(
        self,
        rows: *const u8,
        stride: usize,
        panels: *const i8,
        depth: usize,
        ahead: Ahead,
    ) -> [[Self::Int; PANELS]; ROWS];
}

/// The first vectors of a slice.
#[inline(always)]
pub fn vectors<S: Simd, const COUNT: usize>(simd: S, values: &[f32]) -> [S::Float; COUNT] {
    let values: &[[f32; LANES]; COUNT] = values.as_chunks().0.first_chunk().expect("whole vectors");
    values.each_ref().map(|values| simd.load(values))
}
