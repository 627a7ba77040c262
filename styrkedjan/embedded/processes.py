"""Process numbers that outlive their process: kept with the moment it began, since the system gives them out again."""

import contextlib
import json
import signal
import time
from pathlib import Path
from typing import Final

import psutil

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
        same = process.create_time() == kept["began"]
    except (OSError, ValueError, KeyError, psutil.NoSuchProcess):
        return None
    return process if same and not gone(process) else None


def gone(process: psutil.Process) -> bool:
    """Whether it has ended. An orphan's remains may stay for ever where nobody collects them, as in a container."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
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
