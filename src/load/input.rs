//! Files, folders, globs and standard input: what the user named → sources of bytes.
//!
//! [`find`] turns the arguments into [`Source`]s; [`Source::bytes`] reads one, unpacked when it
//! is gzip. What cannot be read is an error value in its place, so that the rest is still done.
//! What the bytes mean is none of this module's business.

use crate::domain::ArticleId;
use crate::error::{Error, Result};
use flate2::read::MultiGzDecoder;
use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Largest input that is read whole, in bytes, after unpacking.
pub const MAX_BYTES: u64 = 1 << 30;

/// The name that stands for standard input.
const STDIN: &str = "-";

/// The first bytes of a gzip stream (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// One file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name of the article in it: the path as given.
    pub id: ArticleId,
    place: Place,
}

/// Where the bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Stdin,
    Memory(Vec<u8>),
}

/// Finds the sources that the arguments name, in their order; the files of a folder are sorted by
/// path, hidden ones are left out, and a source that is named twice is taken once.
pub fn find(inputs: &[String]) -> Vec<Result<Source>> {
    let mut sources = Vec::new();
    for input in inputs {
        sources.extend(expand(input));
    }
    let mut seen = HashSet::new();
    sources.retain(|source| match source {
        Ok(source) => seen.insert(source.id.clone()),
        Err(_) => true,
    });
    sources
}

/// The sources of one argument.
fn expand(input: &str) -> Vec<Result<Source>> {
    if input == STDIN {
        return vec![Ok(Source { id: ArticleId(STDIN.to_owned()), place: Place::Stdin })];
    }
    let path = Path::new(input);
    match path.metadata() {
        Ok(metadata) if metadata.is_dir() => walk(path),
        Ok(metadata) => vec![file(path, &metadata)],
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_pattern(input) => {
            matches(input)
        }
        Err(error) => vec![Err(unreadable(input, &error))],
    }
}

/// Whether a name holds a character of a glob.
fn is_pattern(input: &str) -> bool {
    input.contains(['*', '?', '['])
}

/// The sources that a glob names.
fn matches(pattern: &str) -> Vec<Result<Source>> {
    let paths = match glob::glob(pattern) {
        Ok(paths) => paths,
        Err(error) => return vec![Err(refused(pattern, format!("is no valid pattern: {error}")))],
    };
    let found: Vec<Result<Source>> = paths
        .flat_map(|path| match path {
            Ok(path) => expand(&path.to_string_lossy()),
            Err(error) => vec![Err(unreadable(&error.path().to_string_lossy(), error.error()))],
        })
        .collect();
    if found.is_empty() {
        return vec![Err(refused(pattern, "matches no file; check the pattern".to_owned()))];
    }
    found
}

/// The files of a folder and the folders in it.
fn walk(folder: &Path) -> Vec<Result<Source>> {
    let entries = WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
    let mut found = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => found.push(match entry.metadata() {
                Ok(metadata) => file(entry.path(), &metadata),
                Err(error) => Err(unwalkable(folder, &error)),
            }),
            Err(error) => found.push(Err(unwalkable(folder, &error))),
        }
    }
    if found.is_empty() {
        let reason = "the folder holds no articles; name a folder with text or HTML files";
        found.push(Err(refused(&folder.to_string_lossy(), reason.to_owned())));
    }
    found
}

/// Whether a name begins with a dot.
fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

/// The source of one file, if it is one that can be read whole.
fn file(path: &Path, metadata: &Metadata) -> Result<Source> {
    let name = path.to_string_lossy();
    if !metadata.is_file() {
        return Err(refused(&name, "is no regular file (a pipe, socket or device)".to_owned()));
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large(&name));
    }
    Ok(Source { id: ArticleId(name.into_owned()), place: Place::File(path.to_owned()) })
}

impl Source {
    /// A source whose bytes are at hand, for callers that read them themselves.
    pub fn from_memory(id: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { id: ArticleId(id.into()), place: Place::Memory(bytes.into()) }
    }

    /// Reads the bytes, unpacked when they are gzip.
    ///
    /// # Errors
    /// [`Error::Input`] when the source is missing, unreadable, empty or larger than
    /// [`MAX_BYTES`], or when its gzip stream is damaged.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let name = &self.id.0;
        let bytes = match &self.place {
            Place::File(path) => File::open(path).and_then(read_limited),
            Place::Stdin => read_limited(io::stdin().lock()),
            Place::Memory(bytes) => Ok(bytes.clone()),
        };
        let mut bytes = bytes.map_err(|error| unreadable(name, &error))?;
        if bytes.starts_with(&GZIP) {
            bytes = read_limited(MultiGzDecoder::new(bytes.as_slice()))
                .map_err(|error| refused(name, format!("is damaged as gzip: {error}")))?;
        }
        if bytes.len() as u64 > MAX_BYTES {
            return Err(too_large(name));
        }
        if bytes.is_empty() {
            return Err(refused(name, "is empty".to_owned()));
        }
        Ok(bytes)
    }
}

/// Reads to the end, but no further than one byte over the limit.
fn read_limited(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An input that is there but cannot be used.
fn refused(place: &str, reason: String) -> Error {
    Error::Input { place: place.to_owned(), reason }
}

/// An input that is too large.
fn too_large(place: &str) -> Error {
    let limit = MAX_BYTES >> 20;
    refused(place, format!("is larger than {limit} MiB; split it into one file an article"))
}

/// An input that the operating system does not give.
fn unreadable(place: &str, error: &io::Error) -> Error {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    refused(place, reason)
}

/// A place in a folder that the walk could not enter.
fn unwalkable(folder: &Path, error: &walkdir::Error) -> Error {
    let place = error.path().unwrap_or(folder).to_string_lossy();
    if error.loop_ancestor().is_some() {
        return refused(&place, "is a symbolic link to a folder around it; left out".to_owned());
    }
    match error.io_error() {
        Some(error) => unreadable(&place, error),
        None => refused(&place, format!("cannot be read: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;

    fn names(inputs: &[String]) -> Vec<String> {
        find(inputs)
            .into_iter()
            .map(|source| source.map_or_else(|error| format!("! {error}"), |source| source.id.0))
            .collect()
    }

    #[test]
    fn a_folder_gives_its_files_sorted_and_without_the_hidden_ones() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("b")).unwrap();
        fs::create_dir(root.join(".git")).unwrap();
        for name in ["c.txt", "a.html", "b/z.txt", "b/y.txt", ".hidden", ".git/config"] {
            fs::write(root.join(name), "x").unwrap();
        }
        let given = root.to_string_lossy().into_owned();
        let want: Vec<String> =
            ["a.html", "b/y.txt", "b/z.txt", "c.txt"].map(|name| format!("{given}/{name}")).into();
        assert_eq!(names(std::slice::from_ref(&given)), want);
        assert_eq!(names(&[format!("{given}/*.txt"), format!("{given}/c.txt")]), want[3..]);
    }

    #[test]
    fn what_cannot_be_read_is_one_clear_line_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_string_lossy().into_owned();
        fs::write(folder.path().join("empty.txt"), "").unwrap();
        fs::create_dir(folder.path().join("none")).unwrap();
        let cases = [
            ("missing.txt", "no such file or folder"),
            ("*.nothing", "matches no file"),
            ("none", "holds no articles"),
        ];
        for (name, reason) in cases {
            let found = names(&[format!("{root}/{name}")]);
            assert_eq!(found.len(), 1);
            assert!(found[0].contains(reason), "{}", found[0]);
        }
        let empty = find(&[format!("{root}/empty.txt")]).remove(0).unwrap();
        assert!(empty.bytes().unwrap_err().to_string().ends_with("is empty"));
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_and_a_loop_of_links_are_refused_and_the_rest_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.txt"), "x").unwrap();
        std::os::unix::fs::symlink(root, root.join("loop")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        let found = names(&[root.to_string_lossy().into_owned()]);
        assert_eq!(found.len(), 3);
        assert!(found[0].ends_with("a.txt"));
        assert!(found[1].contains("symbolic link"), "{}", found[1]);
        assert!(found[2].contains("no regular file"), "{}", found[2]);
    }

    #[test]
    fn gzip_is_unpacked_and_a_damaged_stream_is_told() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all("“Late,” she said.".as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        let whole = Source::from_memory("a.gz", packed.clone());
        assert_eq!(whole.bytes().unwrap(), "“Late,” she said.".as_bytes());
        let broken = Source::from_memory("a.gz", &packed[..packed.len() / 2]);
        assert!(broken.bytes().unwrap_err().to_string().contains("damaged as gzip"));
    }
}
