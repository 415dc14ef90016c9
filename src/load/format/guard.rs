//! Calls of a library that panics at damaged files, as the Parquet reader does where two of its
//! headers contradict each other. A damaged file must not end the run.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether this thread is within a guarded call.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Calls `work`; `None` when it panics, of which nothing is printed. What it changes is to be
/// thrown away then.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |information| {
            if !GUARDED.get() {
                told(information);
            }
        }));
    });
    let before = GUARDED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_is_none_and_the_next_call_works() {
        assert_eq!(guarded(|| -> u8 { panic!("damaged") }), None);
        assert_eq!(guarded(|| 7), Some(7));
    }
}
