"""The installed command as a process of its own: output, pipes, and the API until it is asked to stop."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import pytest

from styrkedjan.cli.exits import Exit
from styrkedjan.embedded.services import COMMAND, answers
from tests.styrkedjan.shells import Shell


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One run, in a shell that knows no Swedish."""
    return subprocess.run(
        [str(COMMAND), *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C", "COLUMNS": "160", **environment},
        timeout=60,
        check=False,
    )


def test_a_command_speaks_swedish_whatever_the_shell_does(school: Shell) -> None:
    people = command("people")
    assert people.returncode == 0
    assert "Åsa Öberg" in people.stdout
    assert people.stderr == ""
    refused = command("show", "finns inte")
    assert refused.returncode == Exit.NOT_FOUND
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 1


def test_a_pipe_that_is_closed_early_is_no_fault(school: Shell) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        ended = subprocess.run([str(COMMAND), "people", "--json"], stdout=closed, stderr=subprocess.PIPE, check=False)
    assert b"Traceback" not in ended.stderr


def test_two_commands_at_once_both_succeed(school: Shell) -> None:
    running = [subprocess.Popen([str(COMMAND), "unit", "add", name], stdout=subprocess.PIPE) for name in ("Ett", "Två")]
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0]
    names = [unit["name"] for unit in school("organiser", "show", "--json").json["units"]]
    assert sorted(names) == ["Ett", "Två", "Åsö skola"]


@contextmanager
def serving(environment: Mapping[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The API, until the block is left."""
    process = subprocess.Popen(
        [str(COMMAND), "serve"], env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        deadline = time.monotonic() + 60
        while not answers("127.0.0.1", port):
            assert process.poll() is None, process.communicate()[0].decode()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.communicate()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_the_api_answers_its_bearer_and_stops_when_asked(school: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    environment = {
        "STYRKEDJAN_PORT": str(port),
        "STYRKEDJAN_API_TOKEN": "hemlig",
        "STYRKEDJAN_API_ORGANISER": str(school.founders.organiser),
        "STYRKEDJAN_API_PERSON": str(school.founders.admin),
    }
    with serving(environment, port) as process, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert '<html lang="sv">' in client.get("/").text
        assert client.get("/v1/me").status_code == 401
        me = client.get("/v1/me", headers={"Authorization": "Bearer hemlig"}).json()
        assert me["person"] == str(school.founders.admin)
        assert me["roles"] == ["admin", "organiser"]
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    assert process.returncode in (0, -signal.SIGTERM)
    assert b"Traceback" not in said
    assert b"hemlig" not in said


def test_without_a_token_the_api_answers_no_one(school: Shell) -> None:
    port = free_port()
    with serving({"STYRKEDJAN_PORT": str(port)}, port), httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert client.get("/v1/me", headers={"Authorization": "Bearer nothing"}).status_code == 401
        assert client.get("/healthz").status_code == 200
