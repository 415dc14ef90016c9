//! Text → documents, one file a format.
