//! Comments → scores.
