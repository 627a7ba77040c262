"""The template aggregate."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.actors import Role
from domain.refusals import NotFound
from domain.template import (
    AGGREGATE,
    Module,
    Moment,
    PartMeeting,
    PublishTemplate,
    Series,
    Span,
    TemplateContent,
    TemplatePublished,
    TemplateState,
    Text,
    Thresholds,
    flaws,
    stream,
)
from domain.track import Track
from tests.domain.specification import Specification, refused, then

TEMPLATE = Specification(AGGREGATE)
NAME = Text(sv="Lärträffar", en="Learning meetings")
MOMENT = Moment(key="round", text=NAME, minutes_from=10, minutes_to=20)
CONTENT = TemplateContent(
    key="lartraffar",
    name=NAME,
    track=Track.FULL,
    due={"conditions": 10},
    longest_gap_weeks=5,
    series=Series(every_weeks=4, number=5, minutes=90),
    moments=(),
    evidence=Text(sv="", en=""),
)
FIRST = TemplatePublished(number=1, content=CONTENT)
CHANGED = replace(CONTENT, longest_gap_weeks=6)


def test_publishing_numbers_the_template() -> None:
    then(TEMPLATE.when(PublishTemplate(content=CONTENT)), FIRST)


def test_a_changed_template_is_the_next_version_and_the_first_stays() -> None:
    then(TEMPLATE.given(FIRST).when(PublishTemplate(content=CHANGED)), TemplatePublished(number=2, content=CHANGED))
    state = TEMPLATE.given(FIRST).after(PublishTemplate(content=CHANGED)).state
    assert (state.at(1), state.latest, state.number) == (CONTENT, CHANGED, 2)


def test_publishing_the_same_again_changes_nothing() -> None:
    then(TEMPLATE.given(FIRST).when(PublishTemplate(content=CONTENT)))


def test_the_installation_publishes_what_is_shipped() -> None:
    then(TEMPLATE.installing().when(PublishTemplate(content=CONTENT)), FIRST)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_publishes(role: Role) -> None:
    refused(TEMPLATE.by(role).when(PublishTemplate(content=CONTENT)), "admin_only")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (replace(CONTENT, due={"conditions": 0}), "template_numbers"),
        (replace(CONTENT, check_in_months=(0, 18)), "template_numbers"),
        (replace(CONTENT, check_in_months=(), optional_check_in_months=()), "template_check_ins"),
        (replace(CONTENT, longest_gap_weeks=0), "template_numbers"),
        (replace(CONTENT, key="Stor bokstav"), "template_key"),
        (replace(CONTENT, name=Text(sv=" ", en="x")), "template_name"),
        (replace(CONTENT, optional_check_in_months=(60,)), "template_check_ins"),
        (replace(CONTENT, optional_check_in_months=(18,)), "template_check_ins"),
        (replace(CONTENT, moments=(MOMENT, MOMENT)), "template_moments"),
        (replace(CONTENT, moments=(replace(MOMENT, minutes_to=5),)), "template_moments"),
        (replace(CONTENT, modules=(Module(text=NAME),)), "template_part_meetings"),
        (replace(CONTENT, part_meetings=(PartMeeting(text=NAME, asks=("tryed",)),)), "template_asks"),
        (replace(CONTENT, spans=(Span(percent=10, fewest=9, most=8),)), "template_spans"),
        (replace(CONTENT, spans=(Span(percent=110, fewest=9, most=12),)), "template_numbers"),
        (replace(CONTENT, thresholds=Thresholds(plan_for_afterwards_percent=101)), "template_numbers"),
        (replace(CONTENT, series=Series(every_weeks=4, number=0, minutes=90)), "template_numbers"),
        (replace(CONTENT, series=Series(every_weeks=6, number=5, minutes=90)), "template_gap"),
    ],
)
def test_a_template_nobody_could_follow_is_refused(content: TemplateContent, code: str) -> None:
    refused(TEMPLATE.when(PublishTemplate(content=content)), code)
    assert code in {flaw.code for flaw in flaws(content)}


def test_a_stream_holds_one_template() -> None:
    other = PublishTemplate(content=replace(CONTENT, key="stl"))
    refused(TEMPLATE.given(FIRST).when(other), "template_key")


def test_a_template_nobody_published_is_not_found() -> None:
    with pytest.raises(NotFound):
        _ = TemplateState().latest


def test_due_days_are_the_templates_or_the_tasks_default() -> None:
    assert CONTENT.due_days("conditions", 15) == 10
    assert CONTENT.due_days("read_protocol", 15) == 15


def test_check_ins_come_in_order_with_the_optional_one_among_them() -> None:
    assert CONTENT.check_ins(optional=False) == (4, 18, 24, 48)
    assert CONTENT.check_ins(optional=True) == (4, 12, 18, 24, 48)


def test_streams_differ_by_organiser_and_key() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert len({stream(one, "stl"), stream(other, "stl"), stream(one, "lartraffar")}) == 3
    assert stream(one, "stl") == stream(one, "stl")
    assert AGGREGATE.relies_on(one, TemplateState(), PublishTemplate(content=CONTENT)) == (f"organiser:{one}",)
