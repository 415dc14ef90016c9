//! What the terminal behind standard output can do.

use crate::report::terminal::Screen;
use std::io::{self, IsTerminal};

/// The screen that a table is printed on.
pub fn screen() -> Screen {
    let terminal = io::stdout().is_terminal();
    Screen {
        width: if terminal {
            terminal_size::terminal_size().map(|(w, _)| w.0.into())
        } else {
            None
        },
        colour: colour(terminal, |name| std::env::var(name).ok()),
    }
}

/// Whether to show colours: <https://no-color.org> first, then <https://bixense.com/clicolors>.
fn colour(terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let filled = |name| variable(name).is_some_and(|value| !value.is_empty());
    let is = |name, wanted: &str| variable(name).is_some_and(|value| value == wanted);
    if filled("NO_COLOR") {
        return false;
    }
    if filled("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") {
        return true;
    }
    terminal && !is("CLICOLOR", "0") && !is("TERM", "dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_terminal_and_the_wishes_of_the_user() {
        for (terminal, set, wanted) in [
            (true, None, true),
            (false, None, false),
            (true, Some(("NO_COLOR", "1")), false),
            (true, Some(("NO_COLOR", "")), true),
            (true, Some(("CLICOLOR", "0")), false),
            (true, Some(("CLICOLOR", "1")), true),
            (false, Some(("CLICOLOR_FORCE", "1")), true),
            (false, Some(("CLICOLOR_FORCE", "0")), false),
            (true, Some(("TERM", "dumb")), false),
        ] {
            let variable =
                |name: &str| set.filter(|(of, _)| *of == name).map(|(_, value)| value.to_owned());
            assert_eq!(colour(terminal, variable), wanted, "{terminal} {set:?}");
        }
    }
}
