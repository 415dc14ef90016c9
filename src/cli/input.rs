//! What to read: options that several commands share.

use clap::Args;

/// What to read.
#[derive(Debug, Args)]
pub struct Input {
    /// Files, folders (read with all folders in them), patterns such as 'news/*.html', or -
    ///
    /// Plain text, HTML, JSON lines, CSV, Parquet and WARC are told apart by content, then by
    /// name; each may be packed as .gz or .zst. A single - is standard input.
    #[arg(value_name = "INPUT", required_unless_present = "from_file")]
    pub inputs: Vec<String>,

    /// Read the files and folders that a file lists, a path a line; - is standard input
    ///
    /// Empty lines and lines that begin with # are left out.
    #[arg(long, value_name = "LIST")]
    pub from_file: Vec<String>,

    /// What one article may have.
    #[command(flatten)]
    pub limit: Limit,

    /// The columns of tables.
    #[command(flatten)]
    pub fields: Fields,
}

/// What one article may have.
#[derive(Debug, Args)]
pub struct Limit {
    /// Largest article, page or record after unpacking; larger ones are failures
    ///
    /// A number of bytes, or one with KiB, MiB or GiB. Tables and WARC files as a whole may be of
    /// any size.
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = size)]
    pub max_bytes: u64,
}

/// Where the options about columns stand in the help.
const TABLES: &str = "Tables (JSON lines, CSV, Parquet)";

/// The columns of tables.
#[derive(Debug, Args)]
pub struct Fields {
    /// Column that holds the texts [default: text]
    #[arg(long, value_name = "NAME", help_heading = TABLES)]
    pub text_field: Option<String>,

    /// Column that holds the articles as HTML; it goes before the texts
    #[arg(long, value_name = "NAME", help_heading = TABLES)]
    pub html_field: Option<String>,

    /// Column that names the articles [default: id]; without one they are named PATH#N
    ///
    /// N is the line (JSON lines, CSV), the row (Parquet) or the byte (WARC) of the record. A
    /// record with the id of an earlier one is named ID#N.
    #[arg(long, value_name = "NAME", help_heading = TABLES)]
    pub id_field: Option<String>,

    /// Column that holds the headlines [default: title]
    #[arg(long, value_name = "NAME", help_heading = TABLES)]
    pub title_field: Option<String>,

    /// Column that holds the days of publication [default: published]
    #[arg(long, value_name = "NAME", help_heading = TABLES)]
    pub date_field: Option<String>,

    /// Column that holds the addresses [default: url]
    #[arg(long, value_name = "NAME", help_heading = TABLES)]
    pub url_field: Option<String>,
}

/// A number of bytes with or without a unit.
fn size(typed: &str) -> Result<u64, String> {
    const UNITS: [(&str, u32); 4] = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("", 0)];
    let number = |unit: &str| typed.strip_suffix(unit)?.trim_end().parse::<u64>().ok();
    UNITS
        .iter()
        .find_map(|(unit, shift)| number(unit)?.checked_mul(1 << shift))
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| "give a number of bytes such as 5000000, 512KiB, 64MiB or 1GiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_a_number_with_or_without_a_unit() {
        for (typed, wanted) in [
            ("5000", Some(5000)),
            ("512KiB", Some(512 << 10)),
            ("64 MiB", Some(64 << 20)),
            ("1GiB", Some(1 << 30)),
            ("0", None),
            ("-1", None),
            ("MiB", None),
            ("64MB", None),
            ("99999999999GiB", None),
        ] {
            assert_eq!(size(typed).ok(), wanted, "{typed}");
        }
    }
}
