//! Files, folders, globs, lists and standard input: what the user named → sources of bytes.
//!
//! [`find`] turns the arguments into [`Source`]s, one after the other, so that a folder that
//! grows to a million files costs no memory here. What cannot be read is an error value in its
//! place, so that the rest is still done. What the bytes mean is none of this module's business.

use crate::domain::ArticleId;
use crate::error::{Error, Result, one_line};
use ignore::WalkBuilder;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// The name that stands for standard input.
pub const STDIN: &str = "-";

/// What the user named to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Files, folders, globs, or `-`.
    pub named: Vec<String>,
    /// Files that list more of them, a path a line; `-` for standard input.
    pub lists: Vec<String>,
}

/// One file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as given; the name of the article when the file is one.
    pub id: ArticleId,
    /// Its size in bytes before unpacking, where that is known before reading.
    pub bytes: Option<u64>,
    place: Place,
}

/// Where the bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Stdin,
    Memory(Vec<u8>),
}

/// The sources that the inputs name, in their order, found while they are asked for. The files of
/// a folder are sorted by path, hidden ones are left out, and a source that is named twice is
/// taken once.
pub fn find(inputs: &Inputs) -> impl Iterator<Item = Result<Source>> + Send + use<> {
    let once = inputs.lists.is_empty() && inputs.named.len() == 1;
    let taken = inputs.named.iter().any(|input| input == STDIN);
    let lists = inputs.lists.clone().into_iter().flat_map(move |list| {
        if taken && list == STDIN {
            let reason = "is named both as an input and as a list; use a file for one of them";
            return single(Err(refused(shown(STDIN), reason)));
        }
        listed(&list)
    });
    let given = inputs.named.clone().into_iter().flat_map(|input| expand(&input));
    let mut seen = HashSet::new();
    given.chain(lists).filter(move |source| match source {
        // A folder or a pattern alone names nothing twice.
        Ok(source) if !once => seen.insert(key(&source.id.0)),
        _ => true,
    })
}

/// Stands for a name in a set of very many.
fn key(name: &str) -> [u8; 16] {
    let mut key = [0; 16];
    key.copy_from_slice(&Sha256::digest(name)[..16]);
    key
}

/// Sources found one after the other.
type Found = Box<dyn Iterator<Item = Result<Source>> + Send>;

/// One source, or the reason why there is none.
fn single(source: Result<Source>) -> Found {
    Box::new(std::iter::once(source))
}

/// The sources of one argument.
fn expand(input: &str) -> Found {
    if input == STDIN {
        let id = ArticleId(STDIN.to_owned());
        return single(Ok(Source { id, bytes: None, place: Place::Stdin }));
    }
    named(input)
}

/// The sources of a file, a folder or a glob.
fn named(input: &str) -> Found {
    let path = Path::new(input);
    match path.metadata() {
        Ok(metadata) if metadata.is_dir() => walk(path.to_owned()),
        Ok(metadata) => single(file(path, &metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_pattern(input) => {
            matches(input)
        }
        Err(error) => single(Err(unreadable(input, &error))),
    }
}

/// Whether a name holds a character of a glob.
fn is_pattern(input: &str) -> bool {
    input.contains(['*', '?', '['])
}

/// The sources that a glob names.
fn matches(pattern: &str) -> Found {
    let mut paths = match glob::glob(pattern) {
        Ok(paths) => paths.peekable(),
        Err(error) => {
            return single(Err(refused(pattern, format!("is no valid pattern: {error}"))));
        }
    };
    if paths.peek().is_none() {
        return single(Err(refused(pattern, "matches no file; check the pattern")));
    }
    Box::new(paths.flat_map(|path| match path {
        Ok(path) => expand(&path.to_string_lossy()),
        Err(error) => single(Err(unreadable(&error.path().to_string_lossy(), error.error()))),
    }))
}

/// The sources that a list names: a path a line; empty lines and lines that begin with `#` are
/// no paths.
fn listed(list: &str) -> Found {
    let reader: Box<dyn BufRead + Send> = if list == STDIN {
        Box::new(BufReader::new(io::stdin()))
    } else {
        match File::open(list) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => return single(Err(unreadable(list, &error))),
        }
    };
    let name = shown(list).to_owned();
    let mut ended = false;
    let lines = reader.split(b'\n').map_while(move |line| {
        // A list that cannot be read on fails once.
        let line = (!ended).then_some(line)?;
        ended = line.is_err();
        Some(line.map_err(|error| unreadable(&name, &error)))
    });
    Box::new(lines.flat_map(|line| match line {
        Ok(line) => {
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
            let path = String::from_utf8_lossy(line.trim_ascii());
            if path.is_empty() || path.starts_with('#') {
                Box::new(std::iter::empty())
            } else {
                named(&path)
            }
        }
        Err(error) => single(Err(error)),
    }))
}

/// The files of a folder and the folders in it.
fn walk(folder: PathBuf) -> Found {
    let mut entries = WalkBuilder::new(&folder)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .sort_by_file_name(|one, other| one.cmp(other))
        .build()
        .filter(|entry| match entry {
            Ok(entry) => entry.file_type().is_none_or(|kind| !kind.is_dir()),
            Err(_) => true,
        })
        .peekable();
    if entries.peek().is_none() {
        let reason = "the folder holds no articles; name a folder with text or HTML files";
        return single(Err(refused(&folder.to_string_lossy(), reason)));
    }
    Box::new(entries.map(move |entry| match entry {
        Ok(entry) => match entry.metadata() {
            Ok(metadata) => file(entry.path(), &metadata),
            Err(error) => Err(unwalkable(&folder, &error)),
        },
        Err(error) => Err(unwalkable(&folder, &error)),
    }))
}

/// The source of one file, if it is one that ends.
fn file(path: &Path, metadata: &Metadata) -> Result<Source> {
    let name = path.to_string_lossy();
    if !metadata.is_file() {
        let reason = "is no regular file but a pipe, socket or device; feed it to standard input";
        return Err(refused(&name, format!("{reason} (-)")));
    }
    Ok(Source {
        id: ArticleId(name.into_owned()),
        bytes: Some(metadata.len()),
        place: Place::File(path.to_owned()),
    })
}

impl Source {
    /// The one source that an argument names.
    ///
    /// # Errors
    /// [`Error::Input`] when it is none, or a folder or pattern.
    pub fn of(input: &str) -> Result<Self> {
        if input != STDIN && Path::new(input).is_dir() {
            return Err(refused(input, "is a folder; name one file"));
        }
        let one = || refused(input, "is not one file; name one");
        let mut found = expand(input);
        let source = found.next().ok_or_else(one)??;
        if found.next().is_some() { Err(one()) } else { Ok(source) }
    }

    /// A source whose bytes are at hand, for callers that read them themselves.
    pub fn from_memory(id: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let length = Some(bytes.len() as u64);
        Self { id: ArticleId(id.into()), bytes: length, place: Place::Memory(bytes) }
    }

    /// The path of its file, if it is one: some formats are not read from front to back.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            _ => None,
        }
    }

    /// What the user calls it.
    pub fn name(&self) -> &str {
        shown(&self.id.0)
    }

    /// Whether it is standard input.
    pub(super) fn is_stdin(&self) -> bool {
        self.place == Place::Stdin
    }

    /// Its bytes as they are, still packed.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match &self.place {
            Place::File(path) => Box::new(File::open(path)?),
            Place::Stdin => Box::new(io::stdin()),
            Place::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }
}

/// What the user calls an input.
fn shown(input: &str) -> &str {
    if input == STDIN { "standard input" } else { input }
}

/// An input that is there but cannot be used. What the reason quotes of it may be anything, and
/// comes on one line.
pub(super) fn refused(place: &str, reason: impl AsRef<str>) -> Error {
    Error::Input { place: place.to_owned(), reason: one_line(reason.as_ref()) }
}

/// An input that the operating system does not give, or that is damaged.
pub(super) fn unreadable(place: &str, error: &io::Error) -> Error {
    let reason = match error.kind() {
        _ if error.get_ref().is_some_and(|inner| inner.is::<super::unpack::Damage>()) => {
            error.to_string()
        }
        io::ErrorKind::NotFound => "no such file or folder; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder, not a file".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    refused(place, reason)
}

/// A place in a folder that the walk could not enter.
fn unwalkable(folder: &Path, error: &ignore::Error) -> Error {
    match error {
        ignore::Error::WithDepth { err, .. } => unwalkable(folder, err),
        ignore::Error::WithPath { path, err } => unwalkable(path, err),
        ignore::Error::Loop { child, .. } => {
            refused(&child.to_string_lossy(), "is a symbolic link to a folder around it; left out")
        }
        ignore::Error::Io(error) => {
            let place = folder.to_string_lossy();
            let text = error.to_string();
            // The walk names the place within the reason, too.
            match text.split_once(&format!("operation on {place}: ")) {
                Some((_, reason)) => {
                    unreadable(&place, &io::Error::new(error.kind(), reason.to_owned()))
                }
                None => unreadable(&place, error),
            }
        }
        other => refused(&folder.to_string_lossy(), format!("cannot be read: {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(named: &[String], lists: &[String]) -> Vec<String> {
        find(&Inputs { named: named.to_vec(), lists: lists.to_vec() })
            .map(|source| source.map_or_else(|error| format!("! {error}"), |source| source.id.0))
            .collect()
    }

    #[test]
    fn a_folder_gives_its_files_sorted_and_without_the_hidden_ones() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("b")).unwrap();
        fs::create_dir(root.join(".git")).unwrap();
        // Files that version control ignores are articles like any other.
        fs::write(root.join(".gitignore"), "c.txt\n").unwrap();
        for name in ["c.txt", "a.html", "b/z.txt", "b/y.txt", ".hidden", ".git/config"] {
            fs::write(root.join(name), "x").unwrap();
        }
        let given = root.to_string_lossy().into_owned();
        let want: Vec<String> =
            ["a.html", "b/y.txt", "b/z.txt", "c.txt"].map(|name| format!("{given}/{name}")).into();
        assert_eq!(names(std::slice::from_ref(&given), &[]), want);
        assert_eq!(names(&[format!("{given}/*.txt"), format!("{given}/c.txt")], &[]), want[3..]);
    }

    #[test]
    fn a_list_names_a_path_a_line_and_may_hold_comments_and_mistakes() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_string_lossy().into_owned();
        fs::create_dir(folder.path().join("more")).unwrap();
        for name in ["a.txt", "more/b.txt"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let both = names(&["-".into()], &["-".into()]);
        assert!(both[1].contains("both as an input and as a list"), "{both:?}");
        let list = format!("{root}/list");
        let lines = format!(
            "\u{feff}# the news\r\n\r\n{root}/a.txt\r\n{root}/none.txt\n{root}/more\n{root}/a.txt"
        );
        fs::write(&list, lines).unwrap();
        let found = names(&[], &[list]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], format!("{root}/a.txt"));
        assert!(found[1].contains("none.txt: no such file or folder"), "{}", found[1]);
        assert_eq!(found[2], format!("{root}/more/b.txt"));
        let missing = names(&[], &[format!("{root}/no-list")]);
        assert!(missing[0].contains("no-list: no such file or folder"), "{}", missing[0]);
    }

    #[test]
    fn what_cannot_be_found_is_one_clear_line_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_string_lossy().into_owned();
        fs::create_dir(folder.path().join("none")).unwrap();
        let cases = [
            ("missing.txt", "no such file or folder"),
            ("*.nothing", "matches no file"),
            ("none", "holds no articles"),
        ];
        for (name, reason) in cases {
            let found = names(&[format!("{root}/{name}")], &[]);
            assert_eq!(found.len(), 1);
            assert!(found[0].contains(reason), "{}", found[0]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_and_a_loop_of_links_are_refused_and_the_rest_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.txt"), "x").unwrap();
        std::os::unix::fs::symlink(root, root.join("loop")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        let found = names(&[root.to_string_lossy().into_owned()], &[]);
        assert_eq!(found.len(), 3);
        assert!(found[0].ends_with("a.txt"));
        assert!(found[1].contains("symbolic link"), "{}", found[1]);
        assert!(found[2].contains("no regular file"), "{}", found[2]);
    }
}
