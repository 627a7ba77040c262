"""Logs tell what happened and where, and nobody's name."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from domain.messages import N_
from domain.refusals import Conflict
from styrkedjan.logging import set_up

PLANTED = "Planted Name"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up("json", "info", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def fail() -> None:
    raise Conflict("changed", N_("This has changed since you read it. Look again."), name=PLANTED)


def fail_on_refusal() -> None:
    try:
        fail()
    except Conflict as refusal:
        raise ValueError(PLANTED) from refusal


def test_a_line_holds_its_ids_as_fields(lines: io.StringIO) -> None:
    logging.getLogger("events.followers").warning("parked", extra={"stream": "initiative:1"})
    line = json.loads(lines.getvalue())
    assert (line["level"], line["logger"], line["message"], line["stream"]) == (
        *("warning", "events.followers", "parked"),
        "initiative:1",
    )


def test_an_exceptions_text_is_not_logged(lines: io.StringIO) -> None:
    try:
        fail_on_refusal()
    except ValueError:
        logging.getLogger("web").exception("went wrong")
    line = json.loads(lines.getvalue())
    assert PLANTED not in lines.getvalue()
    assert line["error"] == "ValueError from domain.refusals.Conflict (changed)"
    assert "test_logging.py" in line["at"]


def test_requests_are_not_logged_one_by_one(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info("GET /people?name=%s", PLANTED)
    assert lines.getvalue() == ""
