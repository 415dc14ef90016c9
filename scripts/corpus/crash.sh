#!/usr/bin/env bash
# Kills 500 runs (or as many as said) at random moments, resumes each, and compares every byte:
#   scripts/corpus/crash.sh [N]
# The suite does the same with 50; see tests/crash.rs.
set -euo pipefail
cd "$(dirname "$0")/../.."
PULLQUOTE_CRASHES=${1:-500} cargo test --test crash \
  a_run_killed_at_any_moment -- --nocapture
