"""Plan and meetings at the command line, during implementation."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain import forms
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.events import Voice
from domain.tasks import Key
from styrkedjan.cli.exits import Exit
from styrkedjan.cli.session import Seat, Session
from styrkedjan.settings import Settings
from tests.domain.life import analysis_form, chain_form, conditions_form, needs_form, plan_form
from tests.styrkedjan.shells import Shell
from tests.styrkedjan.test_cli import in_days, started
from web.desk import stream_of


def sends(who: str, initiative: UUID, key: Key, form: forms.Form, voice: Voice = Voice.PRINCIPAL) -> None:
    """Somebody sends a form in, as `complete` would."""

    async def work(seat: Seat) -> None:
        state, _ = await seat.desk.ledger.state(stream_of(initiative))
        task = next(task for task in state.open_of(key) if task.voice is voice)
        await seat.do(stream_of(initiative), do.CompleteTask(task=task.task, form=form))

    Session(Settings(), "sv", who).run(work)


def implementing(school: Shell) -> str:
    """An initiative in stage 5 with two groups, led by two people in the directory."""
    initiative = UUID(started(school))
    people = {each["name"]: UUID(each["person"]) for each in school("people", "--json").json}
    head, leader = "Åsa Öberg", "Örjan Ågren"
    school("facilitator", str(initiative), leader, "--as", head)
    sends(head, initiative, Key.NEEDS_WORKSHOP, needs_form())
    sends(head, initiative, Key.CURRENT_STATE, analysis_form())
    sends(head, initiative, Key.CONDITIONS, conditions_form())
    sends(leader, initiative, Key.CONDITIONS, conditions_form(), Voice.SECOND)
    sends(head, initiative, Key.EFFECT_CHAIN, chain_form())
    plan = plan_form((datetime.now(UTC) + timedelta(days=14)).date())
    led = zip(plan.groups, (people[leader], people["Kim Chef"]), strict=True)
    groups = tuple(replace(group, facilitator=person) for group, person in led)
    sends(head, initiative, Key.DEVELOPMENT_PLAN, replace(plan, groups=groups))
    sends("Administratör", initiative, Key.APPROVE_PLAN, forms.ApprovePlan(decision=OnPlan.APPROVE))
    return str(initiative)


def test_plan_and_meetings_change(school: Shell) -> None:
    initiative = implementing(school)
    head = ("--as", "Åsa Öberg")
    meetings = school("show", initiative, "--json").json["meetings"]
    first = meetings[0]["meeting"]
    assert first[:8] in school("show", initiative).out
    school("meeting", "plan", initiative, in_days(22), "--group", "1", *head)
    school("meeting", "move", initiative, first[:8], in_days(30), *head)
    school("meeting", "cancel", initiative, first[:8], *head)
    school("meeting", "cancel", initiative, "ffffffff", *head, code=Exit.NOT_FOUND)
    after = {each["meeting"]: each for each in school("show", initiative, "--json").json["meetings"]}
    assert len(after) == len(meetings) + 1
    assert after[first]["state"]["code"] == "cancelled"
    plan = school("plan", initiative, *head).out
    assert re.search(r'goals = "mål"', plan)
    changed = school.file("plan.toml", plan.replace('goals = "mål"', 'goals = "Nytt mål"'))
    school("plan", initiative, "--form", changed, *head, code=Exit.UNMET)
    school("plan", initiative, "--form", changed, "--reason", "Fler deltar", *head)
    assert [task["key"] for task in school("tasks", "--json").json] == ["approve_plan"]
    school("facilitator", initiative, "Kim Chef", "--group", "1", *head)
    school("close-series", initiative, "--reason", "Ny organisation", *head)
    assert "series_closed_early" in [event["type"] for event in school("history", initiative, "--json").json]
    assert school("verify", "--json").json["problems"] == []
