"""What a change of principal does to an initiative, and how it is met when others leave (DOMAIN, "Turnover").

The post says who holds it on which day (`domain.post`); an initiative follows. The same follows whichever comes first:
the log's follower, its own clock on the newcomer's first day, or somebody who acts on it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.calendar import CalendarState
from domain.facts import Facts
from domain.forms import NameSuccessor, Position
from domain.forms.turnover import Stance
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.events import Event
from domain.initiative.openings import NOT_BEFORE_DAY, Opening, open_task
from domain.initiative.rights import require_principal_or_organiser
from domain.initiative.state import InitiativeState, Task, TaskState
from domain.initiative.timing import Timing, timing
from domain.ladders import Ladder
from domain.messages import N_
from domain.post.state import PostState
from domain.post.turnovers import Turnover
from domain.refusals import Unmet
from domain.stages import Stage
from domain.tasks import Address, Key

WAS_LATE: Final = 15
"""School days from their day one for what was overdue as they came."""
SAME_DEPARTURE: Final = 180
"""Days by which a last day is corrected and still the one that was spoken of; ours."""
_DAY: Final = timedelta(days=1)


def received(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Somebody else is principal, or came later than was taken up: their due days are eased."""
    turnover = facts.post.service_at(facts.today) if facts.post is not None else None
    if turnover is None or is_taken_up(turnover, state):
        return []
    return [_receive(state, facts, turnover)]


def is_taken_up(turnover: Turnover, state: InitiativeState) -> bool:
    """Whether it is known who came, and when: a first day corrected to a later one is another day one."""
    came_later = turnover.first_day and state.came_on and turnover.first_day > state.came_on
    return turnover.newcomer == state.principal and not came_later


def positions(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A newcomer is asked for a position while they are principal; nobody answers in their place when they are gone."""
    asked, is_new = state.tasks_of(Key.POSITION), _is_theirs(state, facts) and _is_new(state, facts)
    mine = _since_received(asked, state) if is_new else []
    if stale := [task for task in asked if task.is_open and task not in mine]:
        return [ev.TaskWithdrawn(task=task.task) for task in stale]
    if not is_new or any(task.is_open for task in mine) or positions_taken(state, _first_day(facts)):
        return []
    return [open_task(state, facts, Key.POSITION)]


def positions_taken(state: InitiativeState, first_day: date | None) -> Sequence[Task]:
    """By whoever is principal, since that first day of theirs, or in their place since it has taken them up."""
    done = [task for task in state.tasks_of(Key.POSITION) if task.state is TaskState.DONE]
    in_their_place = _since_received(done, state)
    return [task for task in done if task in in_their_place or is_by(state.principal, task, first_day)]


def is_by(person: UUID | None, task: Task, since: date | None) -> bool:
    """Whether they have answered it that day or later: they have said it, whoever was believed to come in between."""
    said = task.answer is not None and task.answer.by == person
    return said and since is not None and task.done_on is not None and task.done_on >= since


def is_awaited(state: InitiativeState, came: Turnover) -> bool:
    """Whether somebody had come whom it did not know yet, recorded late: they have taken no position since."""
    if is_taken_up(came, state) or came.first_day is None or came.first_day <= state.started:
        return False
    done = [task for task in state.tasks_of(Key.POSITION) if task.state is TaskState.DONE]
    return not any(is_by(came.newcomer, task, came.first_day) for task in done)


def _first_day(facts: Facts) -> date | None:
    """Of whoever is principal today."""
    service = facts.post.service_at(facts.today) if facts.post is not None else None
    return service.first_day if service is not None else None


def _is_theirs(state: InitiativeState, facts: Facts) -> bool:
    """Whether the principal it has taken up is so today."""
    principal = facts.post.at(facts.today).principal if facts.post is not None else None
    return principal is not None and principal == state.principal


def _is_new(state: InitiativeState, facts: Facts) -> bool:
    """Whether they came after it had started, as far as is known now."""
    first_day = _first_day(facts)
    return state.new_since is not None and first_day is not None and first_day > state.started


def _since_received(tasks: list[Task], state: InitiativeState) -> list[Task]:
    """Those that were opened to whoever is principal now."""
    return [task for task in tasks if task.armed > state.received]


def _receive(state: InitiativeState, facts: Facts, turnover: Turnover) -> ev.PrincipalReceived:
    if turnover.newcomer is None or turnover.first_day is None:
        raise LookupError("a service has somebody, and a first day")
    clock = timing(state, facts)
    before = clock.then(turnover.first_day - _DAY)
    comes_new = turnover.first_day > state.started
    return ev.PrincipalReceived(
        person=turnover.newcomer,
        first_day=turnover.first_day,
        handover=turnover.handover if comes_new else None,
        position=before,
        eased=tuple(_eased(state, clock, before)) if comes_new else (),
        on=clock.today,
    )


def _eased(state: InitiativeState, clock: Timing, before: int) -> Iterator[ev.Eased]:
    for task in state.open_tasks:
        if task.address is not Address.PRINCIPAL or task.ladder is Ladder.NONE or task.due_position is None:
            continue
        due = eased_position(task.due_position, before)
        if due != task.due_position:
            yield ev.Eased(task=task.task, was=task.due, due=clock.date_of(due), due_position=due)


def eased_position(due: int, before: int) -> int:
    """A due position under the grace of a newcomer whose day one follows position `before`. Twice is once."""
    return before + WAS_LATE if due <= before else max(due, before + NOT_BEFORE_DAY)


def eased_date(due: date, first_day: date, calendar: CalendarState) -> date:
    """The due day that `received` will write for a newcomer, before it has: by the unit's calendar. Twice is once."""
    written, before = calendar.school.index(due), calendar.school.index(first_day - _DAY)
    eased = eased_position(written, before)
    return due if eased == written else calendar.school.day(eased)


def departing(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A last day is known and has not passed: three prompts, until then. Another last day is another task."""
    last_day = facts.post.leaves_on(facts.today) if facts.post is not None else None
    asked = state.tasks_of(Key.OUTGOING_COMMENT)
    wanted = last_day.toordinal() if last_day is not None else None
    mine = _since_received(asked, state)
    right = [task for task in mine if task.is_open and task.number == wanted]
    stale: list[Event] = [ev.TaskWithdrawn(task=task.task) for task in asked if task.is_open and task not in right]
    in_their_place = any(task.state is TaskState.DONE and _is_said_of(task, last_day) for task in mine)
    said = in_their_place or comments(state, state.principal, _first_day(facts), last_day)
    if wanted is None or right or said:
        return stale
    return [*stale, open_task(state, facts, Key.OUTGOING_COMMENT, Opening(due_on=last_day, number=wanted))]


def comments(state: InitiativeState, leaver: UUID | None, since: date | None, last_day: date | None) -> list[Task]:
    """What whoever leaves said, in this time of theirs, of their departure by that day; also that they say nothing."""
    done = [task for task in state.tasks_of(Key.OUTGOING_COMMENT) if task.state is TaskState.DONE]
    return [task for task in done if is_by(leaver, task, since) and _is_said_of(task, last_day)]


def _is_said_of(comment: Task, last_day: date | None) -> bool:
    """Whether it was said of that departure; one that was taken back and comes a year later is another."""
    if last_day is None or comment.number is None:
        return False
    return abs(comment.number - last_day.toordinal()) <= SAME_DEPARTURE


def takes_position(form: Position, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Going on and adjusting follow from the tasks there are; a pause is the organiser's to answer."""
    if form.choice is not Stance.PROPOSE_PAUSE or form.pause_until is None or form.comment is None:
        return []
    proposed = ev.PauseProposed(until=form.pause_until, reason=form.comment, by=facts.standing.stands_for)
    asked = [] if state.open_of(Key.ANSWER_PAUSE) else [open_task(state, facts, Key.ANSWER_PAUSE)]
    return [proposed, *asked]


# Key persons and support from outside


def stands_in(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Before the meetings begin nobody need lead: with the last facilitator gone, what they were asked together is the
    principal's to hand to two people who take part (TASKS.md).
    """
    if state.stage >= Stage.IMPLEMENTATION or state.facilitators:
        return []
    for task in state.open_tasks:
        if task.address is Address.FACILITATORS:
            how = Opening(voice=task.voice, address=Address.PRINCIPAL, number=task.number)
            opened = open_task(state, facts, task.key, how)
            return [ev.TaskWithdrawn(task=task.task), opened, *_answered_already(task, opened.task, state)]
    return []


def _answered_already(task: Task, instead: UUID, state: InitiativeState) -> Iterator[Event]:
    """What a colleague answered for them waits for the principal to confirm it; the principal's own word does not."""
    answer = task.answer
    if answer is not None and answer.by != state.principal:
        yield ev.TaskAnswered(
            task=instead,
            form=answer.form,
            manner=answer.manner,
            link=answer.link,
            by=answer.by,
            document=answer.document,
        )


def person_left(command: do.NotePersonLeft, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """What somebody leaves behind, once."""
    require_principal_or_organiser(state, facts)
    if facts.post is not None and command.person == facts.post.at(facts.today).principal:
        raise Unmet(
            "is_principal",
            N_("That is the principal. Announce their departure: styrkedjan post depart UNIT PERSON --last-day DATE"),
        )
    leads = any(group.facilitator == command.person for group in state.groups.values())
    has_forms = any(task.handed_to == command.person for task in state.open_tasks)
    if command.person in state.left and not (leads or has_forms):
        return []
    return _leaves(command.person, state, facts)


def principal_left(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Whoever was principal leads no group past their tenure; a gap between two of theirs is no end."""
    gone = state.principal
    if facts.post is None or gone is None or gone in state.left or _has_a_day_left(gone, facts.post, facts.today):
        return []
    plans = [plan for plan in (state.plan, state.plan_proposed) if plan is not None]
    to_lead = {group.facilitator for plan in plans for group in plan.groups}
    return _leaves(gone, state, facts) if gone in state.facilitators | to_lead else []


def _has_a_day_left(person: UUID, post: PostState, today: date) -> bool:
    return any(held.person == person and (held.until or today) >= today for held in post.tenures.values())


def _leaves(person: UUID, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Their groups are without them, what they were handed goes back; having led none leaves a task all the same."""
    led = tuple(sorted(n for n, group in state.groups.items() if group.facilitator == person))
    back = [ev.TaskTakenBack(task=task.task) for task in state.open_tasks if task.handed_to == person]
    asked = [] if led else [open_task(state, facts, Key.NAME_SUCCESSOR)]
    return [ev.KeyPersonLeft(person=person, groups=led, on=facts.today), *back, *asked]


def succession(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A group whose facilitator has left: the principal names a successor. Named another way, the task is withdrawn."""
    for task in state.open_of(Key.NAME_SUCCESSOR):
        if task.group is not None and not _is_without(task.group, state):
            return [ev.TaskWithdrawn(task=task.task)]
    if state.stage < Stage.IMPLEMENTATION:
        return []
    for number, group in sorted(state.groups.items()):
        if group.facilitator in state.left:
            return _without(number, group.facilitator, state, facts)
        vacated = group.facilitator is None and group.vacated
        if vacated and not _was_asked(state, number, group.vacated):
            return [open_task(state, facts, Key.NAME_SUCCESSOR, Opening(group=number))]
    return _nobody_follows(state)


def _nobody_follows(state: InitiativeState) -> Sequence[Event]:
    """After the meetings the second voice is not waited for where the principal has named nobody (TASKS.md)."""
    if state.stage <= Stage.IMPLEMENTATION or state.facilitators or state.open_of(Key.NAME_SUCCESSOR):
        return []
    return [ev.TaskWithdrawn(task=task.task) for task in state.open_tasks if task.address is Address.FACILITATORS]


def _is_without(number: int, state: InitiativeState) -> bool:
    """A group that the plan no longer has needs nobody."""
    return number in state.groups and state.groups[number].facilitator is None


def _without(number: int, leaver: UUID | None, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A plan gave the group to somebody who had left before it began: it is asked for now, by its number."""
    asked = [task for task in state.open_of(Key.NAME_SUCCESSOR) if task.group is None and task.after == leaver]
    withdrawn = [ev.TaskWithdrawn(task=task.task) for task in asked]
    return [*withdrawn, ev.FacilitatorNamed(group=number, person=None, on=facts.today)]


def _was_asked(state: InitiativeState, group: int, vacated: int) -> bool:
    """Since it was left without; an answer that is corrected says so too."""
    return any(task.group == group and task.touched > vacated for task in state.tasks_of(Key.NAME_SUCCESSOR))


def names_successor(form: NameSuccessor, task: Task, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """To the group that was without: the successor, or the other group's facilitator.

    Before there are groups, in the place of the named facilitator who left; nobody follows who was not one.
    """
    if task.group is None:
        return list(_in_their_place(form.person, task.after, state, facts)) if form.person and task.after else []
    person = form.person
    if form.merge_with is not None:
        person = state.groups[form.merge_with].facilitator
    return [ev.FacilitatorNamed(group=task.group, person=person, on=facts.today)] if person else []


def _in_their_place(person: UUID, leaver: UUID, state: InitiativeState, facts: Facts) -> Iterator[Event]:
    """Before there are groups: in a plan, too, that they were to lead one of."""
    to_lead = {group.facilitator for group in state.plan.groups} if state.plan else set()
    if not state.groups and (leaver in state.left_named or leaver in to_lead):
        yield ev.FacilitatorNamed(group=None, person=person, on=facts.today, instead_of=leaver)


def support_ends(command: do.AnnounceSupportEnds, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A risk, and a question to the principal: who carries on?"""
    require_principal_or_organiser(state, facts)
    if command.last_day < state.started:
        raise Unmet("before_start", N_("That is before the initiative began, {started}."), started=state.started)
    return ending(command.last_day, state, facts)


def ending(last_day: date, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Support has that last day; also as a checkpoint tells it. Another day asks again, unless the question is open."""
    if state.support_ends == last_day:
        return []
    event = ev.SupportEnding(last_day=last_day)
    asked = [] if state.open_of(Key.SUPPORT_ENDS) else [open_task(state, facts, Key.SUPPORT_ENDS)]
    return [event, *asked]


def keep_brief(command: do.KeepBrief, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """What somebody is told, once, and anew where what they were told is of another time."""
    if state.was_told(command.handover, command.told, command.since):
        return []
    return [
        ev.BriefKept(
            handover=command.handover,
            told=command.told,
            text=command.text,
            language=command.language,
            of_version=command.of_version,
            rests_on=command.rests_on,
            moment=command.moment,
            renderer=command.renderer,
            digest=command.digest,
            on=facts.today,
        )
    ]
