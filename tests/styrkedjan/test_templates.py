"""The shipped templates say what the sources say."""

import tomllib
from typing import Any

import pytest
from pydantic import TypeAdapter

from domain.fields import questions
from domain.forms import Protocol
from domain.forms.implementation import Moment
from domain.mechanisms import balanced
from domain.tasks import Key
from domain.template import AGGREGATE, PublishTemplate, TemplateContent
from styrkedjan.templates import SHIPPED, load, text_of
from tests.domain.specification import INSTALLING
from web.schemas import BY_KIND


def test_lartraffar_has_the_dues_in_brackets() -> None:
    due = load("lartraffar").due
    fifteen = ("needs_workshop", "needs_and_current_state", "current_state", "effect_chain", "development_plan")
    assert due == dict.fromkeys(fifteen, 15) | {
        "conditions": 10,
        "decide_on_conditions": 10,
        "approve_plan": 10,
        "evaluation": 20,
    }


def test_lartraffar_meets_on_six_points_at_most_five_weeks_apart() -> None:
    content = load("lartraffar")
    points = ["led", "note_taker", "round", "discussion", "until_next_time", "protocol"]
    assert [moment.key for moment in content.moments] == points
    assert [(moment.minutes_from, moment.minutes_to) for moment in content.moments[2:5]] == [
        (10, 20),
        (30, 40),
        (15, 15),
    ]
    assert content.longest_gap_weeks == 5


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_template_can_be_published_and_suggests_all_four_blocks(key: str) -> None:
    content = load(key)
    assert AGGREGATE.decide(PublishTemplate(content=content), AGGREGATE.initial, INSTALLING)
    assert content.key == key
    assert balanced(suggested.mechanism for suggested in content.mechanisms)
    assert len(text_of(key)) > 100


@pytest.mark.parametrize("key", SHIPPED)
def test_what_a_template_names_there_is(key: str) -> None:
    content = load(key)
    assert {moment.key for moment in content.moments} <= set(Moment)
    assert set(content.due) <= set(Key)
    asked = {field.name for field, _ in questions(Protocol)}
    assert {name for meeting in content.part_meetings for name in meeting.asks} <= asked
    for wording in content.wordings:
        assert wording.field in {field.name for field, _ in questions(BY_KIND[wording.form])}, wording


@pytest.mark.parametrize(
    ("key", "weeks"),
    [("lartraffar", 5), ("stl", 6), ("lyftmodellen", 4), ("analytisk-cykel", 6), ("leda-digitalisering", 6)],
)
def test_the_longest_gap_is_the_tables(key: str, weeks: int) -> None:
    assert load(key).longest_gap_weeks == weeks


@pytest.mark.parametrize("key", SHIPPED)
def test_nothing_in_a_shipped_file_is_left_unread(key: str) -> None:
    read = TypeAdapter(TemplateContent).dump_python(load(key), mode="json")
    assert _within(tomllib.loads(text_of(key)), read)


def _within(written: Any, read: Any) -> bool:
    if isinstance(written, dict):
        return all(name in read and _within(value, read[name]) for name, value in written.items())
    if isinstance(written, list):
        return len(written) == len(read) and all(map(_within, written, read))
    return bool(written == read)
