"""Who holds the principal's post and who did, what was said as it changed hands, and who else has left."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.forms import NameSuccessor, OutgoingComment, Position, SupportEnds
from domain.initiative.filing import found_at
from domain.initiative.state import Task
from domain.post.timeline import Holding, Standing
from domain.tasks import Key
from web.brief.content_turnover import Comment, Departed, Holder, Post, Succeeded, Support, Taken, Turnover
from web.brief.source import Source

_IN_ANOTHERS_PLACE = (Standing.DEPUTY, Standing.MEANWHILE)
F = TypeVar("F")


def held(source: Source) -> Post:
    """Who answers for the post, and what is known to come."""
    now, today = source.post.at(source.today), source.today
    ahead = [each for each in source.post.turnovers if each.newcomer and each.first_day and each.first_day > today]
    comes = ahead[0] if ahead else None
    return Post(
        standing=now.standing,
        person=now.person,
        since=_since(now, source),
        until=now.until if now.standing in _IN_ANOTHERS_PLACE else None,
        absent=now.principal if now.standing is Standing.DEPUTY else None,
        last_day=source.post.leaves_on(today),
        successor=comes.newcomer if comes else None,
        comes_on=comes.first_day if comes else None,
    )


def _since(now: Holding, source: Source) -> date | None:
    if now.standing is Standing.DEPUTY:
        return now.since
    if not now.is_vacant:
        came = source.post.service_at(source.today)
        return came.first_day if came else now.since
    began = now.since
    for holding in reversed(source.post.holdings):
        if holding.since < began and not holding.is_vacant:
            break
        began = min(began, holding.since)
    return _known(began)


def _known(day: date) -> date | None:
    return None if day == date.min else day


def holders(source: Source) -> Iterator[Holder]:
    """Everybody who held the post since the start, and its vacancies, up to the day or the end."""
    last = min(source.today, source.walked.ended or date.max)
    for each in source.post.holdings:
        if each.since <= last and (each.until is None or each.until >= source.state.started):
            over = each.until is not None and each.until < source.today
            yield Holder(
                standing=each.standing,
                person=each.person,
                since=_known(each.since),
                until=each.until if over else None,
            )


def turnover(source: Source) -> Turnover:
    """Who came and went beside that, and what was said of it."""
    return Turnover(
        comments=tuple(_comments(source)),
        positions=tuple(_positions(source)),
        left=tuple(_left(source)),
        successors=tuple(_successors(source)),
        support=_support(source),
        awaits_position=bool(source.state.open_of(Key.POSITION)),
    )


def _answered(key: Key, form: type[F], source: Source) -> Iterator[tuple[Task, F, date]]:
    """The tasks of that kind that were done, in the order they were."""
    done = [task for task in source.state.tasks_of(key) if task.done_on and not task.is_open]
    for task in sorted(done, key=lambda task: task.touched):
        if task.answer and isinstance(task.answer.form, form) and task.done_on:
            yield task, task.answer.form, task.done_on


def _by(task: Task) -> UUID | None:
    return task.answer.by if task.answer else None


def _comments(source: Source) -> Iterator[Comment]:
    for task, form, on in _answered(Key.OUTGOING_COMMENT, OutgoingComment, source):
        yield Comment(
            by=_by(task),
            on=on,
            carries_it=source.text(form.carries_it),
            fragile=source.text(form.fragile),
            would_do_next=source.text(form.would_do_next),
            found_at=source.text(found_at(task.answer, source.state)),
        )


def _positions(source: Source) -> Iterator[Taken]:
    for task, form, on in _answered(Key.POSITION, Position, source):
        yield Taken(
            by=_by(task),
            on=on,
            choice=form.choice,
            comment=source.text(form.comment),
            pause_until=form.pause_until,
        )


def _left(source: Source) -> Iterator[Departed]:
    for event in source.walked.left:
        groups = (source.group(number) for number in event.groups)
        yield Departed(person=event.person, on=event.on, groups=tuple(group for group in groups if group))


def _successors(source: Source) -> Iterator[Succeeded]:
    for task, form, on in _answered(Key.NAME_SUCCESSOR, NameSuccessor, source):
        yield Succeeded(
            on=on,
            group=source.group(task.group),
            person=form.person,
            merged_with=source.group(form.merge_with),
            none_because=source.text(form.none_because),
        )


def _support(source: Source) -> Support | None:
    last_day = source.state.support_ends
    if last_day is None:
        return None
    form = source.form(SupportEnds, Key.SUPPORT_ENDS)
    return Support(
        last_day=last_day,
        carries_on=source.text(form.carries_on) if form else "",
        lost=source.text(form.lost) if form else "",
    )
