"""The shipped templates say what the sources say."""

import tomllib
from typing import Any

import pytest
from pydantic import TypeAdapter

from domain.mechanisms import balanced
from domain.template import AGGREGATE, PublishTemplate, TemplateContent
from styrkedjan.templates import SHIPPED, load, text_of
from tests.domain.specification import INSTALLING


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
def test_nothing_in_a_shipped_file_is_left_unread(key: str) -> None:
    read = TypeAdapter(TemplateContent).dump_python(load(key), mode="json")
    assert _within(tomllib.loads(text_of(key)), read)


def _within(written: Any, read: Any) -> bool:
    if isinstance(written, dict):
        return all(name in read and _within(value, read[name]) for name, value in written.items())
    if isinstance(written, list):
        return len(written) == len(read) and all(map(_within, written, read))
    return bool(written == read)
