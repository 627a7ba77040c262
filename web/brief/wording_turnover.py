"""Those who come and go, in words: who holds the post, what was said as it changed hands, who else has left."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.messages import N_
from domain.post.timeline import EMPTY, Standing
from web.brief.content_turnover import Comment, Departed, Holder, Post, Succeeded, Support, Taken, Turnover
from web.brief.document import Block, Row, Section
from web.brief.persons import placeholder
from web.brief.speaking import Speaker
from web.brief.wording_plan import stopped

LATEST = 2
"""Comments and positions that are told; those before are of principals long gone."""
SINCE = {
    Standing.PRINCIPAL: N_("{person}, since {date}."),
    Standing.ACTING: N_("{person}, acting principal since {date}."),
    Standing.DEPUTY: N_("{person}, deputy since {date}."),
}
HELD = {
    Standing.ACTING: N_("{person}, acting principal"),
    Standing.DEPUTY: N_("{person}, deputy"),
    Standing.MEANWHILE: N_("nobody; {person} answers meanwhile"),
}


# Who holds the post


def first(post: Post, speaker: Speaker) -> Iterator[str]:
    """What there is to know of the post if one reads no further."""
    if post.standing in EMPTY:
        yield _vacant(post, speaker)
        yield from _meanwhile(post, speaker)
    elif post.last_day is not None:
        yield _last_day(post.last_day, speaker)
    yield from _next(post, speaker)


def _vacant(post: Post, speaker: Speaker) -> str:
    if post.since is None:
        return speaker.say(N_("Nobody holds the principal's post."))
    return speaker.say(N_("Nobody has held the principal's post since {date}."), date=speaker.day(post.since))


def _meanwhile(post: Post, speaker: Speaker) -> Iterator[str]:
    if post.person is not None and post.until is not None:
        until = speaker.day(post.until)
        yield speaker.say(N_("{person} answers meanwhile, until {date}."), person=placeholder(post.person), date=until)


def _next(post: Post, speaker: Speaker) -> Iterator[str]:
    if post.successor is not None and post.comes_on is not None:
        said = N_("{person} comes as principal on {date}.")
        yield speaker.say(said, person=placeholder(post.successor), date=speaker.day(post.comes_on))


def principal(post: Post, speaker: Speaker) -> Row:
    """Who answers, since when, and what is known to come."""
    return Row(label=speaker.say(N_("Principal")), text=" ".join(_principal(post, speaker)))


def _principal(post: Post, speaker: Speaker) -> Iterator[str]:
    if post.standing in EMPTY or post.person is None:
        yield _empty(post, speaker)
        yield from _meanwhile(post, speaker)
    else:
        since = speaker.day(post.since) if post.since else ""
        yield speaker.say(SINCE[post.standing], person=placeholder(post.person), date=since)
    if post.absent is not None:
        yield speaker.say(N_("{person} is away."), person=placeholder(post.absent))
        if post.until is not None:
            yield speaker.say(N_("The deputy's last day is {date}."), date=speaker.day(post.until))
    if post.last_day is not None:
        yield _last_day(post.last_day, speaker)
    yield from _next(post, speaker)


def _last_day(day: date, speaker: Speaker) -> str:
    return speaker.say(N_("The principal's last day is {date}."), date=speaker.day(day))


def _empty(post: Post, speaker: Speaker) -> str:
    if post.since is None:
        return speaker.say(N_("nobody holds the post."))
    return speaker.say(N_("nobody since {date}."), date=speaker.day(post.since))


def held(each: Holder, speaker: Speaker) -> str:
    """Who held it, or that nobody did."""
    if each.person is None:
        return speaker.say(N_("nobody"))
    person = placeholder(each.person)
    return speaker.say(HELD[each.standing], person=person) if each.standing in HELD else person


# What was said, and who else has left


def turnover(held: Turnover, speaker: Speaker) -> Section:
    """Without blocks where nobody has come or gone."""
    say = speaker.say
    blocks = (
        *(_comment(each, speaker) for each in reversed(held.comments[-LATEST:])),
        Block(
            title=say(N_("The incoming principal's position")),
            rows=tuple(_position(each, speaker) for each in reversed(held.positions[-LATEST:])),
        ),
        Block(title=say(N_("Have left")), rows=tuple(_left(each, speaker) for each in reversed(held.left))),
        Block(title=say(N_("In their place")), rows=tuple(_place(each, speaker) for each in reversed(held.successors))),
        Block(title=say(N_("Support from outside")), rows=tuple(_support(held.support, speaker))),
    )
    return Section(heading=say(N_("Handover")), blocks=tuple(block for block in blocks if block.rows))


def _comment(each: Comment, speaker: Speaker) -> Block:
    rows = [
        Row(label=speaker.say(label), text=speaker.quote(text))
        for label, text in (
            (N_("Who carries it"), each.carries_it),
            (N_("What is fragile"), each.fragile),
            (N_("What I would do next"), each.would_do_next),
            (N_("Is found at"), each.found_at),
        )
        if text
    ]
    said = rows or [Row(text=speaker.say(N_("Sent in without a word.")))]
    title = speaker.say(N_("The outgoing principal's comment"))
    return Block(title=title, rows=(Row(label=speaker.day(each.on), text=_whose(each.by, speaker)), *said))


def _whose(by: UUID | None, speaker: Speaker) -> str:
    return placeholder(by) if by else speaker.say(N_("on paper"))


def _position(each: Taken, speaker: Speaker) -> Row:
    said = [f"{_whose(each.by, speaker)}:"]
    if each.choice is not None:
        said.append(stopped(speaker.small(each.choice)))
    if each.pause_until is not None:
        said.append(speaker.say(N_("Until {date}."), date=speaker.day(each.pause_until)))
    if each.comment:
        said.append(speaker.say(N_("Comment: {text}"), text=speaker.quote(each.comment)))
    return Row(label=speaker.day(each.on), text=" ".join(said))


def _left(each: Departed, speaker: Speaker) -> Row:
    text, groups = placeholder(each.person), ", ".join(map(speaker.group, each.groups))
    if groups:
        text = speaker.say(N_("{person}, who led {groups}"), person=text, groups=groups)
    return Row(label=speaker.day(each.on), text=text)


def _place(each: Succeeded, speaker: Speaker) -> Row:
    return Row(label=speaker.day(each.on), text=" ".join(_of_place(each, speaker)))


def _of_place(each: Succeeded, speaker: Speaker) -> Iterator[str]:
    if each.group is not None:
        yield f"{speaker.group(each.group)}:"
    if each.person is not None:
        yield stopped(placeholder(each.person))
    if each.merged_with is not None:
        yield speaker.say(N_("merged with {group}."), group=speaker.group(each.merged_with))
    if each.none_because:
        yield speaker.say(N_("nobody. Why: {text}"), text=speaker.quote(each.none_because))


def _support(support: Support | None, speaker: Speaker) -> Iterator[Row]:
    if support is None:
        return
    yield Row(label=speaker.say(N_("Last day")), text=speaker.day(support.last_day))
    for label, text in ((N_("Who carries on"), support.carries_on), (N_("What is lost"), support.lost)):
        if text:
            yield Row(label=speaker.say(label), text=speaker.quote(text))
