//! Main text, metadata and embedded posts of an HTML page.
