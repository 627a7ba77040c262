"""What verify finds wrong with a state, aggregate by aggregate."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain.actors import Role
from domain.calendar import CalendarState
from domain.person import PersonState
from domain.sealed import Sealed
from domain.template import TemplateState
from events.folds import Fold, nothing
from events.registry import AGGREGATES
from events.soundness import unsound
from styrkedjan.templates import load
from tests.domain.life import OF_ORGANISER, UNIT

ADMIN = (uuid4(), Role.ADMIN)
SOUND = replace(OF_ORGANISER, name=Sealed(b"x"), roles=OF_ORGANISER.roles | {ADMIN})
ROOM = load("lartraffar")


@pytest.mark.parametrize(
    ("state", "version", "what"),
    [
        (SOUND, 4, ""),
        (replace(SOUND, name=None), 4, "no name"),
        (replace(SOUND, settings=None), 4, "no settings"),
        (replace(SOUND, roles=OF_ORGANISER.roles), 4, "administrator"),
        (replace(SOUND, units={UNIT: SOUND.units[UNIT], uuid4(): SOUND.units[UNIT]}), 4, "two units"),
        (PersonState(name=Sealed(b"x")), 1, ""),
        (PersonState(), 1, "no name"),
        (CalendarState(number=2), 2, ""),
        (CalendarState(number=2), 3, "number 2 after 3"),
        (TemplateState(versions={1: ROOM, 2: ROOM}), 2, ""),
        (TemplateState(versions={2: ROOM}), 1, "versions [2]"),
    ],
)
def test_an_unsound_state_is_said_in_words(state: Any, version: int, what: str) -> None:
    found = list(unsound(Fold(state, version, None)))
    assert bool(found) == bool(what)
    assert all(what in each for each in found)


@pytest.mark.parametrize("category", sorted(AGGREGATES))
def test_a_stream_without_events_is_sound(category: str) -> None:
    assert list(unsound(nothing(f"{category}:{uuid4()}"))) == []
