"""Pauses: how long a principal decides alone, who resumes, what a pause takes (TASKS.md, "Who may" and "Clocks")."""

from datetime import date, timedelta

import pytest

from domain.forms import AnswerPause
from domain.forms.implementation import OnPause
from domain.initiative import commands as do
from domain.initiative.events import InitiativePaused, MeetingsCancelled, PauseProposed
from domain.initiative.state import MeetingState
from domain.refusals import Conflict, NotAllowed
from domain.tasks import Key
from tests.domain.life import HEAD, LEADER, STAFF, Life, text


def _pauses(life: Life, until: date) -> set[type]:
    return {type(event) for event in life.does(HEAD, do.PauseInitiative(until=until, reason=text("r")))}


def test_the_principal_pauses_alone_for_up_to_thirty_school_days() -> None:
    life = Life().starts()
    thirty = life.calendar.school.add(life.now.date(), 30)
    assert PauseProposed in _pauses(Life().starts(), life.calendar.school.add(thirty, 1))
    assert InitiativePaused in _pauses(life, thirty)


def test_another_date_that_is_proposed_is_not_the_pause_that_was_seen() -> None:
    life = Life().starts()
    until = life.calendar.school.add(life.now.date(), 31)
    _pauses(life, until)
    asked, seen = life.open(Key.ANSWER_PAUSE), life.state.version
    answer = do.CompleteTask(task=asked.task, form=AnswerPause(decision=OnPause.PAUSE))
    _pauses(life, until + timedelta(days=100))
    with pytest.raises(Conflict, match="changed_meanwhile"):
        life.does(STAFF, answer, seen=seen)
    assert life.does(STAFF, answer, seen=life.state.version)


def test_whoever_paused_resumes_and_so_does_the_organiser() -> None:
    for by, others in ((HEAD, STAFF), (STAFF, STAFF)):
        life = Life().to_implementation()
        until = life.now.date() + timedelta(days=20)
        for resuming in (by, others):
            life.does(by, do.PauseInitiative(until=until, reason=text("r")))
            with pytest.raises(NotAllowed, match="resume_not_yours"):
                life.does(LEADER, do.ResumeInitiative())
            life.does(resuming, do.ResumeInitiative())
            assert life.state.pause is None
    life.does(STAFF, do.PauseInitiative(until=until, reason=text("r")))
    with pytest.raises(NotAllowed, match="resume_not_yours"):
        life.does(HEAD, do.ResumeInitiative())


def test_a_pause_takes_the_meetings_from_its_first_day_to_the_day_before_it_ends() -> None:
    life = Life().to_implementation()
    first, second, third, *_ = sorted({meeting.on for meeting in life.state.meetings.values()})
    while life.now.date() < first - timedelta(days=1):
        life.a_day_of_meetings()
    life.does(HEAD, do.MoveMeeting(meeting=_on(life, second)[0], to=first + timedelta(days=7)))
    life.now = life.calendar.start_of(first) + timedelta(hours=9)  # a late clock has not asked for its protocol yet
    life.does(STAFF, do.PauseInitiative(until=second, reason=text("r")))
    paused = life.state.pause
    assert paused is not None
    life.until(life.calendar.start_of(second))
    cancelled = [meeting for event in life.events if isinstance(event, MeetingsCancelled) for meeting in event.meetings]
    assert {life.state.meetings[meeting].on for meeting in cancelled} == {first, first + timedelta(days=7)}
    assert all(life.state.meetings[meeting].state is MeetingState.PLANNED for meeting in _on(life, second, third))


def _on(life: Life, *days: date) -> list[object]:
    return [meeting.meeting for meeting in life.state.meetings.values() if meeting.on in days]
