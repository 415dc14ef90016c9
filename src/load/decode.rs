//! Bytes → text with honest offsets.
