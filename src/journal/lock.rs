//! One process a result folder.

use crate::error::{Error, Result, reason};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Name of the lock file. It stays: removing it would open a gap between two processes.
pub const FILE: &str = ".pullquote.lock";

/// Holds a result folder for this process. The operating system lets go of it when the process
/// ends, however it ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not used")] File);

impl Lock {
    /// Takes the folder.
    ///
    /// # Errors
    /// [`Error::Output`] when another process holds it or it cannot be written.
    pub fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let refuse = |reason: String| Error::Output { path: folder.to_owned(), reason };
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(
                |error| refuse(format!("{}; choose another folder with --output", reason(&error))),
            )?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(refuse(
                "another pullquote is at work on this folder; wait for it to end, \
                 or choose another folder with --output"
                    .to_owned(),
            )),
            Err(TryLockError::Error(error)) => Err(refuse(format!(
                "the folder cannot be locked ({error}); choose one on another disk with --output"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_by_one_and_free_when_that_one_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path()).unwrap();
        let second = Lock::take(folder.path()).unwrap_err().to_string();
        assert!(second.contains("another pullquote is at work"), "{second}");
        drop(first);
        Lock::take(folder.path()).unwrap();
    }
}
