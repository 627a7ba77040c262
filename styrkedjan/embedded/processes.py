"""Process numbers that outlive their process: kept with the moment it began, since the system gives them out again."""

import contextlib
import json
import signal
import time
from pathlib import Path
from typing import Final

import psutil

DRIFT: Final = 60.0
"""Seconds by which the same process seems to have begun earlier or later as the machine's clock is set right."""
PATIENCE: Final = 15
"""Seconds a process gets to end by itself before it is killed."""


def remember(file: Path, pid: int) -> None:
    """Write down who runs. A process already gone leaves nothing."""
    with contextlib.suppress(psutil.NoSuchProcess):
        file.write_text(json.dumps({"pid": pid, "began": psutil.Process(pid).create_time()}))


def living(file: Path) -> psutil.Process | None:
    """The process that `file` remembers, if it still is that one."""
    try:
        kept = json.loads(file.read_text())
        process = psutil.Process(kept["pid"])
        same = is_same(process, kept["began"])
    except (OSError, ValueError, KeyError, psutil.NoSuchProcess):
        return None
    return process if same and not gone(process) else None


def is_same(process: psutil.Process, began: float) -> bool:
    """Whether `process` is the one that began at `began`. Raises NoSuchProcess."""
    return abs(process.create_time() - began) < DRIFT


def gone(process: psutil.Process) -> bool:
    """Whether it has ended, every thread of it.

    An orphan's remains may stay for ever where nobody collects them, as in a container.
    """
    try:
        ended = not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
        return ended and process.num_threads() <= 1
    except psutil.NoSuchProcess:
        return True


def end_leftover(file: Path) -> None:
    """End what an earlier parent left behind, and forget it."""
    process = living(file)
    if process is not None:
        end(process)
    file.unlink(missing_ok=True)


def end(process: psutil.Process, how: signal.Signals = signal.SIGTERM) -> bool:
    """Ask it to end with the signal `how`, and kill it if it was asked by SIGTERM and does not. Whether it is gone."""
    ways = (how, signal.SIGKILL) if how is signal.SIGTERM else (how,)
    for way in ways:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(way)
        deadline = time.monotonic() + PATIENCE
        while not gone(process) and time.monotonic() < deadline:
            time.sleep(0.02)
        if gone(process):
            return True
    return False
