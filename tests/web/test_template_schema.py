"""The template file's schema describes every field there is, and says of numbers what the rules say."""

from dataclasses import fields

from domain.bounds import bounds_of
from domain.tasks import Key
from domain.template import TemplateContent
from web.template_schema import dataclasses_in, described, template_schema


def test_every_field_of_a_template_is_described() -> None:
    for kind in dataclasses_in(TemplateContent):
        nameless = [each.name for each, said in described(kind) if not said]
        assert nameless == [], f"{kind.__name__}: a docstring below each field is its description"


def test_nothing_else_may_stand_in_a_file() -> None:
    schema = template_schema()
    tables = [schema, *(each for each in schema["$defs"].values() if each["type"] == "object")]
    assert all(each["additionalProperties"] is False for each in tables)
    assert schema["$defs"]["Key"]["enum"] == [key.value for key in Key]


def test_numbers_have_their_bounds() -> None:
    schema = template_schema()
    assert schema["properties"]["longest_gap_weeks"]["minimum"] == 1
    assert schema["properties"]["due"]["additionalProperties"]["minimum"] == 1
    assert schema["properties"]["check_in_months"]["items"]["minimum"] == 1
    percent = schema["$defs"]["Thresholds"]["properties"]["plan_for_afterwards_percent"]
    assert (percent["minimum"], percent["maximum"]) == (1, 100)
    slack = next(each for each in fields(TemplateContent) if each.name == "key")
    assert bounds_of(slack).hold(1)
