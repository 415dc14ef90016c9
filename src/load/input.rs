//! Files, folders, globs and standard input.
