//! Ctrl-C: what is half-written is removed, then the program ends with code 130.
//!
//! The work may be deep in a long text or wait for standard input, so the signal's own thread
//! cleans up and exits. While finished files are moved to their places it waits.

use crate::error::{Error, ExitCode, Result};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Folders to remove when the program is interrupted.
static HALF_WRITTEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Listens for Ctrl-C (and the signals to terminate and to hang up).
pub fn install() -> Result<()> {
    ctrlc::set_handler(|| {
        for folder in half_written().iter() {
            // Nothing more can be done about a folder that cannot be removed.
            let _ = std::fs::remove_dir_all(folder);
        }
        eprintln!("pullquote: interrupted");
        std::process::exit(ExitCode::Interrupted as i32);
    })
    .map_err(|error| Error::Usage(format!("cannot listen for Ctrl-C: {error}")))
}

/// The folders to remove; an interruption waits for as long as the guard is held.
pub fn half_written() -> MutexGuard<'static, Vec<PathBuf>> {
    HALF_WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}
