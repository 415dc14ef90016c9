//! Each command as one readable function: load → score → report.
