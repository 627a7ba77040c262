"""Nobody outlives who started them."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from styrkedjan.embedded.ground import end_leftovers
from styrkedjan.embedded.leash import Leash
from styrkedjan.embedded.processes import end_leftover, gone, living, remember
from styrkedjan.locations import Folder

PARENT = """
import subprocess, sys, time
from pathlib import Path
from styrkedjan.embedded.leash import Leash
leash = Leash(Path(sys.argv[1]))
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
leash.hold(child.pid)
print(child.pid, flush=True)
time.sleep(600)
"""


def sleeping() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])


def wait_until_gone(process: psutil.Process) -> None:
    deadline = time.monotonic() + 20
    while not gone(process):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_children_end_when_their_parent_is_killed_outright(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "leash.pid")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    wait_until_gone(child)


def test_closing_the_leash_ends_what_is_left(tmp_path: Path) -> None:
    leash = Leash(tmp_path / "leash.pid")
    with sleeping() as child:
        leash.hold(child.pid)
        leash.close()
        assert child.wait() == -signal.SIGTERM


def test_a_number_given_to_another_process_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    with sleeping() as child:
        remember(file, child.pid)
        kept = json.loads(file.read_text())
        file.write_text(json.dumps(kept | {"began": kept["began"] - 3600}))
        assert living(file) is None
        end_leftover(file)
        assert child.poll() is None
        child.kill()


def test_a_leftover_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    with sleeping() as child:
        remember(file, child.pid)
        end_leftover(file)
        assert child.wait() == -signal.SIGTERM
    assert not file.exists()


def test_what_survived_the_leash_is_ended_before_ports_are_looked_at(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with sleeping() as child:
        remember(folder.child("worker"), child.pid)
        end_leftovers(folder)
        assert child.wait() == -signal.SIGTERM
    assert not any(file.exists() for file in folder.processes)
