"""A brief in words: what to know first, what to do, who and when; the rest in `wording_way`."""

from collections import Counter
from collections.abc import Iterator

from domain import stages
from domain.initiative.state import Status
from domain.messages import N_
from domain.stalls import CAUSE_NAMES
from domain.tasks import Address
from web.brief import content
from web.brief.document import Block, Document, Row, Section
from web.brief.persons import placeholder
from web.brief.speaking import Speaker
from web.brief.wording_plan import about, plan, promises, stopped
from web.brief.wording_turnover import first, principal, turnover
from web.brief.wording_way import conditions, way
from web.speech import Speech

MOST = 8
"""Meetings ahead that are listed."""
TURNS = (Address.PRINCIPAL, Address.ORGANISER, Address.FACILITATOR, Address.FACILITATORS)
"""Whose tasks come first: whoever reads it is most often the new principal."""
WHOSE = {
    Address.PRINCIPAL: N_("For the principal"),
    Address.ORGANISER: N_("For the organiser"),
    Address.FACILITATOR: N_("For the facilitators"),
    Address.FACILITATORS: N_("For the facilitators together"),
}


def document(brief: content.Brief, speech: Speech) -> Document:
    """The whole of it in one language."""
    speaker = Speaker(speech)
    handed = turnover(brief.turnover, speaker)
    return Document(
        language=speech.language,
        kind=speaker.say(N_("Brief for a handover")),
        title=speaker.quote(brief.title),
        about=speaker.say(
            N_("{unit}, as it stood on {date}"), unit=speaker.quote(brief.unit), date=speaker.day(brief.on)
        ),
        lead=tuple(_lead(brief, speaker)),
        sections=(
            _to_do(brief, speaker),
            *((handed,) if handed.blocks else ()),
            _meetings(brief, speaker),
            _people(brief.people, speaker),
            promises(brief.promises, brief.on, speaker),
            plan(brief.plan, speaker),
            way(brief.way, speaker),
            conditions(brief.way, speaker),
            about(brief.where, speaker),
        ),
        foot=speaker.say(
            N_("Written from the history up to event {version}. What happened later is not in here."),
            version=brief.version,
        ),
    )


def _lead(brief: content.Brief, speaker: Speaker) -> Iterator[str]:
    where = brief.where
    if where.ended is not None:
        yield from _over(where, speaker)
        return
    yield speaker.say(N_("{stage}, since {date} ({days})."), stage=_stage(where, speaker),
                      date=speaker.day(where.since), days=speaker.days(where.school_days))  # fmt: skip
    yield from _standing(where, speaker)
    yield from first(brief.people.post, speaker)
    if brief.turnover.awaits_position:
        yield speaker.say(N_("The new principal has not taken a position on it yet."))
    support = brief.turnover.support
    if support is not None and support.last_day >= brief.on:
        yield speaker.say(N_("Support from outside ends on {date}."), date=speaker.day(support.last_day))
    yield from _waiting(brief, speaker)
    if brief.coming and where.pause is None:
        yield speaker.say(N_("Next meeting: {meeting}."), meeting=_meeting(brief.coming[0], speaker))


def _over(where: content.Where, speaker: Speaker) -> Iterator[str]:
    ended = speaker.day(where.ended) if where.ended else ""
    if where.status is Status.CANCELLED:
        yield speaker.say(N_("The initiative was cancelled on {date}. There is nothing left to do."), date=ended)
    else:
        yield speaker.say(N_("The initiative was closed on {date}. There is nothing left to do."), date=ended)
    if where.outcome is not None:
        yield speaker.say(N_("Outcome: {outcome}."), outcome=speaker.small(where.outcome))
    if where.closing_note:
        yield speaker.say(N_("Closing note: {text}"), text=speaker.quote(where.closing_note))


def _stage(where: content.Where, speaker: Speaker) -> str:
    name = speaker.text(where.own_stage) or speaker.say(stages.NAMES[where.stage])
    return speaker.say(N_("Stage {number}: {name}"), number=int(where.stage), name=name)


def _standing(where: content.Where, speaker: Speaker) -> Iterator[str]:
    if where.pause is not None:
        yield speaker.say(N_("It is paused until {date}."), date=speaker.day(where.pause.until))
        if where.pause.reason:
            yield speaker.say(N_("Why it is paused: {text}"), text=speaker.quote(where.pause.reason))
    elif where.stall is not None:
        yield speaker.say(N_("It has stood still since {date}: {cause}."), date=speaker.day(where.stall.since),
                          cause=speaker.say(CAUSE_NAMES[where.stall.cause]))  # fmt: skip
    if where.proposed_pause is not None:
        yield speaker.say(N_("A pause until {date} is proposed; the organiser has not answered."),
                          date=speaker.day(where.proposed_pause))  # fmt: skip


def _waiting(brief: content.Brief, speaker: Speaker) -> Iterator[str]:
    dated = [task for task in brief.tasks if task.due is not None]
    if not dated:
        yield speaker.say(N_("Nothing has to be done by a certain day just now."))
        return
    late = sum(task.overdue for task in dated)
    many = speaker.count(len(dated), N_("{number} task has a due day"), N_("{number} tasks have a due day"))
    said = N_("{tasks}, one is late.") if late == 1 else N_("{tasks}, {late} are late.")
    yield speaker.say(said if late else N_("{tasks}, none is late."), tasks=many, late=late)
    first = dated[0]
    due = first.due and speaker.day(first.due)
    yield speaker.say(N_("First: {task}, {date}."), task=_titled(first, speaker), date=due)


def _titled(task: content.OpenTask, speaker: Speaker) -> str:
    """What it is about, in as few words as tell it from others."""
    about = speaker.text(task.about) or (speaker.group(task.group) if task.group else "")
    after = speaker.say(N_("after {person}"), person=placeholder(task.after)) if task.after else ""
    said = ", ".join(filter(None, (about, after)))
    return f"{speaker.task(task.key)} ({said})" if said else speaker.task(task.key)


def _to_do(brief: content.Brief, speaker: Speaker) -> Section:
    blocks = [
        Block(title=speaker.say(WHOSE[address]), rows=rows)
        for address in TURNS
        if (rows := tuple(_tasks([task for task in brief.tasks if task.address is address], speaker)))
    ]
    asks = tuple(Row(text=speaker.say(sentence)) for sentence in brief.where.asks)
    if asks:
        blocks.append(Block(title=speaker.say(N_("The stage still asks for")), rows=asks))
    return Section(heading=speaker.say(N_("To do")), blocks=tuple(blocks), empty=speaker.say(N_("Nothing is open.")))


def _tasks(tasks: list[content.OpenTask], speaker: Speaker) -> Iterator[Row]:
    for task in tasks:
        if task.due is not None:
            label = N_("Late, was due {date}") if task.overdue else N_("By {date}")
            yield Row(label=speaker.say(label, date=speaker.day(task.due)), text=_task(task, speaker))
    undated = Counter(_task(task, speaker) for task in tasks if task.due is None)
    for text, times in undated.items():
        label = N_("No due day, {number} of them") if times > 1 else N_("No due day")
        yield Row(label=speaker.say(label, number=times), text=text)


def _task(task: content.OpenTask, speaker: Speaker) -> str:
    said = [_titled(task, speaker) + "."]
    if task.holders:
        said.append(speaker.people(task.holders) + ".")
    if task.handed_to is not None:
        handed = N_("{person} has answered; confirm it.") if task.to_confirm else N_("Handed to {person}.")
        said.append(speaker.say(handed, person=placeholder(task.handed_to)))
    return " ".join(said)


def _meetings(brief: content.Brief, speaker: Speaker) -> Section:
    rows = [Row(label=speaker.day(each.on), text=_about(each, speaker)) for each in brief.coming[:MOST]]
    left = len(brief.coming) - len(rows)
    if left:
        rows.append(Row(text=speaker.say(N_("and {number} more"), number=left)))
    blocks = (Block(rows=tuple(rows)),) if rows else ()
    empty = speaker.say(N_("No meeting is planned."))
    return Section(heading=speaker.say(N_("Meetings ahead")), blocks=blocks, empty=empty)


def _about(meeting: content.Coming, speaker: Speaker) -> str:
    parts = [speaker.group(meeting.group) if meeting.group else "", speaker.text(meeting.about)]
    said = ", ".join(part for part in parts if part) or speaker.say(N_("The working group"))
    if meeting.in_pause:
        return speaker.say(N_("{meeting} (within the pause)"), meeting=said)
    return speaker.say(N_("{meeting} (no school that day: move it)"), meeting=said) if meeting.free_day else said


def _meeting(meeting: content.Coming, speaker: Speaker) -> str:
    return f"{speaker.day(meeting.on)}, {_about(meeting, speaker)}"


def _people(people: content.People, speaker: Speaker) -> Section:
    say, rows = speaker.say, []
    rows.append(principal(people.post, speaker))
    rows.append(Row(label=say(N_("The principal's manager")), text=placeholder(people.manager)))
    if people.contact is not None:
        rows.append(Row(label=say(N_("The organiser's contact")), text=placeholder(people.contact)))
    if people.named:
        rows.append(Row(label=say(N_("Named as facilitators")), text=speaker.people(people.named)))
    groups = tuple(_group(each, speaker) for each in people.groups)
    blocks = [Block(rows=tuple(rows))]
    if groups:
        blocks.append(Block(title=say(N_("Learning groups")), rows=groups))
    elif not people.named:
        blocks.append(Block(rows=(Row(text=say(N_("Nobody is named as facilitator yet."))),)))
    return Section(heading=say(N_("Key persons")), blocks=tuple(blocks))


def _group(each: content.GroupOf, speaker: Speaker) -> Row:
    return Row(label=speaker.group(each.group), text=" ".join(_of_group(each, speaker)))


def _of_group(each: content.GroupOf, speaker: Speaker) -> Iterator[str]:
    say = speaker.say
    if each.facilitator is not None:
        time = say(N_(" ({percent} % of full time)"), percent=each.time_percent) if each.time_percent else ""
        yield say(N_("Led by {person}{time}."), person=placeholder(each.facilitator), time=time)
    elif each.vacant_since is not None:
        yield say(N_("Nobody has led it since {date}."), date=speaker.day(each.vacant_since))
    else:
        yield say(N_("Nobody leads it."))
    if each.participants:
        yield speaker.count(each.participants, N_("{number} participant."), N_("{number} participants."))
    if each.meetings:
        yield say(N_("{held} of {meetings} meetings held."), held=each.held, meetings=each.meetings)
    if each.mandate:
        yield stopped(say(N_("Mandate: {text}"), text=speaker.quote(each.mandate)))
