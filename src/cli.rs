//! What was typed: commands, options and their help.
