//! Every kernel of this processor against plain loops, at odd sizes.

use super::*;

/// All kernels that this processor has.
fn kernels() -> Vec<Box<dyn Kernel>> {
    KernelKind::ALL[1..].iter().filter_map(|kind| choose(*kind)).collect()
}

/// Numbers that look random, between −1 and 1, the same at every call.
fn noise(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let step = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    std::iter::repeat_with(step).take(count).collect()
}

fn panels(outputs: usize, depth: usize) -> (Panels, Vec<i8>) {
    let bytes: Vec<i8> =
        noise(outputs * depth, 7).iter().map(|value| (value * 127.0).round() as i8).collect();
    let mut panels = Panels::new(outputs, depth);
    for (output, row) in bytes.chunks_exact(depth).enumerate() {
        panels.set(output, row.iter().copied(), 0.01 + output as f32 * 1e-4, output as f32 * 0.1);
    }
    (panels, bytes)
}

#[test]
fn products_agree_with_plain_loops_at_odd_sizes() {
    for kernel in kernels() {
        for (rows, depth, outputs) in [
            (0, 16, 16),
            (1, 16, 16),
            (1, 48, 32),
            (5, 32, 48),
            (13, 64, 80),
            (127, 16, 16),
            (513, 32, 48),
        ] {
            let values = noise(rows * depth, 3);
            let (weights, bytes) = panels(outputs, depth);
            let mut input = Activations::default();
            kernel.quantise(&values, depth, &mut input);
            let mut out = vec![1.0; rows * outputs];
            kernel.multiply(&input, &weights, &mut out, Then::Add);
            for row in 0..rows {
                let (scale, least) = input.ranges[row];
                for output in 0..outputs {
                    let pairs =
                        input.bytes[row * depth..][..depth].iter().zip(&bytes[output * depth..]);
                    let sum: f64 = pairs
                        .map(|(a, w)| {
                            (f64::from(*a) * f64::from(scale) + f64::from(least)) * f64::from(*w)
                        })
                        .sum();
                    let wanted = 1.0
                        + sum * f64::from(weights.scales[output])
                        + f64::from(weights.bias[output]);
                    let found = f64::from(out[row * outputs + output]);
                    assert!(
                        (found - wanted).abs() < 1e-3,
                        "{kernel:?} {row} {output}: {found} {wanted}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_product_of_extreme_bytes_does_not_saturate() {
    for kernel in kernels() {
        let mut weights = Panels::new(16, 64);
        for output in 0..16 {
            weights.set(output, std::iter::repeat_n(-127, 64), 1.0, 0.0);
        }
        let mut input = Activations::default();
        input.reshape(1, 64);
        input.bytes.fill(255);
        input.ranges[0] = (1.0, 0.0);
        let mut out = vec![0.0; 16];
        kernel.multiply(&input, &weights, &mut out, Then::Store);
        assert_eq!(out, vec![-255.0 * 127.0 * 64.0; 16], "{kernel:?}");
    }
}

#[test]
fn a_row_has_the_same_product_in_any_company() {
    for kernel in kernels() {
        let (weights, _) = panels(48, 64);
        let values = noise(37 * 64, 5);
        let product = |values: &[f32]| {
            let mut input = Activations::default();
            kernel.quantise(values, 64, &mut input);
            let mut out = vec![0.0; values.len() / 64 * 48];
            kernel.multiply(&input, &weights, &mut out, Then::Store);
            out
        };
        let together = product(&values);
        for (row, values) in values.chunks_exact(64).enumerate() {
            assert_eq!(product(values), together[row * 48..][..48], "{kernel:?}");
        }
    }
}

#[test]
fn quantised_rows_are_within_half_a_step() {
    for kernel in kernels() {
        let mut values = noise(3 * 48, 11);
        values[48..96].fill(0.25);
        let mut out = Activations::default();
        kernel.quantise(&values, 48, &mut out);
        for (index, value) in values.iter().enumerate() {
            let (scale, least) = out.ranges[index / 48];
            let back = f32::from(out.bytes[index]) * scale + least;
            assert!((back - value).abs() <= scale * 0.5001 + 1e-6, "{kernel:?}");
        }
    }
}

/// The error function by its series, in double precision.
fn erf(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    for n in 1..200 {
        let n = f64::from(n);
        term *= -x * x / n;
        sum += term / (2.0 * n + 1.0);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}

#[test]
fn the_activation_is_exact_to_a_millionth() {
    for kernel in kernels() {
        let mut values: Vec<f32> = (-64..64).map(|step| step as f32 / 12.0).collect();
        let before = values.clone();
        kernel.activate(&mut values, Activation::Gelu);
        for (x, found) in before.iter().zip(values) {
            let x = f64::from(*x);
            let wanted = x * 0.5 * (1.0 + erf(x / std::f64::consts::SQRT_2));
            assert!((f64::from(found) - wanted).abs() < 1e-6, "{kernel:?} {x}: {found} {wanted}");
        }
    }
}

#[test]
fn an_activation_becomes_bytes_within_half_a_step_and_its_own_error() {
    for kernel in kernels() {
        let mut values: Vec<f32> = noise(3 * 96, 13).iter().map(|value| value * 3.0).collect();
        values[96..192].iter_mut().for_each(|value| *value = value.abs() * -2.0);
        for activation in [Activation::Gelu, Activation::Relu] {
            let mut out = Activations::default();
            kernel.quantise_activated(&values, 96, activation, &mut out);
            for (index, x) in values.iter().enumerate() {
                let x = f64::from(*x);
                let wanted = match activation {
                    Activation::Gelu => x * 0.5 * (1.0 + erf(x / std::f64::consts::SQRT_2)),
                    Activation::Relu => x.max(0.0),
                };
                let (scale, least) = out.ranges[index / 96];
                let found = f64::from(out.bytes[index]) * f64::from(scale) + f64::from(least);
                let allowed = f64::from(scale) * 0.5001 + 2e-4;
                assert!((found - wanted).abs() <= allowed, "{kernel:?} {x}: {found} {wanted}");
            }
        }
    }
}

#[test]
fn signed_bytes_are_widened_to_what_they_stand_for() {
    for kernel in kernels() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut out = vec![0.0; 256];
        kernel.widen(&bytes, 0.5, &mut out);
        for (byte, value) in bytes.iter().zip(out) {
            assert_eq!(value, f32::from(*byte as i8) * 0.5, "{kernel:?}");
        }
    }
}

#[test]
fn normalised_rows_have_mean_zero_and_variance_one() {
    for kernel in kernels() {
        let mut values = noise(5 * 48, 2);
        kernel.layer_norm(&mut values, &[1.0; 48], &[0.0; 48], 1e-12);
        for row in values.chunks_exact(48) {
            let mean = row.iter().sum::<f32>() / 48.0;
            let variance = row.iter().map(|value| value * value).sum::<f32>() / 48.0;
            assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-4, "{kernel:?}");
        }
    }
}

#[test]
fn attention_agrees_with_plain_loops_at_odd_lengths() {
    for kernel in kernels() {
        let mut scratch = AttentionScratch::default();
        for (length, heads, width) in
            [(1, 2, 8), (127, 1, 16), (15, 2, 40), (16, 3, 32), (513, 1, 48)]
        {
            let hidden = heads * width;
            let projected = noise(length * 3 * hidden, 9);
            let mut out = vec![0.0; length * hidden];
            kernel.attention(&projected, hidden, heads, &mut out, &mut scratch);
            let wanted = plain_attention(&projected, hidden, heads, length);
            for (found, wanted) in out.iter().zip(wanted) {
                assert!((f64::from(*found) - wanted).abs() < 1e-5, "{kernel:?} {length} {width}");
            }
        }
    }
}

fn plain_attention(projected: &[f32], hidden: usize, heads: usize, length: usize) -> Vec<f64> {
    let width = hidden / heads;
    let at = |token: usize, part: usize, place: usize| {
        f64::from(projected[token * 3 * hidden + part * hidden + place])
    };
    let mut out = vec![0.0; length * hidden];
    for query in 0..length {
        for head in 0..heads {
            let places = head * width..(head + 1) * width;
            let scores: Vec<f64> = (0..length)
                .map(|key| places.clone().map(|p| at(query, 0, p) * at(key, 1, p)).sum::<f64>())
                .map(|score| (score / (width as f64).sqrt()).exp())
                .collect();
            let sum: f64 = scores.iter().sum();
            for place in places {
                let mixed: f64 = (0..length).map(|key| scores[key] * at(key, 2, place)).sum();
                out[query * hidden + place] = mixed / sum;
            }
        }
    }
    out
}

#[test]
fn kernels_with_fused_multiply_add_give_the_same_bits() {
    let values = noise(9 * 3 * 64, 4);
    let results: Vec<Vec<u32>> = kernels()
        .iter()
        .filter(|kernel| kernel.kind() != KernelKind::Portable)
        .map(|kernel| {
            let mut out = vec![0.0; 9 * 64];
            kernel.attention(&values, 64, 4, &mut out, &mut AttentionScratch::default());
            kernel.layer_norm(&mut out, &[1.5; 64], &[0.5; 64], 1e-5);
            kernel.add_row(&mut out, &[0.1; 64]);
            let mut bytes = Activations::default();
            kernel.quantise_activated(&out, 48, Activation::Gelu, &mut bytes);
            kernel.widen(&bytes.bytes, 0.01, &mut out);
            kernel.activate(&mut out, Activation::Gelu);
            kernel.quantise(&out, 48, &mut bytes);
            let ranges = bytes.ranges.iter().flat_map(|(scale, least)| [*scale, *least]);
            let bytes = bytes.bytes.iter().map(|byte| u32::from(*byte));
            ranges.chain(out).map(f32::to_bits).chain(bytes).collect()
        })
        .collect();
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
}
