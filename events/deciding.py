"""What a decision is made of and becomes: facts from folds, and entries from events. No input or output."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from domain import RULES_VERSION
from domain.actors import Actor, Standing
from domain.facts import Facts
from domain.messages import N_
from domain.organiser import post_of
from domain.post.state import PostState
from domain.refusals import NotAllowed, NotFound
from events.envelope import Origin, Template, event_ids, leaf_hash, name_of
from events.folds import Fold
from events.intent import Intent
from events.records import Entry
from events.registry import CODEC, category_of

TENANT_STREAMS: Final = frozenset({"organiser", "calendar"})
"""Categories with one stream per organiser, named by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a command comes to, on the folds it was decided on."""

    now: datetime
    fold: Fold
    guards: Mapping[str, Fold]
    events: Sequence[Any]
    state: Any
    """What the stream's state is once they have happened."""


def check_tenant(organiser_id: UUID, stream: str, fold: Fold) -> None:
    """Nothing crosses organisers: neither the stream nor what the decision relies on. Raises NotFound."""
    if fold.organiser == organiser_id:
        return
    category, _, name = stream.partition(":")
    if fold.organiser is not None or (category in TENANT_STREAMS and name != str(organiser_id)):
        raise NotFound("not_here", N_("There is no such thing here."))


def facts_of(actor: Actor, now: datetime, stream: str, folds: Mapping[str, Fold], seen: int | None = None) -> Facts:
    """What the decision may know beside its own state; `folds` are the stream's own and its guards'."""
    known = {category_of(name): held for name, held in folds.items()}
    rights = known.get("organiser")
    standing = rights.standing(actor) if rights is not None else Standing(actor=actor)
    guards = {category: held.state for category, held in known.items() if category != category_of(stream)}
    facts = Facts(now=now, standing=standing, seen=seen, **guards)
    return replace(facts, standing=with_post(facts)) if facts.post is not None else facts


def with_post(facts: Facts) -> Standing:
    """Rights by tenure: of the one post a decision relies on, on the organiser's date.

    Raises NotAllowed for somebody who acts in another's place without their leave.
    """
    post: PostState | None = facts.post
    actor = facts.standing.actor
    if post is None or post.unit is None:
        if actor.acting_for is not None:
            raise not_in_their_place()
        return facts.standing
    mine, answers = frozenset({post_of(post.unit)}), post.may_act(actor, facts.today)
    if actor.acting_for is not None and not answers:
        raise not_in_their_place()
    principal = post.at(facts.today).principal
    sees = principal is not None and principal == facts.standing.own
    return replace(facts.standing, posts=mine if answers else frozenset(), sees=mine if sees else frozenset())


def not_in_their_place() -> NotAllowed:
    """Nobody acts for a principal without their leave, nor longer than that or than the principal's own right."""
    return NotAllowed(
        "not_in_their_place",
        N_(
            "You may not act for that person here, or not any longer. They allow it with: post allow UNIT PERSON"
            " --last-day DATE"
        ),
    )


def who_and_where(intent: Intent) -> bytes:
    """What a command's digest covers beside its plaintext: another actor's command is another command."""
    actor = intent.actor
    person = name_of(actor.person) if actor.person else ""
    return f"{intent.stream}|{actor.kind}|{person}|{actor.acting_for or ''}|{intent.effective or ''}|".encode()


def entries_of(intent: Intent, decided: Decided) -> list[Entry]:
    """The decided events, ready to be stored."""
    if not decided.events:
        return []
    template = Template(
        Origin(
            stream=intent.stream,
            organiser=intent.organiser,
            actor=intent.actor,
            command=intent.id,
            causation=intent.cause,
            correlation=intent.correlation or intent.id,
            recorded=decided.now,
            effective=intent.effective or decided.now,
            rules=RULES_VERSION,
            facts={stream: held.version for stream, held in decided.guards.items()},
        )
    )
    ids = event_ids(decided.now, len(decided.events))
    return [
        _entry(template, id_, decided.fold.version + count, event)
        for count, (id_, event) in enumerate(zip(ids, decided.events, strict=True), 1)
    ]


def _entry(template: Template, id_: str, version: int, event: Any) -> Entry:
    payload = CODEC.write(event)
    envelope = template.fill(
        event=id_, version=version, kind=event.kind, typeversion=CODEC.version(event.kind), payload=payload
    )
    return Entry(version=version, envelope=envelope, payload=payload, leaf=leaf_hash(envelope))
