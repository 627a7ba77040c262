"""The way here in words: stages, standstills, pauses, what was let pass; conditions, check-ins, evaluation."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from domain import stages
from domain.conditions import Condition, Rating
from domain.initiative.events import Voice
from domain.messages import N_
from domain.stalls import CAUSE_NAMES
from web.brief import content
from web.brief.document import Block, Row, Section
from web.brief.persons import placeholder
from web.brief.speaking import Speaker
from web.brief.wording_turnover import held as who

LATEST = 4
"""Standstills and pauses that are told one by one."""
Tell = Callable[[content.Rated, Speaker], Iterator[Row]]
VOICES = {Voice.PRINCIPAL: N_("the principal"), Voice.SECOND: N_("the facilitators")}


def way(held: content.Way, speaker: Speaker) -> Section:
    """How it came to be where it is."""
    say = speaker.say
    blocks = (
        Block(title=say(N_("Standstills")), rows=_latest([_stall(each, speaker) for each in held.stalls], speaker)),
        Block(title=say(N_("Pauses")), rows=_latest([_pause(each, speaker) for each in held.pauses], speaker)),
        Block(title=say(N_("School days since the start")), rows=tuple(_days(held, speaker))),
        Block(title=say(N_("Let pass by the organiser")), rows=tuple(_let_pass(held, speaker))),
        Block(title=say(N_("Principals since the start")), rows=_latest([*_holders(held, speaker)], speaker)),
        Block(title=say(N_("Stages")), rows=tuple(_stages(held, speaker))),
    )
    filled = [block for block in blocks if block.rows]
    if not held.stalls:
        filled.insert(0, Block(rows=(Row(text=say(N_("It has never stood still."))),)))
    return Section(heading=say(N_("The way here")), blocks=tuple(filled))


def _latest(rows: Sequence[Row], speaker: Speaker) -> tuple[Row, ...]:
    earlier = len(rows) - LATEST
    if earlier <= 0:
        return tuple(rows)
    told = Row(text=speaker.say(N_("{number} earlier"), number=earlier))
    return (told, *rows[-LATEST:])


def _stall(each: content.Stalled, speaker: Speaker) -> Row:
    cause = speaker.say(CAUSE_NAMES[each.cause])
    waited = each.waited
    text = f"{cause} ({speaker.task(waited.key)})" if waited and waited.key else cause
    return Row(label=_span(each.since, each.until, speaker), text=text)


def _span(since: date, until: date | None, speaker: Speaker) -> str:
    if until is None:
        return speaker.say(N_("Since {date}"), date=speaker.day(since))
    return speaker.say(N_("{since} to {until}"), since=speaker.day(since), until=speaker.day(until))


def _pause(each: content.Paused, speaker: Speaker) -> Row:
    said = [speaker.quote(each.reason)] if each.reason else []
    if each.ended is None:
        said.append(speaker.say(N_("Decided until {date}."), date=speaker.day(each.until)))
    if each.by is not None:
        said.append(speaker.say(N_("Decided by {person}."), person=placeholder(each.by)))
    text = " ".join(said) or speaker.say(N_("No reason is given."))
    return Row(label=_span(each.since, each.ended, speaker), text=text)


def _holders(held: content.Way, speaker: Speaker) -> Iterator[Row]:
    """Nothing where it was the same one all along."""
    for each in held.holders if len(held.holders) > 1 else ():
        yield Row(label=_held_span(each.since, each.until, speaker), text=who(each, speaker))


def _held_span(since: date | None, until: date | None, speaker: Speaker) -> str:
    if since is not None:
        return _span(since, until, speaker)
    return speaker.say(N_("Until {date}"), date=speaker.day(until)) if until else ""


def _days(held: content.Way, speaker: Speaker) -> Iterator[Row]:
    for cause, number in held.days.items():
        yield Row(label=speaker.days(number), text=speaker.say(CAUSE_NAMES[cause]))


def _let_pass(held: content.Way, speaker: Speaker) -> Iterator[Row]:
    for each in held.let_pass:
        why = speaker.say(N_("Reason: {text}"), text=speaker.quote(each.reason))
        yield Row(label=speaker.day(each.on), text=f"{speaker.say(each.sentence)} {why}")


def _stages(held: content.Way, speaker: Speaker) -> Iterator[Row]:
    for stage, on in held.stages:
        yield Row(label=speaker.day(on), text=speaker.say(stages.NAMES[stage]))


def conditions(held: content.Way, speaker: Speaker) -> Section:
    """What was rated, checked and evaluated."""
    say = speaker.say
    latest = held.rated[-1:]
    blocks = (
        Block(title=say(N_("Check-ins")), rows=tuple(_found(each, speaker) for each in reversed(held.check_ins))),
        Block(title=say(N_("Evaluation")), rows=tuple(_evaluated(held, speaker))),
        Block(title=say(N_("Conditions")), rows=tuple(_rated(each, speaker) for each in reversed(held.rated))),
        Block(title=say(N_("The latest time")), rows=_of_each(latest, _compared, speaker)),
        Block(title=say(N_("Where principal and facilitators differ")), rows=_of_each(latest, _differing, speaker)),
    )
    filled = tuple(block for block in blocks if block.rows)
    empty = say(N_("Nothing has been rated or followed up yet."))
    return Section(heading=say(N_("Conditions and follow-up")), blocks=filled, empty=empty)


def _found(each: content.Found, speaker: Speaker) -> Row:
    said = [speaker.say(N_("After {months} months: {place}."), months=each.months, place=speaker.small(each.place))]
    if each.one_voice:
        said.append(speaker.say(N_("It rests on one voice.")))
    if each.differing:
        facts = ", ".join(map(speaker.small, each.differing))
        said.append(speaker.say(N_("Principal and facilitators differ on: {facts}."), facts=facts))
    return Row(label=speaker.day(each.on), text=" ".join(said))


def _evaluated(held: content.Way, speaker: Speaker) -> Iterator[Row]:
    found, say = held.evaluated, speaker.say
    if found is None:
        return
    for label, answer in (
        (N_("Did teaching change?"), found.teaching_changed),
        (N_("Did it, by the facilitators?"), found.facilitators_say),
        (N_("Did pupils' results?"), found.pupils_results),
        (N_("Conclusion"), found.conclusion),
    ):
        if answer is not None:
            yield Row(label=say(label), text=speaker.small(answer))
    for label, text in ((N_("What helped"), found.helped), (N_("What hindered"), found.hindered)):
        if text:
            yield Row(label=say(label), text=speaker.quote(text))


def _rated(each: content.Rated, speaker: Speaker) -> Row:
    counts = [
        speaker.say(
            N_("{voice}: {in_place} in place, {partly} partly, {missing} missing"),
            voice=speaker.say(VOICES[voice]),
            in_place=held.get(Rating.IN_PLACE, 0),
            partly=held.get(Rating.PARTLY, 0),
            missing=held.get(Rating.MISSING, 0),
        )
        for voice, held in each.counts.items()
    ]
    said = "; ".join(counts)
    label = f"{speaker.day(each.on)}, {speaker.task(each.key)}"
    return Row(label=label, text=f"{said[:1].upper()}{said[1:]}.")


def _of_each(held: Sequence[content.Rated], tell: Tell, speaker: Speaker) -> tuple[Row, ...]:
    return tuple(row for each in held for row in tell(each, speaker))


def _compared(each: content.Rated, speaker: Speaker) -> Iterator[Row]:
    for label, held in (
        (N_("Missing"), each.missing),
        (N_("Better than before"), each.better),
        (N_("Worse than before"), each.worse),
    ):
        if held:
            yield Row(label=speaker.say(label), text=_list(held, speaker))


def _differing(each: content.Rated, speaker: Speaker) -> Iterator[Row]:
    for condition, principal, second in each.differing:
        text = speaker.say(
            N_("the principal says {principal}, the facilitators {second}"),
            principal=speaker.small(principal),
            second=speaker.small(second),
        )
        yield Row(label=speaker.word(condition), text=text)


def _list(held: Sequence[Condition], speaker: Speaker) -> str:
    said = ", ".join(map(speaker.small, held))
    return f"{said[:1].upper()}{said[1:]}."
