"""Whom a command names, so that nobody is given work or a role who is not in this organiser's directory."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from domain import organiser
from domain.forms import DevelopmentPlan, Form, NameSuccessor, StartDecision
from domain.forms.programme import ProgrammeDecision
from domain.forms.turnover import AnswersMeanwhile
from domain.handover.commands import CompleteHandoverTask, CorrectHandoverForm
from domain.initiative import commands as do
from domain.post import commands as post
from domain.programme.commands import StartProgramme
from events.envelope import Envelope

NAMING: Final[tuple[type, ...]] = (StartDecision, DevelopmentPlan, NameSuccessor, AnswersMeanwhile)
"""Forms of tasks that ask for a person."""


def persons_named(command: Any) -> set[UUID]:
    """Everybody a command gives something to; withdrawing works for those who are gone, too."""
    match command:
        case do.StartInitiative() | do.CompleteTask() | do.CorrectForm():
            return _in_form(command.form)
        case do.ChangePlan():
            return _in_form(command.plan)
        case StartProgramme():
            return _in_programme(command.form)
        case do.HandTask():
            return {command.to}
        case do.NameFacilitator():
            return {command.person} if command.person else set()
        case organiser.GrantRole():
            return {command.person}
        case post.AppointPrincipal() | post.AppointDeputy() | post.NameMeanwhile() | post.NameManager():
            return {command.person}
        case post.AllowActingFor():
            return {command.person}
        case organiser.ChangeSettings():
            return {command.settings.contact}
        case do.NotePersonLeft() | do.ChangeManager():
            return {command.person}
        case (
            CompleteHandoverTask(form=AnswersMeanwhile(person=person))
            | CorrectHandoverForm(form=AnswersMeanwhile(person=person))
        ):
            return {person} if person else set()
        case _:
            return set()


def persons_behind(envelopes: Iterable[Envelope]) -> set[UUID]:
    """Everybody who did something, or in whose place it was done."""
    actors = [each.origin.actor for each in envelopes]
    return {who for actor in actors for who in (actor.person, actor.acting_for) if who}


def _in_programme(form: ProgrammeDecision) -> set[UUID]:
    managers = {who for who in (form.manager, *(row.manager for row in form.units)) if who}
    return managers | {who for row in form.units for who in row.facilitators}


def _in_form(form: Form | None) -> set[UUID]:
    match form:
        case StartDecision():
            return {*form.facilitators, *([form.manager] if form.manager else [])}
        case DevelopmentPlan():
            return {group.facilitator for group in form.groups if group.facilitator}
        case NameSuccessor():
            return {form.person} if form.person else set()
        case _:
            return set()
