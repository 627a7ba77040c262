"""`analytisk-cykel`: five questions over the forms of stages 1, 2 and 6, and round again (TASKS.md, seed 002)."""

import pytest

from domain import forms
from domain.fields import asked_of, questions
from domain.forms.evaluation import Conclusion
from domain.refusals import Unmet
from domain.stages import Stage
from domain.tasks import Key
from domain.wordings import as_it_is, reworded
from styrkedjan.templates import load
from tests.domain.kinds import life_of
from tests.domain.life import Life, evaluation_form
from web.schemas import schema_of

CYCLE = "analytisk-cykel"


def said(form: str, field: str, language: str = "sv") -> str:
    """How the cycle asks that question."""
    cls = {"needs_record": forms.NeedsRecord, "current_state": forms.CurrentState, "evaluation": forms.Evaluation}[form]
    how = next(how for described, how in questions(cls) if described.name == field)
    return reworded(load(CYCLE), form, language)((field,), how).label


def test_the_five_questions_are_asked_in_stages_1_2_and_6() -> None:
    assert said("needs_record", "needs") == "Vad behöver eleverna?"
    assert said("needs_record", "information") == "Vad ska vi ta reda på, och hur samlar vi in det?"
    assert said("current_state", "results_analysis").startswith("Analys I")
    assert said("current_state", "focus").startswith("Analys II")
    assert said("evaluation", "pupils_results", "en") == "What came of it in our pupils' learning?"
    assert said("evaluation", "conclusion") == "Hur går vi vidare?"


def test_other_questions_and_other_kinds_keep_the_forms_own_words() -> None:
    assert said("evaluation", "helped") == "What helped"
    assert reworded(load("lartraffar"), "evaluation", "sv") is as_it_is
    field = forms.Evaluation.__dataclass_fields__["helped"]
    how = asked_of(field)
    assert how is not None
    assert as_it_is(("helped",), how) is how


@pytest.mark.parametrize("conclusion", [Conclusion.SPREAD, Conclusion.KEEP, Conclusion.ADJUST])
def test_unless_the_work_ends_the_evaluation_says_with_what_the_next_round_begins(conclusion: Conclusion) -> None:
    life = life_of(CYCLE).to_evaluation()
    with pytest.raises(Unmet) as refused:
        life.sends(evaluation_form(conclusion, new_needs=None), Key.EVALUATION)
    assert "(new_needs)" in str(refused.value)
    life.sends(evaluation_form(conclusion), Key.EVALUATION)
    assert life.state.stage is Stage.CONTINUATION


def test_a_cycle_that_ends_and_any_other_kind_need_no_new_needs() -> None:
    ended = life_of(CYCLE).to_evaluation()
    ended.sends(evaluation_form(Conclusion.END, new_needs=None), Key.EVALUATION)
    other = Life().to_evaluation()
    other.sends(evaluation_form(new_needs=None), Key.EVALUATION)
    assert not ended.state.is_going_on
    assert other.state.stage is Stage.CONTINUATION


def test_the_schema_of_a_form_asks_in_the_same_words() -> None:
    reword = reworded(load(CYCLE), "needs_record", "sv")
    properties = schema_of(forms.NeedsRecord, str.format, reword)["properties"]
    assert properties["needs"]["title"] == "Vad behöver eleverna?"
    assert properties["perspectives"]["title"] == "Perspectives that took part"
    assert properties["problems"]["description"].startswith("det som visar sig i resultaten")
