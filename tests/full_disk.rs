//! Disks that are full or cannot be written, seen from outside.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use support::{corpus, failure, pullquote, tiny_model};

/// A call of `analyze` with the tiny model.
fn analyze(input: &Path, result: &Path) -> assert_cmd::Command {
    let mut command = pullquote(&["analyze", "--batch", "4", "--quiet", "--model"]);
    command.arg(tiny_model()).arg("--output").arg(result).arg(input);
    command
}

/// A file system in memory, unmounted when it is dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(options: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path());
        assert!(mount.status().unwrap().success(), "cannot mount; needs root");
        Self(folder)
    }

    fn remount(&self, options: &str) {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,{options}")]).arg(self.0.path());
        assert!(mount.status().unwrap().success(), "cannot remount; needs root");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A disk that stays mounted would be seen by the removal of its folder.
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
#[ignore = "mounts a small file system, which needs root: cargo test --test full_disk -- --ignored"]
fn a_run_on_a_full_disk_says_so_and_goes_on_when_there_is_room() {
    let outer = tempfile::tempdir().unwrap();
    let [input, whole] = ["news", "whole"].map(|name| outer.path().join(name));
    corpus::write(&input, 40, 200);
    analyze(&input, &whole).assert().code(1);
    let disk = Disk::mount("size=300k");
    let result = disk.0.path().join("result");
    let message = failure(&mut analyze(&input, &result), 5);
    assert!(message.contains("make room on the disk"), "{message}");
    assert!(!result.join("comments.csv").exists());
    disk.remount("size=64m");
    analyze(&input, &result).assert().code(1);
    corpus::same(&whole, &result);
}

#[test]
#[ignore = "mounts a small file system, which needs root: cargo test --test full_disk -- --ignored"]
fn a_disk_that_cannot_be_written_is_told_before_the_work() {
    let outer = tempfile::tempdir().unwrap();
    let input = outer.path().join("a.txt");
    fs::write(&input, corpus::article(1)).unwrap();
    let disk = Disk::mount("size=8m");
    let result = disk.0.path().join("result");
    analyze(&input, &result).assert().code(0);
    disk.remount("ro");
    let message = failure(&mut analyze(&input, &result), 5);
    assert!(message.contains("cannot write") && message.contains("--output"), "{message}");
    let message = failure(&mut analyze(&input, &disk.0.path().join("new")), 5);
    assert!(message.contains("cannot write") && message.contains("--output"), "{message}");
}

/// The same without a disk of its own: a limit on the size of files stops a write in the middle,
/// at a place that the limit chooses.
#[test]
fn a_run_that_may_write_no_further_says_so_and_goes_on_when_it_may() {
    let outer = tempfile::tempdir().unwrap();
    let [input, whole, result] = ["news", "whole", "result"].map(|name| outer.path().join(name));
    corpus::write(&input, 20, 40);
    analyze(&input, &whole).assert().code(1);
    for blocks in ["8", "64", "120", "200"] {
        let script = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";
        let mut limited = Command::new("bash");
        limited.args(["-c", script, "bash", blocks, env!("CARGO_BIN_EXE_pullquote")]);
        limited.args(["analyze", "--batch", "4", "--quiet", "--model"]).arg(tiny_model());
        let output = limited.arg("--output").arg(&result).arg(&input).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{blocks}: {message}");
        assert_eq!(message.lines().count(), 1, "{blocks}: {message}");
        assert!(message.contains("cannot write"), "{blocks}: {message}");
        assert!(!result.join("comments.csv").exists(), "{blocks}");
    }
    analyze(&input, &result).assert().code(1);
    corpus::same(&whole, &result);
}
