//! HTTP responses as crawlers store them: header, transfer coding, content coding.
//!
//! The header decides whether a response is a page ([`read`], cheap); the body is unpacked later
//! ([`Head::body`]). Crawlers often keep the header of a coding that they have undone already, so
//! a body that is not coded as its header says is taken as it is.

use super::too_large;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::{self, Read};

/// What a page's header says about its body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Bytes of the header; the body begins behind them.
    length: usize,
    chunked: bool,
    /// Content codings in the order in which they were applied, lower case.
    codings: Vec<String>,
    /// The character encoding that the header names.
    pub charset: Option<String>,
}

/// Most fields of a header.
const MOST_FIELDS: usize = 512;

/// Reads the header of a response; `None` when it is no HTML page or not the answer 200.
///
/// # Errors
/// The reason, when there is no HTTP header.
pub fn read(block: &[u8]) -> Result<Option<Head>, String> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let mut parser = httparse::ParserConfig::default();
    parser
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    let length = match parser.parse_response(&mut response, block) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => {
            return Err("is no HTTP response: its header does not end".into());
        }
        Err(error) => return Err(format!("is no HTTP response: {error}")),
    };
    let mut head = Head { length, ..Head::default() };
    let mut kind = None;
    for field in response.headers.iter() {
        let value = String::from_utf8_lossy(field.value);
        match field.name.to_ascii_lowercase().as_str() {
            "content-type" => kind = Some(value.into_owned()),
            "transfer-encoding" => head.chunked = value.to_ascii_lowercase().contains("chunked"),
            "content-encoding" => head
                .codings
                .extend(value.split(',').map(|coding| coding.trim().to_ascii_lowercase())),
            _ => {}
        }
    }
    let page = match &kind {
        Some(kind) => is_page(kind),
        None => looks_like_a_page(&block[length..]),
    };
    if response.code != Some(200) || !page {
        return Ok(None);
    }
    head.charset = kind.as_deref().and_then(charset);
    Ok(Some(head))
}

/// Whether a media type is that of a page.
pub fn is_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    ["text/html", "application/xhtml+xml"].iter().any(|page| kind.eq_ignore_ascii_case(page))
}

/// Whether bytes begin as a page does.
fn looks_like_a_page(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let start = &start[..start.len().min(14)].to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

/// The character encoding that a media type names.
fn charset(kind: &str) -> Option<String> {
    kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| value.to_owned())
    })
}

impl Head {
    /// The head of a body that stands alone.
    pub fn of(kind: &str) -> Self {
        Self { charset: charset(kind), ..Self::default() }
    }

    /// The page of a response, unpacked.
    ///
    /// # Errors
    /// The reason, when the body is damaged or larger than the limit.
    pub fn body(&self, mut block: Vec<u8>, limit: u64) -> Result<Vec<u8>, String> {
        let mut body = block.split_off(self.length.min(block.len()));
        if self.chunked
            && let Some(whole) = unchunk(&body)
        {
            body = whole;
        }
        for coding in self.codings.iter().rev() {
            body = match coding.as_str() {
                "" | "identity" | "none" => body,
                "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
                    unpack(coding, MultiGzDecoder::new(body.as_slice()), limit)?
                }
                "deflate" => match unpack(coding, ZlibDecoder::new(body.as_slice()), limit) {
                    Ok(whole) => whole,
                    // Many servers leave out the zlib header that the standard asks for.
                    Err(reason) => unpack(coding, DeflateDecoder::new(body.as_slice()), limit)
                        .or_else(
                            |_| if looks_like_a_page(&body) { Ok(body) } else { Err(reason) },
                        )?,
                },
                "br" => {
                    match unpack(coding, brotli::Decompressor::new(body.as_slice(), 1 << 12), limit)
                    {
                        Ok(whole) => whole,
                        Err(_) if looks_like_a_page(&body) => body,
                        Err(reason) => return Err(reason),
                    }
                }
                "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
                    let decoder =
                        zstd::Decoder::new(body.as_slice()).map_err(|error| error.to_string())?;
                    unpack(coding, decoder, limit)?
                }
                "gzip" | "x-gzip" | "zstd" => body,
                other => return Err(format!("is packed as {other}, which is not known")),
            };
        }
        if body.len() as u64 > limit {
            return Err(too_large("a page", limit));
        }
        Ok(body)
    }
}

/// Unpacks a body, but no further than the limit.
fn unpack(coding: &str, decoder: impl Read, limit: u64) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let read = decoder.take(limit.saturating_add(1)).read_to_end(&mut body);
    if body.len() as u64 > limit {
        return Err(too_large("a page", limit));
    }
    let damage = |error: io::Error| format!("has a body that is damaged as {coding}: {error}");
    read.map_err(damage)?;
    Ok(body)
}

/// The body of chunks (RFC 9112, section 7.1); `None` when there are none. Of a body that ends
/// too early what there is.
fn unchunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    let mut rest = body;
    loop {
        let (start, length) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(chunk)) => chunk,
            _ if whole.is_empty() => return None,
            _ => return Some(whole),
        };
        rest = &rest[start..];
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(rest.len());
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
        rest = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}
