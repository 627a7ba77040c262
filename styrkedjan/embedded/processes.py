"""Process numbers that outlive their process: kept with the moment it began, since the system gives them out again."""

import contextlib
import json
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
        same = process.create_time() == kept["began"] and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, KeyError, psutil.NoSuchProcess):
        return None
    return process if same else None


def end_leftover(file: Path) -> None:
    """End what an earlier parent left behind, and forget it."""
    process = living(file)
    if process is not None:
        end([process])
    file.unlink(missing_ok=True)


def end(processes: list[psutil.Process], patience: float = PATIENCE) -> None:
    """Ask each to end, wait, and kill those that did not."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    for process in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=patience)
