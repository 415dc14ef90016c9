"""Calls the program for the other scripts of this folder."""
import json
import resource
import subprocess
import sys


def comments(binary, *inputs, options=()):
    """What `pullquote extract` prints as JSON lines, and the seconds of processor time it took."""
    command = [str(binary), "extract", "--format", "jsonl", "--threads", "1", "--quiet", *options, *map(str, inputs)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return [json.loads(line) for line in done.stdout.decode().splitlines()], seconds
