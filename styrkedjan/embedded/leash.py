"""Nobody outlives the one who started them, not even when that one is killed outright.

A small process of its own reads a pipe from the parent. When the parent ends without a word the pipe closes, and what
the parent had started is ended, last first. This works on Linux and macOS alike and for programs that are not ours.
"""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import psutil

from styrkedjan.embedded.processes import end, is_same, remember


class Leash:
    """Held by the parent."""

    def __init__(self, file: Path) -> None:
        """`file` remembers the process, so that the next parent can wait until it is through."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "styrkedjan.embedded.leash"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        remember(file, self._process.pid)

    def hold(self, pid: int, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process `pid` with the signal `how`, should this one die."""
        with contextlib.suppress(psutil.NoSuchProcess, BrokenPipeError):
            began = psutil.Process(pid).create_time()
            self._pipe.write(f"{pid} {began!r} {int(how)}\n")
            self._pipe.flush()

    def close(self) -> None:
        """Return when nothing that was held lives any more."""
        self._pipe.close()
        self._process.wait()

    @property
    def _pipe(self) -> IO[str]:
        assert self._process.stdin is not None  # noqa: S101  it was asked for
        return self._process.stdin


def watch(lines: IO[str]) -> None:
    """Collect what is held until the pipe closes; then end it."""
    for line in reversed(list(lines)):
        pid, began, how = line.split()
        _end(int(pid), float(began), signal.Signals(int(how)))


def _end(pid: int, began: float, how: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if is_same(process, began):
            end(process, how)  # a database is left to finish: it recovers from anything, but need not be put to it


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watch(sys.stdin)
