"""Handovers as they are shown, in one reader's language."""

from datetime import date
from enum import Enum
from uuid import UUID

from domain.forms import OutgoingComment
from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverForm, HandoverTalk, Position, Stance
from domain.handover.decide import is_manager
from domain.handover.events import Ending, HandoverFormCorrected
from domain.handover.state import HandoverState, HandoverTask
from domain.handover.tasks import HANDOVER_TASKS
from domain.initiative import state as of_initiative
from domain.ladders import Step
from domain.messages import N_
from events.reading_handovers import HandoverOverview, Vacancy
from events.sealing import text
from web import views
from web.brief.rendering import Format, name_persons
from web.handover_desk import Handed, Kept, OpenedHandover
from web.lost import in_words
from web.plain import plain
from web.rendering import Rendering
from web.schemas import kind_of, schema_of


def _status(rendering: Rendering, ending: str) -> views.Coded:
    if ending == "open":
        return views.Coded(code=ending, label=rendering.say(N_("Goes on")))
    return rendering.coded(Ending(ending))


def _named(rendering: Rendering, person: UUID | None) -> views.PersonName | None:
    return rendering.person(person) if person else None


def persons_of(row: HandoverOverview) -> set[UUID]:
    """Everybody a line names."""
    held = row.handover
    return {who for who in (held.leaver, held.newcomer, held.manager) if who}


def line(rendering: Rendering, row: HandoverOverview) -> views.HandoverLine:
    """One line of the overview."""
    held = row.handover
    shown = views.HandoverLine(
        handover=row.id,
        unit=held.unit,
        unit_name=rendering.unit_name(held.unit),
        leaver=_named(rendering, held.leaver),
        last_day=held.last_day,
        newcomer=_named(rendering, held.newcomer),
        first_day=held.first_day,
        manager=rendering.person(held.manager),
        status=_status(rendering, held.status),
        opened=held.opened,
        initiatives=held.initiatives,
        waits=held.waits,
    )
    return in_words(shown, rendering.say)


def vacancy(rendering: Rendering, held: Vacancy) -> views.VacancyView:
    """A post that nobody holds."""
    unit = rendering.unit_of(held.post)
    return views.VacancyView(
        unit=unit,
        unit_name=rendering.unit_name(unit),
        post=held.post,
        since=held.since,
        meanwhile=_named(rendering, held.meanwhile),
        open_tasks=held.tasks,
        late=held.late,
    )


def handover(rendering: Rendering, opened: OpenedHandover) -> views.HandoverView:
    """The whole, or what whoever leaves may see of it."""
    state, change = opened.state, opened.change
    shown = views.HandoverView(
        handover=state.handover,
        version=opened.version,
        unit=opened.unit,
        unit_name=rendering.unit_name(opened.unit),
        leaver=_named(rendering, change.leaver),
        last_day=change.last_day,
        newcomer=_named(rendering, change.newcomer),
        first_day=change.first_day,
        manager=rendering.person(change.manager),
        manager_named=opened.facts.post is not None and opened.facts.post.manager is not None,
        status=_status(rendering, state.ending.value if state.ending else "open"),
        opened=state.opened,
        ended=state.ended,
        whole=opened.whole,
        initiatives=tuple(_handed(rendering, opened, each) for each in opened.handed),
        tasks=tuple(task(rendering, opened, each) for each in _by_due_day(state)) if opened.whole else (),
    )
    return in_words(shown, rendering.say)


def _by_due_day(state: HandoverState) -> list[HandoverTask]:
    return sorted(state.tasks.values(), key=lambda each: each.due)


def _handed(rendering: Rendering, opened: OpenedHandover, held: Handed) -> views.HandedView:
    change, eyes = opened.change, opened.eyes
    mine = (eyes.whose == change.leaver, eyes.whose == change.newcomer)
    return views.HandedView(
        initiative=held.initiative,
        title=held.title,
        over=held.seen.over,
        briefs=tuple(views.ToldView(person=rendering.person(kept.told), on=kept.on) for kept in held.kept),
        commented=held.seen.commented or held.comment is not None,
        comment=_comment(held.comment, held.found_at) if held.comment else None,
        comment_task=_asked(held.comment_task, held, eyes.today, yours=mine[0]),
        position=_coded(rendering, held.position.choice if held.position else held.seen.position),
        position_comment=text(held.position.comment) if held.position else "",
        position_pause_until=_pause_until(held.position),
        position_task=_asked(held.position_task, held, eyes.today, yours=mine[1]),
    )


def _pause_until(form: Position | None) -> date | None:
    return form.pause_until if form and form.choice is Stance.PROPOSE_PAUSE else None


def _coded(rendering: Rendering, member: Enum | None) -> views.Coded | None:
    return rendering.coded(member) if member else None


def _comment(form: OutgoingComment, found_at: str) -> views.CommentView:
    return views.CommentView(
        carries_it=text(form.carries_it),
        fragile=text(form.fragile),
        would_do_next=text(form.would_do_next),
        found_at=found_at,
    )


def _asked(asked: of_initiative.Task | None, of: Handed, today: date, *, yours: bool) -> views.AskedView | None:
    if asked is None:
        return None
    late = asked.due is not None and asked.due < today and not of.paused
    return views.AskedView(task=asked.task, due=asked.due, overdue=late, yours=yours)


def task(rendering: Rendering, opened: OpenedHandover, held: HandoverTask) -> views.HandoverTaskView:
    """One thing the manager is asked."""
    kind = HANDOVER_TASKS[held.key]
    return views.HandoverTaskView(
        task=held.task,
        key=held.key.value,
        title=rendering.say(kind.title),
        state=rendering.coded(of_initiative.TaskState(held.state.value)),
        opened=held.opened,
        due=held.due,
        overdue=held.is_open and held.due < opened.eyes.today,
        escalated=Step.ESCALATED in held.steps,
        minutes=kind.minutes,
        yours=held.is_open and is_manager(opened.facts),
        said=_said(rendering, held.form) if held.form else "",
        by=_named(rendering, held.by),
        done_on=held.done_on,
        corrected=_corrected(rendering, held.corrected) if held.corrected else None,
    )


def _corrected(rendering: Rendering, event: HandoverFormCorrected) -> views.CorrectedView:
    return views.CorrectedView(by=_named(rendering, event.by), on=event.on, reason=text(event.reason))


def _said(rendering: Rendering, form: HandoverForm) -> str:
    match form:
        case HandoverTalk(held_on=day):
            held = rendering.tell(N_("Held {date}."), date=day) if day else ""
            why = rendering.tell(N_("No talk: {reason}"), reason=text(form.none_because)) if form.none_because else ""
            return " ".join(filter(None, (held, text(form.overlap), why)))
        case ConfirmBrief():
            return text(form.comment) or rendering.say(N_("Confirmed."))
        case AnswersMeanwhile():
            who = rendering.person(form.person).name if form.person else ""
            return rendering.tell(N_("{name} until {date}."), name=who, date=form.until)


def form(rendering: Rendering, opened: OpenedHandover, held: HandoverTask) -> views.HandoverFormView:
    """A task with its form, as it was sent in or empty."""
    cls = HANDOVER_TASKS[held.key].form
    shown = views.HandoverFormView(
        handover=opened.state.handover,
        unit_name=rendering.unit_name(opened.unit),
        version=opened.version,
        task=task(rendering, opened, held),
        kind=kind_of(cls),
        form=plain(held.form or cls()),
        schema=schema_of(cls, rendering.say),
    )
    return in_words(shown, rendering.say)


def kept(rendering: Rendering, opened: OpenedHandover, told: Kept) -> views.KeptBriefView:
    """What somebody was told, its persons named as they are now."""
    brief = told.brief
    names = {who: rendering.person(who).name for who in told.persons}
    shown = views.KeptBriefView(
        handover=opened.state.handover,
        initiative=told.initiative,
        title=told.title,
        told=rendering.person(brief.told),
        on=brief.on,
        moment=rendering.moment(brief.moment),
        of_version=brief.of_version,
        rests_on={known.stream: known.version for known in brief.rests_on},
        renderer=brief.renderer,
        language=brief.language,
        digest=brief.digest,
        matches=told.matches,
        erased=told.erased,
        text=name_persons(told.text, Format.MARKDOWN, names, rendering.tell),
    )
    return in_words(shown, rendering.say)
