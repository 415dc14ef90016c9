//! Bytes of a source, unpacked while they are read: plain, gzip or zstd.
//!
//! A [`Stream`] never holds more than its buffers. It tells where damage is, gives bytes back to
//! be read again ([`Stream::push_back`], which is how formats are told and how readers find their
//! way after damage), and knows what the manifest wants to know about the packed bytes.

use super::input::Source;
use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 16;

/// What is wrong with packed bytes and where; the message of the [`io::Error`] that carries it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Damage(String);

/// The unpacked bytes of a source.
pub struct Stream {
    /// Bytes that were given back, to be read before all others.
    returned: Vec<u8>,
    /// How many of them are read.
    returned_at: usize,
    /// Damage behind the bytes that were given back.
    damage: Option<io::Error>,
    reader: Box<dyn BufRead + Send>,
    raw: Raw,
    packed: bool,
    offset: u64,
}

impl Stream {
    /// Opens a source; how it is packed is told by its first bytes.
    pub fn open(source: &Source) -> io::Result<Self> {
        let raw = Raw::new(source.open()?);
        let mut packed = Counted { reader: BufReader::with_capacity(BUFFER, raw.clone()), at: 0 };
        let packing = Packing::of(packed.fill_buf()?);
        let reader: Box<dyn BufRead + Send> = match packing {
            Packing::None => Box::new(packed.reader),
            Packing::Gzip => Box::new(BufReader::with_capacity(BUFFER, Gzip::new(packed))),
            Packing::Zstd => Box::new(BufReader::with_capacity(BUFFER, Zstd::new(packed)?)),
        };
        Ok(Self {
            returned: Vec::new(),
            returned_at: 0,
            damage: None,
            reader,
            raw,
            packed: packing != Packing::None,
            offset: 0,
        })
    }

    /// Whether the bytes were packed.
    pub fn is_packed(&self) -> bool {
        self.packed
    }

    /// Unpacked bytes that were read.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The first bytes, up to so many; they are read again afterwards.
    pub fn head(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        let read = self.by_ref().take(length as u64).read_to_end(&mut head);
        // What stands before the damage is still to be read.
        self.damage = read.err();
        self.push_back(head.clone());
        Ok(head)
    }

    /// Gives back the bytes that were read last.
    pub fn push_back(&mut self, mut bytes: Vec<u8>) {
        self.offset -= bytes.len() as u64;
        if bytes.len() <= self.returned_at {
            self.returned_at -= bytes.len();
            self.returned[self.returned_at..][..bytes.len()].copy_from_slice(&bytes);
            return;
        }
        bytes.extend_from_slice(&self.returned[self.returned_at..]);
        self.returned = bytes;
        self.returned_at = 0;
    }

    /// Reads a line with its end into the buffer, which is emptied before. Of a line over the
    /// limit the rest is passed over without being kept.
    pub fn line(&mut self, line: &mut Vec<u8>, limit: u64) -> io::Result<Line> {
        line.clear();
        let mut whole = true;
        loop {
            let bytes = self.fill_buf()?;
            if bytes.is_empty() {
                return Ok(if whole && line.is_empty() { Line::End } else { Line::of(whole) });
            }
            let end = memchr::memchr(b'\n', bytes);
            let taken = end.map_or(bytes.len(), |end| end + 1);
            if whole && (line.len() + taken) as u64 <= limit {
                line.extend_from_slice(&bytes[..taken]);
            } else {
                whole = false;
            }
            self.consume(taken);
            if end.is_some() {
                return Ok(Line::of(whole));
            }
        }
    }

    /// The same bytes, each read through what `decode` makes of them.
    pub fn through<R: Read + Send + 'static>(self, decode: impl FnOnce(Stream) -> R) -> Self {
        let (raw, packed) = (self.raw.clone(), self.packed);
        let reader = Box::new(BufReader::with_capacity(BUFFER, decode(self)));
        let returned = Vec::new();
        Self { returned, returned_at: 0, damage: None, reader, raw, packed, offset: 0 }
    }

    /// A handle on what is read of the packed bytes.
    pub fn raw(&self) -> Raw {
        self.raw.clone()
    }
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// There is none: the bytes are at their end.
    End,
    /// It was read.
    Whole,
    /// It is longer than the limit and was passed over.
    TooLong,
}

impl Line {
    fn of(whole: bool) -> Self {
        if whole { Line::Whole } else { Line::TooLong }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let length = bytes.len().min(buffer.len());
        buffer[..length].copy_from_slice(&bytes[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.returned_at < self.returned.len() {
            return Ok(&self.returned[self.returned_at..]);
        }
        if !self.returned.is_empty() {
            self.returned = Vec::new();
            self.returned_at = 0;
        }
        match self.damage.take() {
            Some(damage) => Err(damage),
            None => self.reader.fill_buf(),
        }
    }

    fn consume(&mut self, length: usize) {
        self.offset += length as u64;
        if self.returned_at < self.returned.len() {
            self.returned_at += length;
        } else {
            self.reader.consume(length);
        }
    }
}

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

/// The first bytes of a gzip member (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The first bytes of a zstd frame (RFC 8878).
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The last bytes of the first four of a zstd frame that is to be skipped; the first one's lower
/// half is free.
const ZSTD_SKIPPED: [u8; 3] = [0x2a, 0x4d, 0x18];

impl Packing {
    /// The packing that the first bytes of a file tell.
    fn of(head: &[u8]) -> Self {
        let skipped = head.len() > 3 && head[0] & 0xf0 == 0x50 && head[1..4] == ZSTD_SKIPPED;
        match head {
            _ if head.starts_with(&GZIP) => Packing::Gzip,
            _ if head.starts_with(&ZSTD) || skipped => Packing::Zstd,
            _ => Packing::None,
        }
    }
}

/// The packed bytes, hashed and counted while they are read; clones share their place.
#[derive(Clone)]
pub struct Raw(Arc<Mutex<Tally>>);

struct Tally {
    reader: Box<dyn Read + Send>,
    hash: Sha256,
    bytes: u64,
}

impl Raw {
    fn new(reader: Box<dyn Read + Send>) -> Self {
        Self(Arc::new(Mutex::new(Tally { reader, hash: Sha256::new(), bytes: 0 })))
    }

    /// Packed bytes that were read so far.
    pub fn bytes(&self) -> u64 {
        self.tally().bytes
    }

    /// Reads what is left and gives the number of all bytes and their SHA-256.
    pub fn finish(&mut self) -> io::Result<(u64, [u8; 32])> {
        io::copy(self, &mut io::sink())?;
        let tally = self.tally();
        Ok((tally.bytes, tally.hash.clone().finalize().into()))
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut tally = self.tally();
        let length = tally.reader.read(buffer)?;
        tally.hash.update(&buffer[..length]);
        tally.bytes += length as u64;
        Ok(length)
    }
}

/// Packed bytes, with the place up to which they were used.
struct Counted {
    reader: BufReader<Raw>,
    at: u64,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.at += length as u64;
        Ok(length)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        self.at += length as u64;
        self.reader.consume(length);
    }
}

/// The error of damaged packed bytes.
fn damaged(packing: &str, at: u64, unpacked: u64, error: &io::Error) -> io::Error {
    let what = match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => error.to_string(),
    };
    let damage = format!(
        "is damaged as {packing} at byte {at} ({unpacked} unpacked bytes came before): {what}"
    );
    io::Error::new(io::ErrorKind::InvalidData, Damage(damage))
}

/// The first bytes of a member that is packed by deflate, the only method there is.
const MEMBER: [u8; 3] = [0x1f, 0x8b, 8];

/// A member with the bytes of it that were read before it was known to be one.
type Packed = io::Chain<io::Cursor<&'static [u8]>, Counted>;

/// Gzip members, one after the other. Who reads on after an error gets the next member that is
/// whole: crawlers write a member a record, so that one damaged record is all that is lost.
struct Gzip {
    state: Member,
    unpacked: u64,
}

/// Where in the members the reading is.
enum Member {
    /// Within one. Whether damage came before, and was told already.
    Inside(Box<GzDecoder<Packed>>, bool),
    /// Before one, or before the end.
    Between(Counted),
    /// Behind damage, somewhere in a member or between two.
    Lost(Counted),
    /// All is read.
    End,
}

impl Gzip {
    fn new(packed: Counted) -> Self {
        Self { state: Member::Between(packed), unpacked: 0 }
    }

    /// Opens the next member after a whole one.
    fn open_next(&mut self, mut packed: Counted) -> io::Result<()> {
        if self.unpacked > 0 {
            skip_padding(&mut packed)?;
        }
        if !packed.fill_buf()?.is_empty() {
            self.open(packed, &[], false);
        }
        Ok(())
    }

    /// Opens the next member after damage.
    fn open_after_damage(&mut self, mut packed: Counted) -> io::Result<()> {
        if seek_member(&mut packed)? {
            self.open(packed, &MEMBER, true);
        }
        Ok(())
    }

    fn open(&mut self, packed: Counted, read: &'static [u8], lost: bool) {
        let packed = io::Cursor::new(read).chain(packed);
        self.state = Member::Inside(Box::new(GzDecoder::new(packed)), lost);
    }
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, Member::End) {
                Member::End => return Ok(0),
                Member::Between(packed) => self.open_next(packed)?,
                Member::Lost(packed) => self.open_after_damage(packed)?,
                Member::Inside(mut member, lost) => match member.read(buffer) {
                    Ok(0) => self.state = Member::Between(member.into_inner().into_inner().1),
                    Ok(length) => {
                        self.unpacked += length as u64;
                        self.state = Member::Inside(member, lost);
                        return Ok(length);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                        self.state = Member::Inside(member, lost);
                        return Err(error);
                    }
                    Err(error) => {
                        let packed = member.into_inner().into_inner().1;
                        let damage = damaged("gzip", packed.at, self.unpacked, &error);
                        self.state = Member::Lost(packed);
                        if !lost {
                            return Err(damage);
                        }
                    }
                },
            }
        }
    }
}

/// Passes over zero bytes, with which tapes and block devices fill up.
fn skip_padding(packed: &mut Counted) -> io::Result<()> {
    loop {
        let bytes = packed.fill_buf()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let all = zeros == bytes.len();
        packed.consume(zeros);
        if zeros == 0 || !all {
            return Ok(());
        }
    }
}

/// Reads up to and with the next bytes that may begin a member; false when there are none.
fn seek_member(packed: &mut Counted) -> io::Result<bool> {
    let mut matched = 0;
    loop {
        let bytes = packed.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let end = bytes.iter().position(|byte| {
            matched = match *byte {
                byte if byte == MEMBER[matched] => matched + 1,
                byte if byte == MEMBER[0] => 1,
                _ => 0,
            };
            matched == MEMBER.len()
        });
        let length = end.map_or(bytes.len(), |end| end + 1);
        packed.consume(length);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// Zstd frames, one after the other. Damage is their end.
struct Zstd {
    decoder: zstd::Decoder<'static, Counted>,
    unpacked: u64,
    ended: bool,
}

impl Zstd {
    fn new(packed: Counted) -> io::Result<Self> {
        Ok(Self { decoder: zstd::Decoder::with_buffer(packed)?, unpacked: 0, ended: false })
    }
}

impl Read for Zstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        match self.decoder.read(buffer) {
            Ok(length) => {
                self.unpacked += length as u64;
                Ok(length)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.ended = true;
                Err(damaged("zstd", self.decoder.get_ref().at, self.unpacked, &error))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn stream(bytes: impl Into<Vec<u8>>) -> Stream {
        Stream::open(&Source::from_memory("a", bytes)).unwrap()
    }

    /// Words that do not pack well, so that damage in the middle stays in the middle.
    fn words(count: u32) -> Vec<u8> {
        (0..count)
            .flat_map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761)).into_bytes())
            .collect()
    }

    #[test]
    fn plain_gzip_and_zstd_give_the_same_bytes() {
        let text = words(50_000);
        let (one, two) = text.split_at(1000);
        let members = [gzip(one), gzip(two), vec![0; 512]].concat();
        let frames =
            [zstd::encode_all(one, 1).unwrap(), zstd::encode_all(two, 1).unwrap()].concat();
        for packed in [text.clone(), gzip(&text), members, frames] {
            let mut unpacked = Vec::new();
            let mut stream = stream(packed.clone());
            stream.read_to_end(&mut unpacked).unwrap();
            assert!(unpacked == text);
            assert_eq!(stream.offset(), text.len() as u64);
            let hash: [u8; 32] = Sha256::digest(&packed).into();
            assert_eq!(stream.raw().finish().unwrap(), (packed.len() as u64, hash));
        }
    }

    #[test]
    fn damage_is_told_with_its_place_after_what_came_before() {
        let text = words(50_000);
        for packed in [gzip(&text), zstd::encode_all(&text[..], 1).unwrap()] {
            let half = packed.len() / 2;
            let mut stream = stream(&packed[..half]);
            let mut unpacked = Vec::new();
            let damage = stream.read_to_end(&mut unpacked).unwrap_err().to_string();
            assert!(damage.contains(&format!("at byte {half} (")), "{damage}");
            assert!(damage.contains("ends too early"), "{damage}");
            assert!(text.starts_with(&unpacked) && unpacked.len() > text.len() / 4);
        }
    }

    #[test]
    fn reading_on_after_damage_gives_the_next_whole_member() {
        let (one, two, three) = (words(9_000), words(20_000), words(700));
        let mut second = gzip(&two);
        let middle = second.len() / 2;
        second[middle..middle + 40].fill(0xff);
        let mut stream = stream([gzip(&one), second, gzip(&three)].concat());
        let mut unpacked = Vec::new();
        assert!(stream.read_to_end(&mut unpacked).is_err());
        assert!(unpacked.starts_with(&one));
        unpacked.clear();
        // Bytes within the damaged member may look like the beginning of one.
        while stream.read_to_end(&mut unpacked).is_err() {}
        assert!(unpacked.ends_with(&three));
    }

    #[test]
    fn bytes_that_were_given_back_are_read_again() {
        let mut stream = stream("one\ntwo\nthree");
        assert_eq!(stream.head(5).unwrap(), b"one\nt");
        assert_eq!(stream.head(100).unwrap(), b"one\ntwo\nthree");
        assert_eq!(stream.offset(), 0);
        let mut line = Vec::new();
        assert_eq!(stream.line(&mut line, 10).unwrap(), Line::Whole);
        assert_eq!((line.as_slice(), stream.offset()), (&b"one\n"[..], 4));
        stream.push_back(line.clone());
        assert_eq!(stream.line(&mut line, 3).unwrap(), Line::TooLong);
        assert_eq!(stream.line(&mut line, 4).unwrap(), Line::Whole);
        assert_eq!(stream.line(&mut line, 5).unwrap(), Line::Whole);
        assert_eq!((line.as_slice(), stream.offset()), (&b"three"[..], 13));
        assert_eq!(stream.line(&mut line, 5).unwrap(), Line::End);
    }
}
