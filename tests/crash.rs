//! A run that is killed, whenever it is, loses nothing and doubles nothing.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::{corpus, root, tiny_model};

/// Runs that are killed; `PULLQUOTE_CRASHES` asks for more.
const CRASHES: u64 = 50;

/// Starts the program on the corpus, with batches so small that there are many.
fn start(input: &Path, result: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .current_dir(root())
        .args(["analyze", "--batch", "4", "--threads", "2", "--model"])
        .arg(tiny_model())
        .arg("--output")
        .arg(result)
        .arg(input.join("table.jsonl"))
        .arg(input.join("files"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits for the end; gives the exit code and what was said.
fn end(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_run_killed_at_any_moment_and_resumed_gives_the_bytes_of_an_unbroken_one() {
    let crashes = std::env::var("PULLQUOTE_CRASHES").map_or(CRASHES, |n| n.parse().unwrap());
    let outer = tempfile::tempdir().unwrap();
    let input = outer.path().join("news");
    corpus::write(&input, 25, 60);
    let whole = outer.path().join("whole");
    let started = Instant::now();
    let (code, said) = end(start(&input, &whole));
    assert_eq!(code, Some(1), "{said}");
    let mut lifetime = started.elapsed();

    let seed = 20_261_124;
    println!("seed {seed}, an unbroken run takes {lifetime:?}");
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut early, mut midway, mut ended) = (0, 0, 0);
    for crash in 0..crashes {
        let result = outer.path().join("killed");
        let mut child = start(&input, &result);
        std::thread::sleep(lifetime.mul_f64(random.f64()));
        // SIGKILL: no handler runs, no buffer is flushed.
        child.kill().unwrap();
        let (code, _) = end(child);
        let started = Instant::now();
        let (resumed, said) = end(start(&input, &result));
        assert_eq!(resumed, Some(1), "crash {crash}: {said}");
        match code {
            Some(_) => ended += 1,
            None if said.contains("goes on") => midway += 1,
            None => {
                early += 1;
                // A whole run again: the machine may be slower by now.
                lifetime = (lifetime + started.elapsed()) / 2;
            }
        }
        corpus::same(&whole, &result);
        let left: Vec<_> = fs::read_dir(&result)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with("-wal") || name.ends_with("-shm"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
        fs::remove_dir_all(&result).unwrap();
    }
    println!("killed before the first batch {early}, midway {midway}; had ended {ended}");
    assert!(midway >= crashes / 10, "too few were killed midway: {midway} of {crashes}");
}

#[test]
fn a_run_killed_again_and_again_ends_all_the_same() {
    let outer = tempfile::tempdir().unwrap();
    let input = outer.path().join("news");
    corpus::write(&input, 25, 60);
    let [whole, result] = ["whole", "killed"].map(|name| outer.path().join(name));
    let started = Instant::now();
    assert_eq!(end(start(&input, &whole)).0, Some(1));
    let lifetime = started.elapsed();
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..8 {
        let mut child = start(&input, &result);
        std::thread::sleep(
            lifetime.mul_f64(0.2 + 0.5 * random.f64()).max(Duration::from_millis(20)),
        );
        child.kill().unwrap();
        end(child);
    }
    let (code, said) = end(start(&input, &result));
    assert_eq!(code, Some(1), "{said}");
    corpus::same(&whole, &result);
}
