//! What may be chosen about the scoring.

use std::fmt;
use std::str::FromStr;

/// What runs the model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EngineKind {
    /// The encoder of this program.
    #[default]
    Packed,
    /// The rust-bert package, in builds with that feature.
    RustBert,
}

/// The numbers that the packed encoder multiplies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Precision {
    /// 8-bit integers: about four times as fast as `Fp32`, a label in a hundred differs.
    #[default]
    Int8,
    /// 32-bit floats, the reference.
    Fp32,
}

/// The instruction set that the packed encoder uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KernelKind {
    /// The fastest that this processor has.
    #[default]
    Auto,
    /// AVX-512 with VNNI.
    Avx512Vnni,
    /// AVX2 with AVX-VNNI.
    AvxVnni,
    /// AVX2 with FMA.
    Avx2,
    /// No special instructions; runs everywhere.
    Portable,
}

/// What may be chosen about the scoring; the default is the built-in model at its fastest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Name of a built-in model, or the folder of another one; `None`: the built-in model.
    pub model: Option<String>,
    /// What runs the model.
    pub engine: EngineKind,
    /// The numbers that are multiplied.
    pub precision: Precision,
    /// The instruction set; `Auto` respects the environment variable `PULLQUOTE_KERNEL`.
    pub kernel: KernelKind,
    /// Worker threads; `None`: one a core.
    pub threads: Option<usize>,
    /// Texts that are tokenised and handed to the engine at a time; `None`: a good number. Bounds
    /// memory and never changes a score.
    pub batch: Option<usize>,
    /// Languages (ISO 639-1) that an outside model was trained for; `None`: what its
    /// `config.json` declares. Without either, no text is flagged `not-english`.
    pub languages: Option<Vec<String>>,
}

/// Implements `name`, `Display` and `FromStr` from one table of names.
macro_rules! named {
    ($type:ident, $what:literal, { $($variant:ident => $name:literal),+ $(,)? }) => {
        impl $type {
            /// All values, in the order of the help text.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// The name on the command line.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.name())
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($name => Ok($type::$variant),)+
                    _ => Err(format!(
                        concat!("unknown ", $what, " \"{}\"; known are {}"),
                        text,
                        [$($name),+].join(", "),
                    )),
                }
            }
        }
    };
}

named!(EngineKind, "engine", { Packed => "packed", RustBert => "rust-bert" });
named!(Precision, "precision", { Int8 => "int8", Fp32 => "fp32" });
named!(KernelKind, "kernel", {
    Auto => "auto",
    Avx512Vnni => "avx512-vnni",
    AvxVnni => "avx-vnni",
    Avx2 => "avx2",
    Portable => "portable",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_its_value() {
        for kind in KernelKind::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
        }
        for kind in EngineKind::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
        }
        for kind in Precision::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
        }
    }

    #[test]
    fn an_unknown_name_is_an_error_that_lists_the_known_ones() {
        let message = "fp16".parse::<Precision>().unwrap_err();
        assert_eq!(message, "unknown precision \"fp16\"; known are int8, fp32");
    }
}
