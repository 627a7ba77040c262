"""Stored bytes: one form, read for ever."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from domain.aggregate import Aggregate
from domain.sealed import Sealed
from events.codec import Codec, UnknownEventError
from events.envelope import tail_of
from events.registry import CODEC
from events.shapes import shape_of
from tests.events.examples import examples
from tests.events.write_goldens import FOLDER, golden_file, lines

KINDS = sorted(CODEC.events)


def canonical(stored: bytes) -> bytes:
    """RFC 8785 by the C encoder: for strings, integers and booleans under ASCII names it is only this."""
    return json.dumps(
        json.loads(stored), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_is_written_canonically_and_read_back_the_same(kind: str) -> None:
    for event in examples(CODEC.events[kind]):
        stored = CODEC.write(event)
        assert stored == canonical(stored)
        assert CODEC.read_event(tail_of(kind, CODEC.version(kind)), stored) == event


@pytest.mark.parametrize("kind", sorted(CODEC.commands))
def test_every_command_is_written_canonically_and_read_back_the_same(kind: str) -> None:
    for command in examples(CODEC.commands[kind]):
        stored = CODEC.write(command)
        assert stored == canonical(stored)
        assert CODEC.read_command(stored) == command


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_type_has_its_golden_file_and_is_still_written_so(kind: str) -> None:
    path = golden_file(kind, CODEC.version(kind))
    assert path.exists(), "run: python -m tests.events.write_goldens"
    assert path.read_bytes() == lines(kind), "a released event never changes its shape: see events/upcasters.py"


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_every_event_ever_written_can_be_read(path: Any) -> None:
    kind, version, _ = path.name.split(".")
    for stored in path.read_bytes().splitlines():
        assert CODEC.read_event(tail_of(kind, int(version[1:])), stored).kind


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('\u20ac$\x0f\nA\'B"\\\\"/', r'"€$\u000f\nA' + "'" + r'B\"\\\\\"/"'),
        ("\x08\t\n\x0c\r\x1f\x7f", '"\\b\\t\\n\\f\\r\\u001f\x7f"'),
        ("\u2028\U0001f600ö", '"\u2028\U0001f600ö"'),
    ],
)
def test_strings_are_escaped_by_rfc_8785(value: str, written: str) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Said:
        word: str
        kind: Literal["said"] = "said"

    stored = shape_of(Said).write(Said(word=value))
    assert stored == f'{{"kind":"said","word":{written}}}'.encode() == canonical(stored)


def test_what_has_no_canonical_form_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Weighed:
        weight: float
        kind: Literal["weighed"] = "weighed"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Named:
        names: frozenset[str]
        kind: Literal["named"] = "named"

    for cls in (Weighed, Named):
        with pytest.raises(TypeError, match="no canonical form"):
            shape_of(cls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """The third shape of an event that began with `word`, then had `name`."""

    name: Sealed
    times: int
    kind: Literal["renamed"] = "renamed"


def decide(command: Renamed, state: int, facts: Any) -> Sequence[Renamed]:
    return []


MADE_UP: Aggregate[Renamed, Renamed, int] = Aggregate(
    category="made_up",
    commands=Renamed,
    events=Renamed,
    initial=0,
    decide=decide,
    evolve=lambda state, event: state + event.times,
    relies_on=lambda _organiser, _state, _command: (),
)

UPCASTERS = {
    ("renamed", 1): lambda held: {"kind": held["kind"], "name": held["word"]},
    ("renamed", 2): lambda held: {**held, "times": 1},
}


@pytest.mark.parametrize(
    ("version", "stored"),
    [
        (1, b'{"kind":"renamed","word":"-GE="}'),
        (2, b'{"kind":"renamed","name":"-GE="}'),
        (3, b'{"kind":"renamed","name":"-GE=","times":1}'),
    ],
)
def test_an_old_event_is_read_as_a_new_one(version: int, stored: bytes) -> None:
    codec = Codec([MADE_UP], UPCASTERS)
    assert codec.version("renamed") == 3
    assert codec.read_event(tail_of("renamed", version), stored) == Renamed(name=Sealed(b"\xf8a"), times=1)


@pytest.mark.parametrize(("kind", "version"), [("renamed", 4), ("unheard_of", 1)])
def test_an_event_of_later_code_is_not_guessed_at(kind: str, version: int) -> None:
    with pytest.raises(UnknownEventError, match=kind):
        Codec([MADE_UP], UPCASTERS).read_event(tail_of(kind, version), b"{}")
