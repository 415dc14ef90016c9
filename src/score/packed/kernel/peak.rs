//! What the processor can do at most: the loops do nothing but multiply and add, in registers.
//! Benchmarks give an engine's speed as a share of it.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;
use std::hint::black_box;
use std::time::Instant;

/// Sums that run side by side: more than an instruction's latency needs.
const SUMS: usize = 12;
/// Steps of a run: about a tenth of a millisecond.
const STEPS: u32 = 20_000;
/// Runs; the fastest counts.
const RUNS: usize = 200;

/// Operations a second of one core (a multiplication and an addition are two); `None` where
/// the instructions are missing.
#[derive(Debug, Clone, Copy)]
pub struct Peak {
    /// Products of bytes by AVX-512 VNNI.
    pub int8: Option<f64>,
    /// Fused products of 32-bit floats by AVX-512, or else AVX2.
    pub fp32: Option<f64>,
}

/// Measures the peak of the core that it runs on.
#[cfg(target_arch = "x86_64")]
pub fn peak() -> Peak {
    let wide = is_x86_feature_detected!("avx512f");
    let int8 = wide && is_x86_feature_detected!("avx512vnni");
    let narrow = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    // SAFETY: each loop is only called where the processor has its instructions.
    unsafe {
        let int8 = int8.then(|| fastest(128.0, |steps| bytes_512(steps)));
        let fp32 = if wide {
            Some(fastest(32.0, |steps| floats_512(steps)))
        } else {
            narrow.then(|| fastest(16.0, |steps| floats_256(steps)))
        };
        Peak { int8, fp32 }
    }
}

/// Measures the peak of the core that it runs on.
#[cfg(not(target_arch = "x86_64"))]
pub fn peak() -> Peak {
    Peak { int8: None, fp32: None }
}

/// Operations a second of a loop with `operations` an instruction.
fn fastest(operations: f64, run: impl Fn(u32)) -> f64 {
    let seconds = (0..RUNS).map(|_| {
        let start = Instant::now();
        run(black_box(STEPS));
        start.elapsed().as_secs_f64()
    });
    let least = seconds.fold(f64::MAX, f64::min);
    operations * SUMS as f64 * f64::from(STEPS) / least
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vnni")]
fn bytes_512(steps: u32) {
    let (a, b) = black_box((_mm512_set1_epi32(0x0102_0304), _mm512_set1_epi32(0x0101_0101)));
    let mut sums = [a; SUMS];
    for _ in 0..steps {
        for sum in &mut sums {
            *sum = _mm512_dpbusd_epi32(*sum, a, b);
        }
    }
    black_box(sums);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn floats_512(steps: u32) {
    let (a, b) = black_box((_mm512_set1_ps(0.999), _mm512_set1_ps(0.001)));
    let mut sums = [a; SUMS];
    for _ in 0..steps {
        for sum in &mut sums {
            *sum = _mm512_fmadd_ps(*sum, a, b);
        }
    }
    black_box(sums);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn floats_256(steps: u32) {
    let (a, b) = black_box((_mm256_set1_ps(0.999), _mm256_set1_ps(0.001)));
    let mut sums = [a; SUMS];
    for _ in 0..steps {
        for sum in &mut sums {
            *sum = _mm256_fmadd_ps(*sum, a, b);
        }
    }
    black_box(sums);
}
