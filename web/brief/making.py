"""From a walk to the brief: pure, and sorted wherever the events give no order."""

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from domain.catalogue import CATALOGUE
from domain.facts import Facts
from domain.forms import StartDecision
from domain.initiative.gates import unmet
from domain.initiative.parts import about_meeting, about_task
from domain.initiative.rescheduling import on_free_days
from domain.initiative.rights import holders
from domain.initiative.state import MeetingState, Task, TaskState
from domain.sealed import Sealed
from domain.tasks import Key
from web.brief import content
from web.brief.content_turnover import GroupName
from web.brief.making_plan import plan, promises
from web.brief.making_turnover import held, turnover
from web.brief.making_way import paused, stalled, way
from web.brief.source import Source
from web.brief.walking import Dated, walk

_ORDER = tuple(Key)


def brief(dated: Iterable[Dated | None], facts: Facts, unit: str, opened: Callable[[Sealed], Sealed]) -> content.Brief:
    """The brief of one initiative: `dated` is its history up to a version, `facts.now` the moment it tells of.

    `unit` is what its unit is called. `opened` opens one sealed text; only what is shown is.
    """
    walked = walk(dated, facts)
    source = Source(walked=walked, facts=facts, unit=unit, open=opened)
    return content.Brief(
        initiative=source.state.initiative,
        version=source.state.version,
        on=source.today,
        title=source.text(source.state.title),
        unit=unit,
        where=_where(source),
        tasks=tuple(_task(task, source) for task in sorted(source.state.open_tasks, key=_urgency)),
        coming=tuple(_coming(source)),
        people=_people(source),
        turnover=turnover(source),
        promises=promises(source),
        plan=plan(source),
        way=way(source),
    )


def _where(source: Source) -> content.Where:
    state, walked, template = source.state, source.walked, source.template
    decided = source.form(StartDecision, Key.START_DECISION)
    own = next((title.text for title in template.stage_titles if title.stage is state.stage), None)
    return content.Where(
        status=state.status,
        stage=state.stage,
        own_stage=own,
        since=state.stage_entered,
        school_days=sum(days for (stage, _), days in walked.days.items() if stage is state.stage),
        started=state.started,
        template=template.name,
        track=state.track,
        is_programme=state.programme is not None,
        decision_body=source.text(decided.decision_body) if decided else "",
        decided_on=decided.decided_on if decided else None,
        pause=paused(walked.pauses[-1], source) if state.pause and walked.pauses else None,
        stall=stalled(walked.stalls[-1], source) if state.stalled and walked.stalls else None,
        proposed_pause=state.proposal.until if state.proposal else None,
        asks=tuple(clause.sentence for clause in unmet(state)) if state.is_going_on else (),
        outcome=state.outcome,
        ended=walked.ended,
        closing_note=source.text(walked.closing_note),
    )


def _urgency(task: Task) -> tuple[bool, int, int, int, str]:
    due = task.due.toordinal() if task.due else 0
    return (task.due is None, due, _ORDER.index(task.key), task.group or 0, str(task.task))


def _task(task: Task, source: Source) -> content.OpenTask:
    return content.OpenTask(
        key=task.key,
        about=about_task(task, source.state, source.template),
        group=source.group(task.group),
        after=task.after,
        due=task.due,
        overdue=source.state.is_late(task.due, source.today),
        address=task.address,
        holders=tuple(sorted(holders(source.state, task))),
        handed_to=task.handed_to,
        to_confirm=task.state is TaskState.ANSWERED,
        minutes=CATALOGUE[task.key].minutes,
    )


def _coming(source: Source) -> Iterator[content.Coming]:
    state = source.state
    if not state.is_going_on:
        return
    free = {meeting.meeting for meeting in on_free_days(state, source.facts)}
    ahead = [m for m in state.meetings.values() if m.state is MeetingState.PLANNED and m.on >= source.today]
    for meeting in sorted(ahead, key=lambda m: (m.on, m.group, str(m.meeting))):
        yield content.Coming(
            on=meeting.on,
            group=source.group(meeting.group),
            about=about_meeting(meeting, source.template),
            free_day=meeting.meeting in free,
            in_pause=state.pause is not None and meeting.on < state.pause.until,
        )


def _people(source: Source) -> content.People:
    state, settings = source.state, source.facts.organiser and source.facts.organiser.settings
    return content.People(
        post=held(source),
        manager=source.post.manager or state.manager,
        contact=settings.contact if settings else None,
        named=() if state.groups else tuple(sorted(state.named)),
        groups=tuple(_group(number, source) for number in sorted(_groups(source))),
    )


def _groups(source: Source) -> set[int]:
    planned = source.plan.groups if source.plan else ()
    return {*source.state.groups, *(group.number for group in planned if group.number)}


def _group(number: int, source: Source) -> content.GroupOf:
    """From the plan, until there are groups of their own; who leads it as it is now."""
    planned, lives = source.planned(number), source.state.groups.get(number)
    met = [m for m in source.state.meetings.values() if m.group == number]
    return content.GroupOf(
        group=GroupName(number=number, name=source.text(planned.name) if planned else ""),
        facilitator=_leader(number, source),
        vacant_since=lives.vacant_since if lives else None,
        participants=planned.participants if planned else None,
        mandate=source.text(planned.mandate) if planned else "",
        time_percent=planned.time_percent if planned else None,
        every_weeks=planned.every_weeks if planned else None,
        meetings=sum(m.state is not MeetingState.CANCELLED for m in met) or (planned.meetings if planned else None),
        held=sum(m.state is MeetingState.HELD for m in met),
    )


def _leader(number: int, source: Source) -> UUID | None:
    lives, planned = source.state.groups.get(number), source.planned(number)
    return lives.facilitator if lives else planned.facilitator if planned else None
