"""Template files: every fault at once with its line, and written files that come back as they were."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.template_advice import advice
from styrkedjan.forms_toml import TomlRefused
from styrkedjan.template_file import read_template, shipped, write_template
from styrkedjan.templates import SHIPPED, load, text_of
from styrkedjan.toml_lines import lines_of
from styrkedjan.translation import translator
from web.refusing import sentence_of_fault

ENGLISH = translator("en")
LARTRAFFAR = text_of("lartraffar")


def told(text: str) -> set[str]:
    """Each fault as `line field: what`."""
    with pytest.raises(TomlRefused) as refused:
        read_template(text)
    faults = refused.value.faults
    return {f"{refused.value.line(each)} {each.where}: {sentence_of_fault(each, ENGLISH)}" for each in faults}


def line(text: str, start: str) -> int:
    """The number of the first line that begins so."""
    return next(number for number, each in enumerate(text.splitlines(), 1) if each.startswith(start))


def test_every_fault_of_a_file_is_told_at_once_with_its_line_and_what_was_probably_meant() -> None:
    text = (
        LARTRAFFAR.replace("longest_gap_weeks = 5", "longest_gap_week = 5")
        .replace("needs_workshop = 15", "needs_workshops = 15")
        .replace('"revisiting"', '"revisting"')
        .replace("minutes = 90", 'minutes = "länge"')
        .replace("minutes_to = 20", "minutes_too = 20")
        .replace('track = "full" ', 'track = "helt"')
        .replace("number = 5", "number = 0")
        .replace("conditions = 10", "conditions = -1", 1)
        + "\n[thresholds]\nplan_for_afterwards_percent = 120\n"
    )
    assert told(text) == {
        "None longest_gap_weeks: this is needed",
        f"{line(text, 'longest')} longest_gap_week: there is no such field; did you mean longest_gap_weeks?",
        f"{line(text, 'needs_w')} due.needs_workshops: there is no such field; did you mean needs_workshop?",
        f"{line(text, 'mechanism =')} mechanisms[1].mechanism: there is no such choice; did you mean revisiting?",
        f"{line(text, 'minutes =')} series.minutes: give a whole number",
        f"{line(text, 'minutes_too')} moments[3].minutes_too: there is no such field; did you mean minutes_to?",
        f"{line(text, 'track')} track: give one of full, light",
        f"{line(text, 'number')} series.number: give 1 or more",
        f"{line(text, 'conditions')} due.conditions: give 1 or more",
        f"{line(text, 'plan_for')} thresholds.plan_for_afterwards_percent: give a number from 1–100",
    }


def test_what_nobody_could_follow_is_told_with_its_line() -> None:
    text = (
        LARTRAFFAR.replace("effect_chain = 15", "effect_chain = 0")
        .replace("every_weeks = 4", "every_weeks = 6")
        .replace("[4, 18, 24, 48]", "[4, 18, 18]")
        .replace("[12]", "[24]")
        .replace("minutes_to = 20", "minutes_to = 5")
        .replace('"led"', '"round"')
        .replace('key = "lartraffar"', 'key = "Lärträffar"')
        .replace('sv = "Lärträffar"', 'sv = " "')
    )
    sparser = "the series must not be sparser than longest_gap_weeks"
    later = "an optional check-in comes before the last of the others"
    assert told(text) == {
        f"{line(text, 'key')} key: give small letters, digits and hyphens, as in larande-samtal",
        f"{line(text, 'sv')} name.sv: this is needed",
        f"{line(text, 'effect')} due.effect_chain: give 1 or more",
        f"{line(text, 'every')} series.every_weeks: {sparser}: give 5 or less",
        f"{line(text, 'check_in')} check_in_months: no month twice, here or among the other check-ins",
        f"{line(text, 'optional')} optional_check_in_months: {later}: give less than 18",
        f"{line(text, 'minutes_to')} moments[3].minutes_to: give minutes_from or more: 10",
        *(f"{number} moments[{row}].key: no key twice" for number, row in _keys(text, "round")),
    }


def _keys(text: str, key: str) -> list[tuple[int, int]]:
    """Line and row, from 1, of every moment of that key."""
    lines = [number for number, each in enumerate(text.splitlines(), 1) if each.startswith("key =")][1:]
    held = text.splitlines()
    return [(number, row) for row, number in enumerate(lines, 1) if held[number - 1] == f'key = "{key}"']


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace('en = "Learning meetings"', 'en = "Learning meetings'), "a text has a line break"),
        (lambda t: t.replace("number = 5", "number = 5\nnumber = 6"), "this is said a second time"),
        (lambda t: t.replace("[series]", "[series]\n[series]"), "this table is there already"),
        (lambda t: t.replace("number = 5", "number 5"), "a name is followed by ="),
        (lambda t: t.replace("number = 5", "number = fem"), "this is no TOML"),
        (lambda t: t.replace('"Learning meetings"', '"C:\\Lärande"'), "before a backslash"),
        (lambda t: t.replace("[4, 18, 24, 48]", "[4, 18, 24, 48"), "a bracket that opens here or above"),
        (lambda t: t + "\nmore = [1,\n2\n", "a bracket that opens here or above"),
        (lambda t: t + '\nmore = """', "a text begins here or above"),
    ],
)
def test_what_is_no_toml_is_told_in_words_with_its_line(change: Callable[[str], str], said: str) -> None:
    text = change(LARTRAFFAR)
    (only,) = told(text)
    number, _, rest = only.partition(" ")
    assert rest.startswith(f"?: {said}")
    before = LARTRAFFAR.splitlines()
    same = next((n for n, each in enumerate(text.splitlines()) if n >= len(before) or before[n] != each), 0)
    assert same <= int(number) <= same + 4, "near where the file was broken"


def test_lines_are_found_for_quoted_dotted_and_repeated_names() -> None:
    text = '"a b".c = 1\n[x."y.z"]\nk.\'l\' = 2\n[[rows]]\n[[rows]]\nn = """\nn = 3\n"""\n[rows.under]\nm = 1\n'
    lines = lines_of(text)
    assert lines["a b", "c"] == 1
    assert lines["x", "y.z", "k", "l"] == 3
    assert (lines["rows", 1], lines["rows", 1, "n"], lines["rows", 1, "under", "m"]) == (5, 6, 10)


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_template_is_copied_with_its_comments(key: str) -> None:
    assert write_template(load(key), key) == text_of(key)
    copied = write_template(load(key), "egen")
    assert copied.count("#") == text_of(key).count("#")
    assert read_template(copied).content == replace(load(key), key="egen")


@pytest.mark.parametrize("key", SHIPPED)
def test_any_template_comes_back_from_its_file(key: str) -> None:
    changed = replace(load(key), longest_gap_weeks=9, optional_check_in_months=())
    assert read_template(write_template(changed, key)).content == changed


@pytest.mark.parametrize("key", SHIPPED)
def test_nothing_of_a_shipped_template_needs_a_second_look(key: str) -> None:
    assert list(advice(load(key), shipped(key))) == []


def test_what_may_be_a_mistake_is_pointed_out() -> None:
    text = (
        LARTRAFFAR.replace("longest_gap_weeks = 5", "longest_gap_weeks = 8")
        .replace("conditions = 10", "conditions = 3", 1)
        .replace("evaluation = 20", "evaluation = 90\nobservation = 10")
        .replace("minutes = 90", "minutes = 30")
        .replace('en = "The facilitator leads the talk"', 'en = ""')
        .replace('mechanism = "feedback"', 'mechanism = "goals"')
    )
    read = read_template(text)
    found = {
        ".".join(map(str, each.path)): read.line(each.path) for each in advice(read.content, shipped("lartraffar"))
    }
    assert found == {
        "longest_gap_weeks": line(text, "longest"),
        "due.conditions": line(text, "conditions"),
        "due.evaluation": line(text, "evaluation"),
        "due.observation": line(text, "observation"),
        "series.minutes": line(text, "minutes ="),
        "moments.0.text.en": line(text, "text ="),
    }
