"""Promises, plan and effect chain, and what kind of initiative it is, in words."""

from collections.abc import Iterator
from datetime import date

from domain.messages import N_
from web.brief import content
from web.brief.document import Block, Row, Section
from web.brief.speaking import Speaker


def promises(held: content.Promises, on: date, speaker: Speaker) -> Section:
    """What others count on."""
    say = speaker.say
    standing = tuple(
        Row(label=say(label), text=speaker.quote(text))
        for label, text in (
            (N_("The organiser answers for"), held.organiser_answers_for),
            (N_("The unit answers for"), held.unit_answers_for),
            (N_("About the conditions"), held.who_strengthens),
            (N_("Should live on after four months"), held.lives_on),
        )
        if text
    )
    blocks = (
        Block(title=say(N_("Until next time")), rows=tuple(_until(each, speaker) for each in held.until_next)),
        Block(title=say(N_("Who does what by when")), rows=tuple(_action(each, on, speaker) for each in held.actions)),
        Block(title=say(N_("Throughout")), rows=standing),
    )
    filled = tuple(block for block in blocks if block.rows)
    return Section(heading=say(N_("Promised")), blocks=filled, empty=say(N_("Nothing has been promised yet.")))


def _until(each: content.UntilNext, speaker: Speaker) -> Row:
    said = [
        speaker.say(label, text=speaker.quote(text))
        for label, text in ((N_("Do: {text}"), each.do), (N_("Read: {text}"), each.read),
                            (N_("Collect: {text}"), each.collect))
        if text
    ]  # fmt: skip
    group = speaker.group(each.group) if each.group else speaker.say(N_("The working group"))
    label = speaker.say(N_("{group}, meeting of {date}"), group=group, date=speaker.day(each.on))
    return Row(label=label, text=" ".join(map(stopped, said)) or speaker.say(N_("Nothing was agreed.")))


def _action(each: content.Promise, on: date, speaker: Speaker) -> Row:
    """Nobody reports these as done, so a day that has passed is all that can be told."""
    text = f"{speaker.quote(each.who)}: {speaker.quote(each.what)}"
    if each.by_when is None:
        return Row(label=speaker.say(N_("No day")), text=text)
    label = N_("By {date}") if each.by_when >= on else N_("By {date}, which has passed")
    return Row(label=speaker.say(label, date=speaker.day(each.by_when)), text=text)


def stopped(text: str) -> str:
    """A sentence that ends as one."""
    return text if text.endswith((".", "!", "?", "…", "]")) else f"{text}."


def plan(held: content.Plan, speaker: Speaker) -> Section:
    """What it is about and how it is done."""
    say = speaker.say
    blocks = (
        Block(rows=tuple(_aims(held, speaker))),
        Block(title=say(N_("Effect chain")), rows=tuple(_step(step, speaker) for step in held.chain)),
        Block(title=say(N_("The plan")), rows=tuple(_plan(held, speaker))),
    )
    filled = tuple(block for block in blocks if block.rows)
    empty = say(N_("Neither effect chain nor plan is written yet."))
    return Section(heading=say(N_("What it is about")), blocks=filled, empty=empty)


def _aims(held: content.Plan, speaker: Speaker) -> Iterator[Row]:
    say = speaker.say
    if held.needs:
        needs = "; ".join(need.rstrip(".") for need in map(speaker.quote, held.needs[:3]))
        yield Row(label=say(N_("Needs")), text=stopped(needs))
    if held.focus:
        yield Row(label=say(N_("Focus area")), text=speaker.quote(held.focus))
    if held.teacher:
        yield Row(label=say(N_("What the teacher does differently")), text=speaker.quote(held.teacher))


def _step(step: content.Step, speaker: Speaker) -> Row:
    return Row(label=speaker.word(step.kind), text=" ".join(_of_step(step, speaker)))


def _of_step(step: content.Step, speaker: Speaker) -> Iterator[str]:
    yield stopped(speaker.quote(step.text))
    if step.indicator:
        yield stopped(speaker.say(N_("Indicator: {text}"), text=speaker.quote(step.indicator)))
    if step.baseline:
        yield stopped(speaker.say(N_("Baseline: {text}"), text=speaker.quote(step.baseline)))
    target = ", ".join(speaker.quote(text).rstrip(".") for text in (step.how_much, step.in_what) if text)
    if target:
        yield stopped(speaker.say(N_("Target: {text}"), text=target))
    if step.by_when:
        yield speaker.say(N_("By {date}."), date=speaker.day(step.by_when))


def _plan(held: content.Plan, speaker: Speaker) -> Iterator[Row]:
    say = speaker.say
    if not held.is_written:
        return
    if held.goals:
        yield Row(label=say(N_("Goals")), text=speaker.quote(held.goals))
    yield Row(label=say(N_("Approved by the organiser")), text=_approved(held, speaker))
    if held.practical_time:
        yield Row(label=say(N_("Other time for practical matters")), text=speaker.quote(held.practical_time))
    if held.facilitators_meet:
        text = say(N_("every {weeks} weeks"), weeks=held.facilitators_meet)
        yield Row(label=say(N_("The facilitators meet")), text=text)
    for label, text in (
        (N_("Afterwards: who leads"), held.leaders),
        (N_("Afterwards: scheduled time"), held.scheduled_time),
        (N_("Afterwards: who carries it, and who takes over"), held.carriers),
    ):
        if text:
            yield Row(label=say(label), text=speaker.quote(text))


def _approved(held: content.Plan, speaker: Speaker) -> str:
    if held.change_proposed:
        return speaker.say(N_("yes, and a change is proposed that waits for an answer"))
    return speaker.say(N_("yes") if held.is_approved else N_("not yet"))


def about(where: content.Where, speaker: Speaker) -> Section:
    """What kind of initiative it is, and who decided on it."""
    say = speaker.say
    rows = [
        Row(label=say(N_("Template")), text=speaker.text(where.template)),
        Row(label=say(N_("Track")), text=speaker.small(where.track)),
        Row(label=say(N_("Started")), text=speaker.day(where.started)),
    ]
    if where.decision_body and where.decided_on:
        text = say(N_("{body}, {date}"), body=speaker.quote(where.decision_body), date=speaker.day(where.decided_on))
        rows.append(Row(label=say(N_("Decided by")), text=text))
    if where.is_programme:
        rows.append(Row(text=say(N_("It is a part of a programme at several units."))))
    return Section(heading=say(N_("About the initiative")), blocks=(Block(rows=tuple(rows)),))
