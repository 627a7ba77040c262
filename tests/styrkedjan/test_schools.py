"""The programme of seven schools, as its file has it and over every value that is assumed (reference, seed 001)."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any, Final
from uuid import UUID

import pytest

from domain.check_in import Fact, Place, Rule
from domain.initiative.state import InitiativeState, Status
from domain.organiser import OrganiserState
from styrkedjan.files import Document, FileError
from styrkedjan.programme_plays import ProgrammePlay
from styrkedjan.programme_story import last_check_in
from styrkedjan.shows import SCHOOLS
from tests.workflows.lives import schools_played

HOUSE: Final = UUID("22222222-2222-4222-8222-222222222222")
YEAR: Final = 2027
MONTHS: Final = 48

OFTEN: Final = ("monthly", "some_a_term")
NOT_ALL: Final = ("some", "voluntary")
ASSUMED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "ABCD": {"meets": OFTEN},
    "E": {"meets": OFTEN, "model": ("partly",), "obligatory": NOT_ALL, "driven_by": ("teachers", "nobody")},
    "F": {"meets": OFTEN, "model": ("partly",), "led": ("informal",), "obligatory": NOT_ALL},
    "G": {"meets": OFTEN, "model": ("yes", "partly"), "led": ("informal",), "obligatory": NOT_ALL},
}
"""Every value of every * of the table."""
STATED: Final[Mapping[str, Mapping[str, str]]] = {
    "ABCD": {"model": "yes", "led": "named", "obligatory": "all", "driven_by": "principal"},
    "E": {"led": "nobody"},
    "F": {"driven_by": "teachers"},
    "G": {"driven_by": "teachers"},
}
CONDITIONS: Final = {
    "ABCD": ["in_place", "in_place"],
    "E": ["in_place", "missing"],
    "F": ["in_place", "missing"],
    "G": ["in_place", "in_place"],
}
"""The principal's answer, then the facilitators'."""
FOUND: Final = {
    **dict.fromkeys("ABCD", Place.PERMEATES),
    "E": Place.FADING,
    "F": Place.PRESENT,
    "G": Place.PRESENT,
}


def document() -> Document:
    return Document.read(SCHOOLS)


def last_answers(schools: str, told: Document) -> list[dict[str, Any]]:
    """The rows in which these schools answer the last check-in: the principal's and the facilitators'."""
    acts = [row for row in told.data["action"] if row.get("units") == list(schools)]
    return [row for row in acts if row.get("task") == "check_in" and row.get("after", {}).get("check_in") == MONTHS]


def answered(schools: str, **values: str) -> Document:
    """The file, with these values in what both voices of those schools answer last."""
    told = document()
    for row in last_answers(schools, told):
        row["form"]["facts"] |= values
    return told


def never_fading(told: Document) -> Document:
    """Without what E does because it fades: nobody will be asked to take new hold."""
    assert told.data["action"].pop()["task"] == "take_new_hold"
    return told


def lived(told: Document, schools: str) -> dict[str, InitiativeState]:
    """How the schools' initiatives end; where nobody answers any more, time goes on for a year."""
    lives = schools_played(ProgrammePlay(told), HOUSE, YEAR, *schools)
    for life in lives.values():
        life.days(365)
    return {school: life.state for school, life in lives.items()}


def assert_as_found(states: Mapping[str, InitiativeState]) -> None:
    """What the interviews found."""
    assert {school: last_check_in(state).verdict.place for school, state in states.items()} == {
        school: FOUND[school] for school in states
    }
    assert all(max(state.placed) == MONTHS for state in states.values())


def every_assumption() -> Iterator[Any]:
    for schools, assumed in ASSUMED.items():
        for values in product(*assumed.values()):
            yield pytest.param(schools, dict(zip(assumed, values, strict=True)), id="-".join((schools, *values)))


@pytest.fixture(scope="module")
def as_written() -> dict[str, InitiativeState]:
    return lived(document(), "ABCDEFG")


def test_as_written_the_schools_end_as_the_interviews_found_them(as_written: dict[str, InitiativeState]) -> None:
    assert_as_found(as_written)
    assert {state.status for state in as_written.values()} == {Status.CLOSED}


@pytest.mark.parametrize("schools", ASSUMED)
def test_the_file_says_what_is_stated_and_one_of_what_is_assumed(schools: str) -> None:
    rows = [row["form"]["facts"] for row in last_answers(schools, document())]
    assert [facts["conditions"] for facts in rows] == CONDITIONS[schools]
    for facts in rows:
        assert facts | STATED[schools] == facts
        assert facts.keys() == {*STATED[schools], *ASSUMED[schools], "conditions"}
        assert all(facts[fact] in values for fact, values in ASSUMED[schools].items())


@pytest.mark.parametrize(("schools", "values"), list(every_assumption()))
def test_whatever_is_assumed_they_end_as_found(schools: str, values: dict[str, str]) -> None:
    assert_as_found(lived(answered(schools, **values), schools))


def test_what_is_found_is_tested_at_all() -> None:
    """With somebody named who leads, E would not fade, and the assertion says so."""
    other = lived(never_fading(answered("E", led="named")), "E")
    with pytest.raises(AssertionError, match=r"'E': <Place\.PRESENT"):
        assert_as_found(other)


def test_without_the_facilitators_answer_e_is_present_on_one_voice() -> None:
    told = never_fading(document())
    told.data["action"].remove(last_answers("E", told)[1])
    answer = last_check_in(lived(told, "E")["E"])
    assert (answer.verdict.place, answer.verdict.one_voice) == (Place.PRESENT, True)


def test_principal_and_teachers_differ_at_e_and_f(as_written: dict[str, InitiativeState]) -> None:
    differing = {school: last_check_in(state).verdict.differing for school, state in as_written.items()}
    assert {school for school, facts in differing.items() if facts} == {"E", "F"}
    assert differing["E"] == differing["F"] == (Fact.CONDITIONS,)
    alone = {school: answer.place for school in "EF" if (answer := last_check_in(as_written[school]).alone)}
    assert alone == {"E": Place.PRESENT, "F": Place.PRESENT}


def test_the_rule_that_decided_is_told(as_written: dict[str, InitiativeState]) -> None:
    grounds = {school: last_check_in(state).ground for school, state in as_written.items()}
    assert [grounds[school].rule for school in "DEFG"] == [
        Rule.WHOLE,
        Rule.NOBODY_CARRIES,
        Rule.OTHERWISE,
        Rule.OTHERWISE,
    ]
    assert grounds["E"].facts == (Fact.LED, Fact.CONDITIONS)
    assert grounds["G"].facts == (Fact.LED, Fact.OBLIGATORY, Fact.DRIVEN_BY)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_it_can_be_played_whenever_easter_falls(year: int) -> None:
    (life,) = schools_played(ProgrammePlay.read(SCHOOLS), HOUSE, year, "E").values()
    assert life.state.status is Status.CLOSED
    assert {event.kind for event in life.events}.isdisjoint({"stall_entered", "cadence_lapsed"})


def test_everybody_is_introduced_once_and_every_school_has_its_own_people() -> None:
    steps = list(ProgrammePlay.read(SCHOOLS).introductions(HOUSE, OrganiserState(), date(2027, 7, 1)))
    kinds = [command.kind for _, command in steps]
    assert (kinds.count("add_unit"), kinds.count("register_person"), kinds.count("appoint_principal")) == (7, 15, 7)
    names = {command.name.decode() for _, command in steps if command.kind == "register_person"}
    assert {"Utvecklingschefen", "Rektorn, Skola A", "Handledaren, Skola G"} <= names
    assert len({stream for stream, command in steps if command.kind == "appoint_principal"}) == 7


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('do = "start_programme"', 'do = "comment"'), "begin with start_programme"),
        (('units = ["D"]\n', 'units = ["H"]\n'), "[units] has no such unit"),
        (("at = { year = 1, week = 7, day = 2 }\n", ""), "say when: at or after"),
        (("meetings = [1] }", "check_in = 18 }"), "there is no such day then"),
        (("meetings = [1] }", "meetings = [17] }"), "the group has 16 meetings then"),
    ],
)
def test_what_is_wrong_in_a_programme_s_file_is_told_by_its_place(change: tuple[str, str], said: str) -> None:
    text = SCHOOLS.read_text(encoding="utf-8")
    with pytest.raises(FileError) as refused:
        lived(Document(text.replace(*change, 1), "seven.toml"), "A")
    assert said in str(refused.value)
    assert "seven.toml, line " in str(refused.value)
