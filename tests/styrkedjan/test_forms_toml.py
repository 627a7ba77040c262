"""A form is written as a TOML file that can be filled in from top to bottom, and read back with every fault's line."""

import tomllib
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from domain import forms
from domain.catalogue import CATALOGUE
from domain.check_in import Meets, Six
from domain.conditions import Condition, ConditionAnswer, Rating
from domain.fields import questions
from domain.forms.needs import Perspective, Problem
from domain.forms.programme import ProgrammeDecision
from domain.refusals import NotFound
from domain.sealed import Sealed
from styrkedjan.cli.references import meant
from styrkedjan.forms_toml import TomlRefused, form_from, write_form
from styrkedjan.toml_lines import lines_of
from styrkedjan.translation import translator
from web.schemas import FORMS

SWEDISH, ENGLISH = translator("sv"), translator("en")


def nobody(field: str, said: str) -> UUID:
    """No name means anything here."""
    return meant(said, {})


@pytest.mark.parametrize("name", sorted(FORMS))
def test_an_empty_form_comes_back_empty_and_asks_everything(name: str) -> None:
    form = FORMS[name]()
    written = write_form(form, SWEDISH)
    assert form_from(written, FORMS[name], nobody) == form
    for field, how in questions(form):
        assert SWEDISH(how.label) in written
        assert field.name in written
    assert tomllib.loads(written)["kind"] == form.kind


def test_what_was_filled_in_comes_back_as_it_was() -> None:
    text = Sealed('Rad ett med "citat", [klamrar] och \\ åäö\nrad två\n\n"""tre"""'.encode())
    form = forms.NeedsRecord(
        perspectives=(Perspective.TEACHER, Perspective.IT),
        few_perspectives_reason=text,
        problems=(Problem(number=1, statement=text), Problem(number=2, how_noticed=Sealed(b"x"))),
        more_information=False,
    )
    assert form_from(write_form(form, ENGLISH), forms.NeedsRecord, nobody) == form


def test_tables_rows_dates_and_counts_come_back() -> None:
    answers = tuple(ConditionAnswer(condition=each, rating=Rating.PARTLY, disagree=True) for each in Condition)
    for form in (
        forms.Conditions(answers=answers, second_voice=(Sealed("Åsa".encode()),), support_ends_on=date(2027, 6, 1)),
        forms.SelfAssessment(answered=6, counts=((0, 1, 2, 3),) * 18),
        forms.CheckIn(facts=Six(meets=Meets.SELDOM)),
    ):
        assert form_from(write_form(form, SWEDISH), type(form), nobody) == form


def test_a_row_nobody_wrote_in_is_no_row() -> None:
    written = write_form(forms.NeedsRecord(problems=(Problem(number=1),)), ENGLISH)
    read = form_from(written + "\n[[problems]]\nnumber = ''\nstatement = '  '\n", forms.NeedsRecord, nobody)
    assert read.problems == (Problem(number=1),)
    unticked = "[[answers]]\ndisagree = false\n"
    assert form_from(unticked, forms.Conditions, nobody).answers == ()
    unlisted = "[[units]]\nunit = ''\nfacilitators = []\n"
    assert form_from(unlisted, ProgrammeDecision, nobody).units == ()


def test_ids_may_be_names_and_choices_are_shown() -> None:
    unit, somebody = uuid4(), uuid4()
    choices = {"unit": [(str(unit), "Åsö skola")], "manager": [(str(somebody), "Kim Öberg")]}
    written = write_form(forms.StartDecision(), SWEDISH, intro=["Beslut"], choices=choices)
    assert f"{str(unit)[:8]} = Åsö skola" in written
    filled = written.replace('unit = ""', 'unit = "åsö SKOLA"').replace(
        'manager = ""', f'manager = "{str(somebody)[:6]}"'
    )
    names = {unit: "Åsö skola", somebody: "Kim Öberg"}
    read = form_from(filled, forms.StartDecision, lambda _field, said: meant(said, names))
    assert (read.unit, read.manager) == (unit, somebody)
    with pytest.raises(NotFound):
        form_from(filled, forms.StartDecision, nobody)


def test_what_people_wrote_stays_a_comment() -> None:
    choices = {"unit": [(str(uuid4()), 'Åsö\ntitle = "x"')]}
    written = write_form(forms.StartDecision(), SWEDISH, intro=['Insats\nkind = "protocol"'], choices=choices)
    assert form_from(written, forms.StartDecision, nobody) == forms.StartDecision()


def test_every_fault_is_told_with_its_line() -> None:
    text = """kind = "needs_record"
more_information = "kanske"   # no
few_perspectives_reason = \"\"\"
nothing = 1
\"\"\"

[[problems]]
number = 1
[[problems]]
number = "två"
statement = 4
[[information]]
by_when = 2026-08-17
how = "gissning"
other = 1
"""
    with pytest.raises(TomlRefused) as refused:
        form_from(text, forms.NeedsRecord, nobody)
    told = {fault.where: refused.value.line(fault) for fault in refused.value.faults}
    assert told == {
        "more_information": 2,
        "problems[2].number": 10,
        "problems[2].statement": 11,
        "information[1].how": 14,
        "information[1].other": 15,
    }


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = \n", 2), ('a = "x\nb = 1\n', 1), ("a = 1\n[x\n", 2), ("a", 1)])
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TomlRefused) as refused:
        form_from(text, forms.NeedsRecord, nobody)
    assert refused.value.line(refused.value.faults[0]) == line


def test_lines_of_tables_within_rows() -> None:
    first = '[[action]]\nwho = "a"\n[action.form]\nx = 1\n[[action.form.rows]]\ny = 1\n'
    text = first + "[[action]]\n[[action.form.rows]]\ny = 2\n"
    lines = lines_of(text)
    assert lines["action", 0, "form", "x"] == 4
    assert lines["action", 0, "form", "rows", 0, "y"] == 6
    assert lines["action", 1, "form", "rows", 0, "y"] == 9


def test_an_answer_with_a_comment_in_both_languages_is_the_same_form() -> None:
    form = replace(forms.NeedsPlan(), minutes=90)
    assert form_from(write_form(form, SWEDISH), forms.NeedsPlan, nobody) == form
    assert form_from(write_form(form, ENGLISH), forms.NeedsPlan, nobody) == form
    assert {kind for each in CATALOGUE.values() for kind in each.forms} == set(FORMS.values())
