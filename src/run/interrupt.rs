//! Ctrl-C: a run that can be resumed finishes its batch first; at the second time, or where
//! nothing can be resumed, what is half-written is removed and the program ends with code 130.
//!
//! The work may be deep in a long text or wait for standard input, so the signal's own thread
//! cleans up and exits. While finished files are moved to their places it waits.

use crate::error::{Error, ExitCode, Result};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Folders to remove when the program is interrupted.
static HALF_WRITTEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Whether a run is under way that ends by itself when it is asked to.
static RESUMABLE: AtomicBool = AtomicBool::new(false);

/// Whether that run was asked to end.
static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C (and the signals to terminate and to hang up).
pub fn install() -> Result<()> {
    ctrlc::set_handler(|| {
        let resumable = RESUMABLE.load(Ordering::SeqCst);
        if resumable && !REQUESTED.swap(true, Ordering::SeqCst) {
            super::console::tell_end(
                "interrupted; finishes the batch (a second time stops at once)",
            );
            return;
        }
        for folder in half_written().iter() {
            // Nothing more can be done about a folder that cannot be removed.
            let _ = std::fs::remove_dir_all(folder);
        }
        let resume = if resumable { "; run the same command again to go on" } else { "" };
        super::console::tell_end(&format!("interrupted{resume}"));
        std::process::exit(ExitCode::Interrupted as i32);
    })
    .map_err(|error| Error::Usage(format!("cannot listen for Ctrl-C: {error}")))
}

/// The folders to remove; an interruption waits for as long as the guard is held.
pub fn half_written() -> MutexGuard<'static, Vec<PathBuf>> {
    HALF_WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the run was asked to end.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}

/// Runs something that looks at [`requested`] from time to time and ends by itself.
pub fn resumable<T>(work: impl FnOnce() -> T) -> T {
    RESUMABLE.store(true, Ordering::SeqCst);
    let result = work();
    RESUMABLE.store(false, Ordering::SeqCst);
    result
}
