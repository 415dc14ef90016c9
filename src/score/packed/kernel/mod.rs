//! The encoder's inner loops, one file an instruction set, and all unsafe code of the program.
//!
//! [`simd`] is what an instruction set must give, [`float`], [`attention`] and [`product`] the loops
//! on top of it, written once. [`Kernel`] is the safe surface: a value of it is bound to one instruction
//! set that the processor was seen to have.
//!
//! What may differ between kernels: nothing in the integer sums, which are exact. The float
//! parts are the same bits wherever the target has fused multiply-add (all but the portable
//! kernel on x86-64 and processors without it), where the last bits may differ. Products of floats
//! ([`dense`]) choose their instructions themselves, whatever the kernel.

mod attention;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod dense;
mod float;
mod peak;
mod portable;
mod product;
mod simd;
#[cfg(test)]
mod tests;

pub use crate::score::model::config::Activation;
pub use attention::AttentionScratch;
pub use dense::{DenseScratch, multiply_floats};
pub use peak::{Peak, peak};

use crate::score::KernelKind;
use simd::LANES;
use std::fmt::Debug;

/// What becomes of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Storing it.
    Store,
    /// Adding it to what stands in the output.
    Add,
}

/// Rows of activations as bytes: value ≈ byte · scale + least, row by row.
#[derive(Debug, Default)]
pub struct Activations {
    width: usize,
    bytes: Vec<u8>,
    /// Scale and least value of each row.
    ranges: Vec<(f32, f32)>,
}

impl Activations {
    /// Makes room for `rows` rows of `width`; contents are left as they are.
    fn reshape(&mut self, rows: usize, width: usize) {
        self.width = width;
        self.bytes.resize(rows * width, 0);
        self.ranges.resize(rows, (0.0, 0.0));
    }

    /// Makes room for rows of `width`; gives the place of each one's bytes and its range.
    #[inline(always)]
    fn places(
        &mut self,
        rows: usize,
        width: usize,
    ) -> impl Iterator<Item = (&mut [u8], &mut (f32, f32))> {
        self.reshape(rows, width);
        self.bytes.chunks_exact_mut(width).zip(&mut self.ranges)
    }
}

/// The first places of working memory; it grows when it has to, and what is in it stays.
pub fn room(memory: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if memory.len() < length {
        memory.resize(length, 0.0);
    }
    &mut memory[..length]
}

/// Bytes that begin at a cache line, so that no vector of weights lies across two.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Line([i8; 64]);

/// A quantised weight matrix in the order that the product reads it: panels of sixteen outputs,
/// in them steps of four inputs, in them the outputs, in them the four bytes.
#[derive(Debug)]
pub struct Panels {
    outputs: usize,
    depth: usize,
    lines: Vec<Line>,
    /// Scale of each output.
    scales: Vec<f32>,
    /// Sum of each output's bytes times its scale: what the activations' least value weighs.
    sums: Vec<f32>,
    bias: Vec<f32>,
}

impl Panels {
    /// Room for a matrix; outputs and depth must be multiples of sixteen.
    pub fn new(outputs: usize, depth: usize) -> Panels {
        assert!(outputs.is_multiple_of(LANES) && depth.is_multiple_of(LANES));
        Panels {
            outputs,
            depth,
            lines: vec![Line([0; 64]); outputs * depth / 64],
            scales: vec![0.0; outputs],
            sums: vec![0.0; outputs],
            bias: vec![0.0; outputs],
        }
    }

    /// Number of inputs.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Puts one output's weights in their place.
    pub fn set(&mut self, output: usize, weights: impl Iterator<Item = i8>, scale: f32, bias: f32) {
        let steps = self.depth / 4;
        let lines = &mut self.lines[output / LANES * steps..][..steps];
        let lane = output % LANES * 4;
        let mut sum = 0i32;
        for (input, weight) in weights.take(self.depth).enumerate() {
            lines[input / 4].0[lane + input % 4] = weight;
            sum += i32::from(weight);
        }
        self.scales[output] = scale;
        self.sums[output] = sum as f32 * scale;
        self.bias[output] = bias;
    }
}

/// The encoder's inner loops on one instruction set. All widths are multiples of sixteen.
pub trait Kernel: Debug + Send + Sync {
    /// Which one it is.
    fn kind(&self) -> KernelKind;
    /// Rows of floats to bytes.
    fn quantise(&self, values: &[f32], width: usize, out: &mut Activations);
    /// The activation of rows of floats to bytes.
    fn quantise_activated(
        &self,
        values: &[f32],
        width: usize,
        activation: Activation,
        out: &mut Activations,
    );
    /// Activations times weights, and the bias; `out` has a row a row of the activations.
    fn multiply(&self, input: &Activations, weights: &Panels, out: &mut [f32], then: Then);
    /// The activation, exactly.
    fn activate(&self, values: &mut [f32], activation: Activation);
    /// Signed bytes times their scale.
    fn widen(&self, bytes: &[u8], scale: f32, out: &mut [f32]);
    /// Adds a row to every row.
    fn add_row(&self, values: &mut [f32], addend: &[f32]);
    /// Scales every row to mean 0 and variance 1, then by gain and bias.
    fn layer_norm(&self, values: &mut [f32], gain: &[f32], bias: &[f32], epsilon: f32);
    /// Attention of one sequence: `projected` has queries, keys and values in each row.
    fn attention(
        &self,
        projected: &[f32],
        hidden: usize,
        heads: usize,
        out: &mut [f32],
        scratch: &mut AttentionScratch,
    );
    /// The sum of the products of two rows.
    fn dot(&self, a: &[f32], b: &[f32]) -> f32;
}

/// One method of a kernel: a loop, compiled for one instruction set.
macro_rules! compiled {
    ($loop:path, $type:ty, [$($feature:meta)?], fn $name:ident($($argument:ident: $of:ty),*) $(-> $result:ty)?) => {
        fn $name(&self, $($argument: $of),*) $(-> $result)? {
            $(#[$feature])?
            fn compiled(simd: $type, $($argument: $of),*) $(-> $result)? {
                $loop(simd, $($argument),*)
            }
            call!(compiled(*self, $($argument),*) $(, $feature)?)
        }
    };
}

/// Calls a function that may need an instruction set.
macro_rules! call {
    ($call:expr) => {
        $call
    };
    ($call:expr, $feature:meta) => {
        // SAFETY: the value that the kernel is implemented for proves that the processor has
        // the features that the function was compiled for.
        unsafe { $call }
    };
}

/// All loops, compiled for one instruction set.
macro_rules! kernel {
    ($type:ty, $kind:ident, $features:tt) => {
        impl Kernel for $type {
            fn kind(&self) -> KernelKind {
                KernelKind::$kind
            }
            compiled!(float::quantise, $type, $features,
                fn quantise(values: &[f32], width: usize, out: &mut Activations));
            compiled!(float::quantise_activated, $type, $features,
                fn quantise_activated(values: &[f32], width: usize, activation: Activation, out: &mut Activations));
            compiled!(product::multiply, $type, $features,
                fn multiply(input: &Activations, weights: &Panels, out: &mut [f32], then: Then));
            compiled!(float::activate, $type, $features,
                fn activate(values: &mut [f32], activation: Activation));
            compiled!(float::widen, $type, $features,
                fn widen(bytes: &[u8], scale: f32, out: &mut [f32]));
            compiled!(float::add_row, $type, $features,
                fn add_row(values: &mut [f32], addend: &[f32]));
            compiled!(float::layer_norm, $type, $features,
                fn layer_norm(values: &mut [f32], gain: &[f32], bias: &[f32], epsilon: f32));
            compiled!(attention::attention, $type, $features,
                fn attention(projected: &[f32], hidden: usize, heads: usize, out: &mut [f32], scratch: &mut AttentionScratch));
            compiled!(float::dot, $type, $features,
                fn dot(a: &[f32], b: &[f32]) -> f32);
        }
    };
}

#[cfg(target_arch = "x86_64")]
kernel!(
    avx512::Avx512,
    Avx512Vnni,
    [target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")]
);
#[cfg(target_arch = "x86_64")]
kernel!(avx2::Avx2<true>, AvxVnni, [target_feature(enable = "avx2,fma,avxvnni")]);
#[cfg(target_arch = "x86_64")]
kernel!(avx2::Avx2<false>, Avx2, [target_feature(enable = "avx2,fma")]);
kernel!(portable::Portable, Portable, []);

/// The kernel of a kind, if this processor has it; for `Auto` the fastest that it has.
pub fn choose(kind: KernelKind) -> Option<Box<dyn Kernel>> {
    match kind {
        KernelKind::Auto => [KernelKind::Avx512Vnni, KernelKind::AvxVnni, KernelKind::Avx2]
            .into_iter()
            .find_map(choose)
            .or_else(|| choose(KernelKind::Portable)),
        KernelKind::Portable => Some(Box::new(portable::Portable)),
        #[cfg(target_arch = "x86_64")]
        KernelKind::Avx512Vnni => boxed(avx512::Avx512::detect()),
        #[cfg(target_arch = "x86_64")]
        KernelKind::AvxVnni => boxed(avx2::Avx2::<true>::detect()),
        #[cfg(target_arch = "x86_64")]
        KernelKind::Avx2 => boxed(avx2::Avx2::<false>::detect()),
        #[cfg(not(target_arch = "x86_64"))]
        _ => None,
    }
}

#[cfg(target_arch = "x86_64")]
fn boxed<K: Kernel + 'static>(kernel: Option<K>) -> Option<Box<dyn Kernel>> {
    kernel.map(|kernel| Box::new(kernel) as Box<dyn Kernel>)
}
