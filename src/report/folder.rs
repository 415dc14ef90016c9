//! The result folder: files are written beside their places, synced, and moved there at the
//! end, so that a reader never meets a half-written one.

use super::table::Cell;
use super::writer::{self, Format, Table};
use crate::error::{Error, Result, reason};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A result folder in the making.
pub struct Folder {
    path: PathBuf,
    /// Whether the folder is new, to be removed again when nothing comes of it.
    new: bool,
    /// `None` only while the folder is dropped.
    staging: Option<TempDir>,
    /// Names of the files, in the order in which they are moved.
    names: Vec<String>,
    /// Names of what goes unless it is among them.
    stale: Vec<String>,
}

/// A table of the folder in the making.
pub struct TableFile {
    place: PathBuf,
    file: File,
    table: Box<dyn Table>,
}

impl Folder {
    /// Makes the folder, if need be, and a hidden one in it for files in the making.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn open(path: &Path) -> Result<Self> {
        let new = !path.exists();
        fs::create_dir_all(path).map_err(|error| cannot_write(path, &error))?;
        let staging = tempfile::Builder::new()
            .prefix(".pullquote-")
            .tempdir_in(path)
            .map_err(|error| cannot_write(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            new,
            staging: Some(staging),
            names: Vec::new(),
            stale: Vec::new(),
        })
    }

    /// Where files are in the making; it is to be removed when the program is interrupted.
    pub fn staging(&self) -> &Path {
        self.staging.as_ref().map_or(&self.path, TempDir::path)
    }

    /// Starts a table.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn table(&mut self, name: &str, format: Format, columns: &[&str]) -> Result<TableFile> {
        self.table_of(name, |sink| writer::open(format, sink, columns))
    }

    /// Starts a table that `open` makes.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn table_of(
        &mut self,
        name: &str,
        open: impl FnOnce(BufWriter<File>) -> io::Result<Box<dyn Table>>,
    ) -> Result<TableFile> {
        let (place, file) = self.create(name)?;
        let sink = file.try_clone().map(|file| BufWriter::with_capacity(1 << 16, file));
        let table = sink.and_then(open).map_err(|error| cannot_write(&place, &error))?;
        Ok(TableFile { place, file, table })
    }

    /// Makes a folder in the making; the one that has its name is replaced as a whole.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be made.
    pub fn folder(&mut self, name: &str) -> Result<PathBuf> {
        let path = self.staging().join(name);
        fs::create_dir(&path).map_err(|error| self.cannot_write(name, &error))?;
        self.names.push(name.to_owned());
        Ok(path)
    }

    /// Writes a file by `write`.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<()> {
        let (place, mut file) = self.create(name)?;
        write(&mut file)
            .and_then(|()| file.sync_all())
            .map_err(|error| cannot_write(&place, &error))
    }

    /// The error of something of this name that cannot be written.
    pub fn cannot_write(&self, name: &str, error: &io::Error) -> Error {
        cannot_write(&self.path.join(name), error)
    }

    /// Has what an earlier result left under a name go, unless it was written anew. A folder goes
    /// only where it holds nothing but folders of a day.
    pub fn forget(&mut self, name: &str) {
        self.stale.push(name.to_owned());
    }

    /// Writes a whole file.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.file(name, |file| file.write_all(bytes))
    }

    /// Moves the files to their places, the last written last.
    ///
    /// # Errors
    /// [`Error::Output`] when one cannot be moved.
    pub fn commit(self) -> Result<()> {
        for name in self.names.iter().chain(&self.stale) {
            self.move_away(name);
        }
        for name in &self.names {
            let place = self.path.join(name);
            fs::rename(self.staging().join(name), &place)
                .map_err(|error| cannot_write(&place, &error))?;
        }
        // Makes the moves themselves last; not every file system can, and the files are whole.
        let _ = File::open(&self.path).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// Moves a folder of an earlier result out of the way, or a file that is not written anew; it
    /// goes with the files in the making. What cannot be moved shows when its place is taken.
    fn move_away(&self, name: &str) {
        let place = self.path.join(name);
        let written = self.names.iter().any(|other| other == name);
        if if place.is_dir() { is_partitioned(&place) } else { !written } {
            let _ = fs::rename(&place, self.staging().join(format!(".old-{name}")));
        }
    }

    /// Creates a file in the making; returns the place that it will have.
    fn create(&mut self, name: &str) -> Result<(PathBuf, File)> {
        let place = self.path.join(name);
        let file = File::create(self.staging().join(name))
            .map_err(|error| cannot_write(&place, &error))?;
        self.names.push(name.to_owned());
        Ok((place, file))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.staging.take());
        if self.new {
            // Succeeds only where nothing was moved into it.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

impl TableFile {
    /// Writes one row.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.table.row(cells).map_err(|error| cannot_write(&self.place, &error))
    }

    /// Writes out what is held back and has the disk keep it.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.table
            .flush()
            .and_then(|()| self.file.sync_all())
            .map_err(|error| cannot_write(&self.place, &error))
    }
}

/// Whether a folder holds folders of days only, as [`super::partitions`] makes them.
fn is_partitioned(folder: &Path) -> bool {
    let ours = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("day="))
    };
    fs::read_dir(folder).is_ok_and(|mut entries| entries.all(ours))
}

/// A result that cannot be written, and what to do about it.
fn cannot_write(place: &Path, error: &io::Error) -> Error {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; make room on the disk",
        io::ErrorKind::FileTooLarge => "; the system limits the size of files",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; choose another folder with --output"
        }
        _ => "; choose another folder with --output, or check this one",
    };
    Error::Output { path: place.to_owned(), reason: format!("{}{advice}", reason(error)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_appear_together_and_nothing_else_stays() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("a/result");
        let mut folder = Folder::open(&path).unwrap();
        let mut table = folder.table("t.csv", Format::Csv, &["a"]).unwrap();
        table.row(&[Cell::Integer(1)]).unwrap();
        table.finish().unwrap();
        folder.write("m.json", b"{}").unwrap();
        assert!(!path.join("t.csv").exists());
        folder.commit().unwrap();
        assert_eq!(fs::read_to_string(path.join("t.csv")).unwrap(), "a\n1\n");
        assert_eq!(fs::read_dir(&path).unwrap().count(), 2);
    }

    #[test]
    fn what_is_not_written_anew_goes_and_what_is_not_ours_stays() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path();
        for day in ["old/day=2025-01-28", "ours/day=2025-01-28", "theirs/letters"] {
            fs::create_dir_all(path.join(day)).unwrap();
        }
        fs::write(path.join("t.parquet"), "old").unwrap();
        fs::write(path.join("kept.csv"), "old").unwrap();
        let mut folder = Folder::open(path).unwrap();
        let days = folder.folder("ours").unwrap();
        fs::create_dir(days.join("day=2025-01-29")).unwrap();
        folder.write("kept.csv", b"new").unwrap();
        for name in ["old", "ours", "theirs", "t.parquet", "kept.csv", "never"] {
            folder.forget(name);
        }
        folder.commit().unwrap();
        assert!(!path.join("old").exists() && !path.join("t.parquet").exists());
        assert!(path.join("theirs/letters").exists());
        assert!(path.join("ours/day=2025-01-29").exists());
        assert!(!path.join("ours/day=2025-01-28").exists());
        assert_eq!(fs::read_to_string(path.join("kept.csv")).unwrap(), "new");
        assert_eq!(fs::read_dir(path).unwrap().count(), 3);
    }

    #[test]
    fn a_dropped_folder_leaves_an_earlier_result_as_it_was() {
        let outer = tempfile::tempdir().unwrap();
        fs::write(outer.path().join("t.csv"), "old").unwrap();
        let mut folder = Folder::open(outer.path()).unwrap();
        folder.write("t.csv", b"new").unwrap();
        drop(folder);
        assert_eq!(fs::read_to_string(outer.path().join("t.csv")).unwrap(), "old");
        assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_new_folder_goes_when_nothing_comes_of_it() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("result");
        drop(Folder::open(&path).unwrap());
        assert!(!path.exists());
    }
}
