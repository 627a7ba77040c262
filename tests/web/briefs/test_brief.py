"""What a brief says, of lives played in memory."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain import forms
from domain.actors import CLOCK
from domain.conditions import Condition, Rating
from domain.forms.current_state import OnConditions
from domain.forms.implementation import Held, Rhythm
from domain.initiative import commands as do
from domain.initiative.days_in_stage import days_in_stage
from domain.initiative.events import Outcome
from domain.initiative.state import Status
from domain.post.state import PostState
from domain.sealed import Sealed
from domain.stalls import Cause
from domain.tasks import Address, Key
from styrkedjan.translation import Language
from tests.domain.life import (
    ANNA,
    BEST,
    BO,
    HEAD,
    MANAGER,
    PRINCIPAL,
    STAFF,
    Life,
    plan_form,
    protocol_form,
    text,
)
from tests.web.briefs.goldens import DAYS, FOLDER, STREAMS, briefs
from tests.web.briefs.lives import History, example, of_life, read_history, speech
from web.brief.content import Paused
from web.brief.document import Document
from web.brief.rendering import RENDERER, Format, render
from web.brief.source import CUT, LONGEST, tidy
from web.brief.wording import document

ANY_ID = re.compile(r"[0-9a-f]{8}-")


def told(life: Life, language: Language = "en") -> Document:
    """The brief of a life as it stands."""
    return document(of_life(life).brief(life.now), speech(language))


def lines(told: Document, heading: str) -> list[str]:
    """What stands under a heading."""
    section = next(section for section in told.sections if section.heading == heading)
    rows = [f"{row.heads} {row.text}".strip() for block in section.blocks for row in block.rows]
    return rows or [section.empty]


def test_a_brief_comes_out_as_it_is_kept() -> None:
    kept = {file.name for file in (FOLDER / str(RENDERER)).iterdir()}
    found = dict(briefs())
    assert {file.name for file in found} == kept
    for file, text_ in found.items():
        assert file.read_text("utf-8") == text_, "raise RENDERER, then run python -m tests.web.briefs.goldens"


@pytest.mark.parametrize("name", STREAMS)
def test_a_recorded_stream_reads_back_as_it_was_written(name: str) -> None:
    history = read_history(FOLDER / name)
    assert "".join(f"{line}\n" for line in history.lines()) == (FOLDER / name).read_text("utf-8")


@pytest.mark.parametrize("day", DAYS.values())
def test_the_same_events_give_the_same_bytes(day: datetime) -> None:
    once, again = example(), example()
    later = replace(again, dated=tuple(each for each in again.dated if each[0] <= day))
    for language in ("sv", "en"):
        for format_ in Format:
            text_ = render(once.brief(day), format_, speech(language))
            assert text_ == render(later.brief(day), format_, speech(language))
            assert text_ == render(once.brief(day), format_, speech(language))


def test_an_initiative_just_started_has_sentences_where_there_is_nothing() -> None:
    life = Life().starts(facilitators=())
    brief = told(life)
    assert brief.lead[0] == "Stage 1: Needs inventory, since August 24, 2027 (0 school days)."
    assert brief.lead[1] == "1 task has a due day, none is late."
    assert lines(brief, "Meetings ahead") == ["No meeting is planned."]
    assert lines(brief, "What it is about") == ["Neither effect chain nor plan is written yet."]
    assert lines(brief, "Conditions and follow-up") == ["Nothing has been rated or followed up yet."]
    assert "Nobody is named as facilitator yet." in lines(brief, "Key persons")
    assert lines(brief, "The way here")[0] == "It has never stood still."


def test_a_decision_that_is_not_complete_is_told_too() -> None:
    brief = told(Life().starts(evidence=None))
    assert brief.lead[0].startswith("Stage 0: Start")
    assert lines(brief, "To do")[0].endswith("Decide on the initiative.")
    assert lines(brief, "Promised") == ["Nothing has been promised yet."]


def test_the_most_urgent_task_comes_first_and_says_whose_it_is() -> None:
    life = Life().to_implementation()
    life.days(30)
    tasks = of_life(life).brief(life.now).tasks
    dated = [task.due for task in tasks if task.due]
    assert dated == sorted(dated)
    protocols = {task.group.number: task.holders for task in tasks if task.key is Key.PROTOCOL and task.group}
    assert protocols == {1: (ANNA,), 2: (BO,)}
    assert all(task.overdue for task in tasks if task.key is Key.PROTOCOL)


def test_a_form_that_was_handed_on_says_to_whom() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP)
    life.does(HEAD, do.HandTask(task=task.task, to=BO))
    assert f"Handed to ⟦person:{BO}⟧." in lines(told(life), "To do")[0]


def test_a_stalled_initiative_says_since_when_why_and_what_it_waits_for() -> None:
    life = Life().starts()
    life.days(100)
    brief = of_life(life).brief(life.now)
    assert brief.where.stall is not None
    assert (brief.where.stall.cause, brief.where.stall.until) == (Cause.WAITING_PRINCIPAL, None)
    assert brief.where.stall.waited is not None
    assert brief.where.stall.waited.key is Key.NEEDS_WORKSHOP
    words = document(brief, speech("sv"))
    assert words.lead[1].startswith("Insatsen har stannat av sedan ")
    assert words.lead[2] == "1 uppgift har slutdatum, en är försenad."
    assert any("väntar på rektor (Behovsinventering i fyra steg)" in line for line in lines(words, "Vägen hit"))


def test_a_stall_that_ended_is_told_with_both_its_days() -> None:
    life = Life().to_implementation()
    life.days(120)
    assert life.state.stalled
    choice = forms.RestoreRhythm(
        choice=Rhythm.PAUSE, pause_until=life.now.date() + timedelta(days=20), reason=text("x")
    )
    life.sends(choice, Key.RESTORE_RHYTHM)
    life.days(40)
    stalls = of_life(life).brief(life.now).way.stalls
    assert stalls
    assert all(stall.until is None or stall.since <= stall.until for stall in stalls)
    assert stalls[0].until is not None


def test_nothing_is_late_in_a_pause() -> None:
    life = Life().to_needs()
    life.days(60)
    assert [task.overdue for task in of_life(life).brief(life.now).tasks] == [True]
    life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=100), reason=text("bygge")))
    assert [task.overdue for task in of_life(life).brief(life.now).tasks] == [False]


def test_a_pause_that_is_decided_within_a_pause_ends_that_one() -> None:
    life = Life().to_current_state()
    life.rates(Rating.MISSING, Rating.MISSING)
    began = life.now.date()
    life.does(STAFF, do.PauseInitiative(until=began + timedelta(days=40), reason=text("bygge")))
    life.days(5)
    wait = forms.DecideOnConditions(decision=OnConditions.WAIT, until=began + timedelta(days=75), reason=text("schema"))
    life.sends(wait, Key.DECIDE_ON_CONDITIONS)
    life.days(90)
    ends = [(pause.since - began, pause.ended and pause.ended - began) for pause in _pauses(life)]
    assert ends == [(timedelta(0), timedelta(days=5)), (timedelta(days=5), timedelta(days=75))]


def _pauses(life: Life) -> tuple[Paused, ...]:
    return of_life(life).brief(life.now).way.pauses


def test_a_pause_is_told_with_its_reason_and_the_meetings_within_it() -> None:
    life = Life().to_implementation()
    until = life.now.date() + timedelta(days=30)
    life.does(STAFF, do.PauseInitiative(until=until, reason=text("Ombyggnad på Åsö")))
    brief = told(life)
    assert brief.lead[2] == "Why it is paused: Ombyggnad på Åsö"
    assert not any(line.startswith("Next meeting") for line in brief.lead)
    assert lines(brief, "Meetings ahead")[0].endswith("(within the pause)")
    pause = of_life(life).brief(life.now).way.pauses[0]
    assert (pause.until, pause.ended, pause.reason) == (until, None, "Ombyggnad på Åsö")
    life.days(60)
    assert of_life(life).brief(life.now).way.pauses[0].ended is not None


def test_what_organiser_and_group_have_promised_is_told() -> None:
    life = Life().to_implementation()
    while not any(task.answer for task in life.state.tasks_of(Key.PROTOCOL)):
        life.days(1)
        for task in life.state.open_of(Key.PROTOCOL):
            life.does(life.holder(task), do.CompleteTask(task=task.task, form=protocol_form(next_read=text("kap. 3"))))
    promised = lines(told(life), "Promised")
    assert promised[0].endswith("Do: pröva. Read: kap. 3.")
    assert "The organiser answers for: tid" in promised
    assert "Should live on after four months: frågorna" in promised


def test_a_missed_meeting_leaves_the_promise_of_the_one_before() -> None:
    life = Life().to_implementation(meetings=3)
    said = iter(("först", "sedan"))
    outcomes = {"först": Held.HELD, "sedan": Held.MISSED}
    while len([t for t in life.state.tasks_of(Key.PROTOCOL) if t.group == 1 and t.answer]) < 2:
        life.days(1)
        for task in life.state.open_of(Key.PROTOCOL):
            words = next(said) if task.group == 1 else "annat"
            form = protocol_form(outcomes.get(words, Held.HELD), next_do=text(words), why_missed=text("sjuk"))
            life.does(life.holder(task), do.CompleteTask(task=task.task, form=form))
    assert of_life(life).brief(life.now).promises.until_next[0].do == "först"


def test_a_clause_that_was_let_pass_is_told_with_its_reason() -> None:
    life = Life().to_effect_chain()
    life.does(STAFF, do.LetClausePass(clause="baseline", reason=text("Mäts i februari")))
    found = lines(told(life), "The way here")
    assert any("Every effect has a baseline. Reason: Mäts i februari" in line for line in found)


def test_conditions_are_told_by_both_voices_with_what_changed() -> None:
    life = Life().to_current_state()
    life.rates(Rating.IN_PLACE, Rating.PARTLY)
    rated = of_life(life).brief(life.now).way.rated
    assert [len(each.differing) for each in rated] == [len(Condition)]
    found = lines(told(life), "Conditions and follow-up")
    assert found[0].endswith(
        "The principal: 13 in place, 0 partly, 0 missing; the facilitators: 0 in place, 13 partly, 0 missing."
    )
    assert "Trust: the principal says in place, the facilitators partly" in found


def test_the_trend_is_from_one_round_to_the_next() -> None:
    life = Life().to_current_state()
    life.rates(second=Rating.MISSING)
    until = life.now.date() + timedelta(days=30)
    decision = forms.current_state.OnConditions.STRENGTHEN_FIRST
    form = forms.DecideOnConditions(
        decision=decision, until=until, reason=text("tid"), who_does_what=text("Alla hjälps åt")
    )
    life.sends(form, Key.DECIDE_ON_CONDITIONS)
    life.sends(forms.StrengthenConditions(done=text("tid i schemat")), Key.STRENGTHEN_CONDITIONS)
    life.rates(second=Rating.PARTLY)
    first, second = of_life(life).brief(life.now).way.rated
    assert (first.better, first.worse, len(first.missing)) == ((), (), len(Condition))
    assert (second.better, second.worse, second.missing) == (tuple(Condition), (), ())


def test_a_group_nobody_leads_and_a_post_nobody_holds_are_told_first() -> None:
    life = Life().to_implementation()
    life.does(HEAD, do.NameFacilitator(group=2, person=None))
    brief = replace(of_life(life), post=PostState()).brief(life.now)
    words = document(brief, speech("sv"))
    assert "Rektor saknas." in words.lead
    assert "Rektor: saknas." in lines(words, "Nyckelpersoner")
    assert any("Ingen har lett den sedan" in line for line in lines(words, "Nyckelpersoner"))


def test_key_persons_are_the_post_holder_the_manager_the_contact_and_who_leads_each_group() -> None:
    life = Life().to_implementation()
    people = of_life(life).brief(life.now).people
    assert (people.post.person, people.manager, people.contact) == (PRINCIPAL, MANAGER, MANAGER)
    assert [group.facilitator for group in people.groups] == [ANNA, BO]


def test_a_closed_initiative_says_how_it_ended() -> None:
    life = Life()
    life.to_continuation().answers_check_ins(BEST)
    brief = of_life(life).brief(life.now)
    assert (brief.where.status, brief.where.outcome) == (Status.CLOSED, Outcome.PERMEATES)
    words = document(brief, speech("en"))
    assert words.lead[0].startswith("The initiative was closed on ")
    assert words.lead[1] == "Outcome: permeates."
    assert lines(words, "To do") == ["Nothing is open."]
    assert lines(words, "Conditions and follow-up")[0].endswith("After 48 months: permeates.")


def test_a_cancelled_initiative_says_its_closing_note() -> None:
    life = Life().to_plan()
    life.does(STAFF, do.CancelInitiative(reason=text("Ingen tid"), closing_note=text("Tack för allt")))
    words = told(life)
    assert words.lead[0].startswith("The initiative was cancelled on ")
    assert "Closing note: Tack för allt" in words.lead


def test_school_days_are_those_of_the_stage_added_up() -> None:
    """The same as the comparison shows for the present stage, at every stage of a life."""
    life = Life().to_implementation()
    for days in (10, 40, 90, 30):
        life.days(days)
        history = of_life(life)
        brief = history.brief(life.now)
        ours = days_in_stage(life.dated, life.facts(CLOCK))
        assert brief.where.school_days == sum(ours.values())
        assert Counter(ours) <= Counter(brief.way.days)
        calendar = history.facts(life.now).calendar
        assert calendar is not None
        passed = calendar.school.between(brief.where.started - timedelta(days=1), brief.on - timedelta(days=1))
        assert sum(brief.way.days.values()) == passed


def test_no_day_is_counted_after_the_end() -> None:
    history = example()
    end = history.dated[-1][0]
    assert history.brief(end).way.days == history.brief(end + timedelta(days=300)).way.days


def test_only_what_is_told_is_opened() -> None:
    opened: list[Sealed] = []

    def noting(sealed: Sealed) -> Sealed:
        opened.append(sealed)
        return sealed

    history = example()
    history.brief(opened=noting)
    assert len(opened) < len(history.dated)


def test_a_text_is_one_line_and_no_longer_than_a_brief_can_bear() -> None:
    assert tidy(" Först\n\tsedan\u202eblandat\x1b[31m ") == "Först sedan blandat [31m"
    long = tidy("öl " * LONGEST)
    assert long.endswith(CUT)
    assert len(long) <= LONGEST + len(CUT)
    assert tidy("å" * 2 * LONGEST) == "å" * LONGEST + CUT


def test_a_change_of_the_plan_that_waits_is_told() -> None:
    life = Life().to_implementation()
    assert life.state.plan is not None
    changed = replace(plan_form(date(2028, 3, 1)), goals=text("Nytt mål"), groups=life.state.plan.groups)
    life.does(HEAD, do.ChangePlan(plan=changed, reason=text("Fler")))
    assert any("a change is proposed" in line for line in lines(told(life), "What it is about"))


def test_no_id_stands_in_a_brief_but_those_of_persons() -> None:
    history = example()
    for day in DAYS.values():
        words = render(history.brief(day), Format.TEXT, speech("sv"))
        assert not ANY_ID.search(re.sub(r"⟦person:[^⟧]+⟧", "", words))


def test_a_group_of_the_history_has_a_name_or_a_number() -> None:
    history: History = of_life(Life().to_implementation())
    named = history.brief()
    assert [group.group.name for group in named.people.groups] == ["grupp 1", "grupp 2"]
    assert all(task.address is not Address.FACILITATOR or task.group for task in named.tasks)
    assert all(meeting.group for meeting in named.coming)
