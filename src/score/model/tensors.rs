//! `model.safetensors`: named tensors with checked shapes, decoded where they are used.

use safetensors::tensor::{Dtype, Metadata, SafeTensors};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Bytes of a weights file, or a part of them; cheap to clone.
#[derive(Debug, Clone)]
pub struct Blob {
    file: Arc<Cow<'static, [u8]>>,
    range: Range<usize>,
}

impl Blob {
    /// A whole file.
    pub fn new(file: Cow<'static, [u8]>) -> Blob {
        let range = 0..file.len();
        Blob { file: Arc::new(file), range }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.file[self.range.clone()]
    }

    fn part(&self, range: Range<usize>) -> Blob {
        let start = self.range.start;
        Blob { file: self.file.clone(), range: start + range.start..start + range.end }
    }

    /// The same bytes without holding the rest of a file in memory. What is embedded in the
    /// program costs nothing and stays as it is.
    fn detach(self) -> Blob {
        match *self.file {
            Cow::Borrowed(_) => self,
            Cow::Owned(_) => Blob::new(Cow::Owned(self.bytes().to_vec())),
        }
    }
}

/// How the numbers of a [`Matrix`] are stored.
#[derive(Debug, Clone)]
enum Numbers {
    Float32,
    Float16,
    BFloat16,
    /// Signed bytes, each row times its scale.
    Int8 {
        scales: Vec<f32>,
    },
}

/// A matrix in its stored form, row-major; rows are decoded on demand, so that a table of
/// tens of thousands of rows costs no more memory than its file.
#[derive(Debug, Clone)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    numbers: Numbers,
    blob: Blob,
}

impl Matrix {
    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The signed bytes of a row with their common scale, if it is stored so.
    pub fn int8_row(&self, row: usize) -> Option<(&[u8], f32)> {
        match &self.numbers {
            Numbers::Int8 { scales } => Some((self.row_bytes(row, 1), scales[row])),
            _ => None,
        }
    }

    /// Decodes one row into `out`, which has one place a column.
    pub fn read_row(&self, row: usize, out: &mut [f32]) {
        match &self.numbers {
            Numbers::Float32 => decode(self.row_bytes(row, 4), out, f32::from_le_bytes),
            Numbers::Float16 => {
                decode(self.row_bytes(row, 2), out, |bytes| half(u16::from_le_bytes(bytes)))
            }
            Numbers::BFloat16 => decode(self.row_bytes(row, 2), out, |bytes| {
                f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16)
            }),
            Numbers::Int8 { scales } => {
                let scale = scales[row];
                decode(self.row_bytes(row, 1), out, |[byte]| f32::from(byte as i8) * scale)
            }
        }
    }

    /// All numbers, row after row.
    pub fn to_vec(&self) -> Vec<f32> {
        let mut values = vec![0.0; self.rows * self.columns];
        for (row, out) in values.chunks_exact_mut(self.columns).enumerate() {
            self.read_row(row, out);
        }
        values
    }

    /// Lets go of the file that the matrix was read from.
    pub fn detach(self) -> Matrix {
        Matrix { blob: self.blob.detach(), ..self }
    }

    fn row_bytes(&self, row: usize, width: usize) -> &[u8] {
        let length = self.columns * width;
        &self.blob.bytes()[row * length..(row + 1) * length]
    }
}

fn decode<const WIDTH: usize>(bytes: &[u8], out: &mut [f32], read: impl Fn([u8; WIDTH]) -> f32) {
    for (value, chunk) in out.iter_mut().zip(bytes.as_chunks::<WIDTH>().0) {
        *value = read(*chunk);
    }
}

/// An IEEE 754 half-precision number.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10) & 0x1f;
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        // Zero and subnormal numbers: fraction · 2⁻²⁴, exact in single precision.
        0 => {
            let value = fraction as f32 * 2f32.powi(-24);
            if sign == 0 { value } else { -value }
        }
        0x1f => f32::from_bits(sign | 0x7f80_0000 | (fraction << 13)),
        _ => f32::from_bits(sign | ((exponent + 112) << 23) | (fraction << 13)),
    }
}

/// The tensors of a weights file. Errors are one line without the file's name.
#[derive(Debug)]
pub struct Tensors {
    blob: Blob,
    header: usize,
    metadata: Metadata,
    /// Put before every name that is looked up (`bert.`, `roberta.`), if the file has it so.
    prefix: &'static str,
}

impl Tensors {
    /// Reads the header. `prefixes` are tried in order with `probe`, the name of a tensor that
    /// must exist.
    pub fn parse(blob: Blob, prefixes: &[&'static str], probe: &str) -> Result<Tensors, String> {
        let (header, metadata) = SafeTensors::read_metadata(blob.bytes())
            .map_err(|error| format!("damaged or cut short ({error})"))?;
        let prefix = *prefixes
            .iter()
            .find(|prefix| metadata.info(&format!("{prefix}{probe}")).is_some())
            .ok_or_else(|| format!("tensor {probe}: missing"))?;
        // The data begin after the header and the eight bytes of its length.
        Ok(Tensors { blob, header: header + 8, metadata, prefix })
    }

    /// A matrix of the encoder.
    pub fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Matrix, String> {
        self.named_matrix(&format!("{}{name}", self.prefix), rows, columns)
    }

    /// A vector of the encoder.
    pub fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, String> {
        self.named_vector(&format!("{}{name}", self.prefix), length)
    }

    /// A matrix by its full name.
    pub fn named_matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Matrix, String> {
        let (dtype, blob) = self.find(name, &[rows, columns])?;
        let numbers = match dtype {
            Dtype::F32 => Numbers::Float32,
            Dtype::F16 => Numbers::Float16,
            Dtype::BF16 => Numbers::BFloat16,
            Dtype::I8 => {
                Numbers::Int8 { scales: self.named_vector(&format!("{name}_scale"), rows)? }
            }
            other => {
                return Err(format!(
                    "tensor {name}: expected F32, F16, BF16 or I8, found {other:?}"
                ));
            }
        };
        Ok(Matrix { rows, columns, numbers, blob })
    }

    /// A vector by its full name.
    pub fn named_vector(&self, name: &str, length: usize) -> Result<Vec<f32>, String> {
        let (dtype, blob) = self.find(name, &[length])?;
        let numbers = match dtype {
            Dtype::F32 => Numbers::Float32,
            Dtype::F16 => Numbers::Float16,
            Dtype::BF16 => Numbers::BFloat16,
            other => {
                return Err(format!("tensor {name}: expected F32, F16 or BF16, found {other:?}"));
            }
        };
        let values = Matrix { rows: 1, columns: length, numbers, blob }.to_vec();
        match values.iter().find(|value| !value.is_finite()) {
            Some(value) => Err(format!("tensor {name}: expected finite numbers, found {value}")),
            None => Ok(values),
        }
    }

    /// Numbers in the file, the scales of quantised rows not counted.
    pub fn parameters(&self) -> u64 {
        let tensors = self.metadata.tensors();
        let sizes = tensors.iter().filter(|(name, _)| !name.ends_with("_scale"));
        sizes.map(|(_, info)| info.shape.iter().map(|size| *size as u64).product::<u64>()).sum()
    }

    fn find(&self, name: &str, shape: &[usize]) -> Result<(Dtype, Blob), String> {
        let info = self.metadata.info(name).ok_or_else(|| format!("tensor {name}: missing"))?;
        if info.shape != shape {
            return Err(format!("tensor {name}: expected shape {shape:?}, found {:?}", info.shape));
        }
        let (start, end) = info.data_offsets;
        Ok((info.dtype, self.blob.part(self.header + start..self.header + end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_read_exactly() {
        let cases = [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0400, 2f32.powi(-14)),
            (0x0001, 2f32.powi(-24)),
            (0x3555, 0.333_251_95),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, wanted) in cases {
            assert_eq!(half(bits), wanted, "{bits:#06x}");
        }
    }
}
