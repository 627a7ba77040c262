"""`styrkedjan up` as a person runs it: everything starts, goes on after any kill, and ends with 0."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from styrkedjan.embedded.processes import gone
from styrkedjan.embedded.services import COMMAND

PORTS = ("PORT", "METRICS_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "TEMPORAL_METRICS_PORT")
LONGEST = 120.0


@pytest.fixture
def environment() -> Iterator[Mapping[str, str]]:
    """A data folder that also another system user may enter, and ports of its own."""
    with contextlib.ExitStack() as chosen, tempfile.TemporaryDirectory(prefix="styrkedjan-up-") as folder:
        Path(folder).chmod(0o711)
        sockets = {name: chosen.enter_context(socket.socket()) for name in PORTS}
        for each in sockets.values():
            each.bind(("127.0.0.1", 0))
        ports = {f"STYRKEDJAN_{name}": str(each.getsockname()[1]) for name, each in sockets.items()}
        chosen.close()
        yield {**os.environ, **ports, "STYRKEDJAN_DATA": f"{folder}/data", "STYRKEDJAN_LANGUAGE": "en"}


class Running:
    """One `styrkedjan up`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [str(COMMAND), "up"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines: list[str] = []
        while not (self.lines and self.lines[-1].startswith("Ctrl-C")):
            assert self.process.stdout is not None
            line = self.process.stdout.readline()
            assert line, self.lines
            self.lines.append(line.rstrip())

    def family(self) -> list[psutil.Process]:
        """Everything of this installation, whoever its parent is by now."""
        folder = next(line for line in self.lines if line.startswith("Data: ")).removeprefix("Data: ")
        ours = psutil.Process(self.process.pid).children(recursive=True)
        others = [each for each in psutil.process_iter() if folder in " ".join(_words(each))]
        return list({each.pid: each for each in (*ours, *others)}.values())

    def next_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(LONGEST)


@contextlib.contextmanager
def running(environment: Mapping[str, str]) -> Iterator[Running]:
    started = Running(environment)
    with started.process:  # closes its pipe
        try:
            yield started
        finally:
            started.process.kill()


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def wait_until_gone(processes: list[psutil.Process]) -> None:
    deadline = time.monotonic() + LONGEST
    while left := [each for each in processes if not gone(each)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def command(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(COMMAND), *words], env=environment, capture_output=True, text=True, check=False)


def page(environment: Mapping[str, str], name: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{environment[name]}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


@pytest.mark.timeout(600)
def test_everything_starts_goes_on_after_any_kill_and_ends_with_0(environment: Mapping[str, str]) -> None:
    with running(environment) as first:
        told = "\n".join(first.lines)
        assert "Styrkedjan is running at http://127.0.0.1:" in told
        assert "loses every text" in told
        assert command(environment, "doctor").returncode == 0
        second = command(environment, "up")
        assert second.returncode != 0
        assert "already running" in second.stdout
        founders = (Path(environment["STYRKEDJAN_DATA"]) / "founders.json").read_text()
        left = first.family()
        first.process.kill()  # the parent alone: the leash ends the rest

    with running(environment) as again:
        wait_until_gone(left)
        for each in (*again.family(), psutil.Process(again.process.pid)):  # everything, the leash too
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()

    with running(environment) as third:
        assert command(environment, "tasks").returncode == 0
        assert "temporal_" in page(environment, "STYRKEDJAN_TEMPORAL_METRICS_PORT")
        assert "styrkedjan_follower_lag_seconds" in page(environment, "STYRKEDJAN_METRICS_PORT")
        assert (Path(environment["STYRKEDJAN_DATA"]) / "founders.json").read_text() == founders
        next(each for each in third.family() if _words(each)[-1:] == ["worker"]).kill()
        assert "Worker ended by itself" in third.next_line()
        assert "Worker" in third.next_line()
        family = third.family()
        assert third.end(signal.SIGTERM) == 0
        wait_until_gone(family)


def test_ctrl_c_while_it_starts_ends_with_0_and_leaves_nothing(environment: Mapping[str, str]) -> None:
    with subprocess.Popen([str(COMMAND), "up"], env=environment, stdout=subprocess.PIPE, text=True) as starting:
        assert starting.stdout is not None
        starting.stdout.readline()  # the first line: the database is on its way
        starting.send_signal(signal.SIGINT)
        assert starting.wait(LONGEST) == 0
    folder = environment["STYRKEDJAN_DATA"]
    wait_until_gone([each for each in psutil.process_iter() if folder in " ".join(_words(each))])


def test_a_taken_port_is_one_sentence(environment: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["STYRKEDJAN_PORT"])))
        taken.listen()
        refused = command(environment, "up")
    assert refused.returncode != 0
    port = environment["STYRKEDJAN_PORT"]
    assert refused.stdout == (
        f"Port {port} is taken by another program. End that, or choose another port: STYRKEDJAN_PORT=… make up\n"
    )


def test_the_command_is_the_environments_own() -> None:
    assert Path(sys.prefix) in COMMAND.parents
