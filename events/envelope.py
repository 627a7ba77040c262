"""What surrounds an event: who, when, why, by which rules and on which facts. Canonical bytes that never change.

The bytes are canonical JSON (RFC 8785) of strings that need no escaping and of integers, so a template writes them in
a fraction of the encoder's time; a test holds it against the encoder. `type` and `typeversion` sort last, so a fold
finds its decoder by the envelope's tail and parses nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from os import urandom
from typing import Any, Final
from uuid import UUID

from domain.actors import Actor

TAIL: Final = b',"type":"'
"""Where an envelope's tail begins: its kind and version, all that a fold needs."""

COMMAND: Final = b',"command":"'
RECORDED: Final = b',"recorded":"'

LEAF: Final = b"\x00"
"""What RFC 6962 puts before an entry that it hashes."""


VARIANT: Final = 0x8000_0000_0000_0000
LOW: Final = 0x3FFF_FFFF_FFFF_FFFF
NODE: Final = 0xFFFF_FFFF_FFFF
"""The lower half of a UUID: its variant, what chance fills, and the part behind the last dash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What all events of one command have in common."""

    stream: str
    organiser: UUID
    actor: Actor
    command: UUID
    causation: UUID | None
    """The event a follower acted on."""
    correlation: UUID
    """The first command of the chain of causes."""
    recorded: datetime
    """When it was decided, UTC: `Facts.now` of the decision."""
    effective: datetime
    """From when it is in force."""
    rules: int
    """The domain's rules version."""
    facts: Mapping[str, int]
    """The streams the decision relied on, with their versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One event's envelope, read back."""

    origin: Origin
    id: UUID
    """UUIDv7."""
    version: int
    """Position in its stream, from 1."""
    type: str
    """The event's kind."""
    typeversion: int
    """The version of that kind's payload."""
    digest: str
    """SHA-256 of the stored payload, hexadecimal."""


class Template:
    """The envelopes of one command's events, what they share written once."""

    __slots__ = ("_after_digest", "_after_id", "_before_digest")

    def __init__(self, origin: Origin) -> None:
        facts = ",".join(f'"{stream}":{version}' for stream, version in sorted(origin.facts.items()))
        causation = f'"causation":"{origin.causation}",' if origin.causation else ""
        command = str(origin.command)
        correlation = command if origin.correlation == origin.command else origin.correlation
        self._before_digest = (
            f'{{"actor":{_actor(origin.actor)},{causation}"command":"{command}",'
            f'"correlation":"{correlation}","digest":"'
        )
        self._after_digest = f'","effective":"{origin.effective.isoformat()}","facts":{{{facts}}},"id":"'
        self._after_id = (
            f'","organiser":"{name_of(origin.organiser)}","recorded":"{origin.recorded.isoformat()}","rules":{origin.rules},'
            f'"stream":"{origin.stream}","streamversion":'
        )

    def fill(self, *, event: str, version: int, kind: str, typeversion: int, payload: bytes) -> bytes:
        """The envelope of one event: its id, its place in the stream, its kind, and its stored payload's digest."""
        return (
            f"{self._before_digest}{sha256(payload).hexdigest()}{self._after_digest}{event}{self._after_id}{version}"
            f',"type":"{kind}","typeversion":{typeversion}}}'
        ).encode()


@lru_cache(maxsize=10_000)
def name_of(id_: UUID) -> str:
    """An id as text, remembered: for the organisers and persons that return in every envelope."""
    return str(id_)


def _actor(actor: Actor) -> str:
    acting_for = f'"actingfor":"{name_of(actor.acting_for)}",' if actor.acting_for else ""
    person = f',"person":"{name_of(actor.person)}"' if actor.person else ""
    return f'{{{acting_for}"kind":"{actor.kind}"{person}}}'


def tail(envelope: bytes) -> bytes:
    """The part that names kind and version: no value can hold a quote, so the last match is the right one."""
    return envelope[envelope.rfind(TAIL) :]


def tail_of(kind: str, typeversion: int) -> bytes:
    """The tail of every envelope of this kind and version."""
    return f',"type":"{kind}","typeversion":{typeversion}}}'.encode()


def command_of(envelope: bytes) -> str:
    """The id of the command the event came of, without parsing the rest."""
    start = envelope.find(COMMAND) + len(COMMAND)
    return envelope[start : start + 36].decode()


def recorded_of(envelope: bytes) -> datetime:
    """When the event was recorded, without parsing the rest."""
    start = envelope.rfind(RECORDED) + len(RECORDED)
    return datetime.fromisoformat(envelope[start : envelope.find(b'"', start)].decode())


def leaf_hash(envelope: bytes) -> bytes:
    """The envelope's leaf in its organiser's tree (RFC 6962, 2.1), 32 bytes."""
    return sha256(LEAF + envelope).digest()


def event_ids(at: datetime, count: int) -> Sequence[str]:
    """Ids for one command's events: UUIDv7 (RFC 9562), whose `rand_a` counts, so that they sort as the events do."""
    milliseconds = f"{int(at.timestamp() * 1000):012x}"
    start = f"{milliseconds[:8]}-{milliseconds[8:]}-7"
    chance = urandom(8 * count)
    lows = (int.from_bytes(chance[n : n + 8]) & LOW | VARIANT for n in range(0, 8 * count, 8))
    return [f"{start}{n:03x}-{low >> 48:04x}-{low & NODE:012x}" for n, low in enumerate(lows)]


def read(envelope: bytes) -> Envelope:
    """The whole envelope; a fold never needs it."""
    held = json.loads(envelope)
    return Envelope(
        origin=Origin(
            stream=held["stream"],
            organiser=UUID(held["organiser"]),
            actor=_read_actor(held["actor"]),
            command=UUID(held["command"]),
            causation=_read_id(held, "causation"),
            correlation=UUID(held["correlation"]),
            recorded=datetime.fromisoformat(held["recorded"]),
            effective=datetime.fromisoformat(held["effective"]),
            rules=held["rules"],
            facts=held["facts"],
        ),
        id=UUID(held["id"]),
        version=held["streamversion"],
        type=held["type"],
        typeversion=held["typeversion"],
        digest=held["digest"],
    )


def _read_actor(held: Mapping[str, Any]) -> Actor:
    return Actor(kind=held["kind"], person=_read_id(held, "person"), acting_for=_read_id(held, "actingfor"))


def _read_id(held: Mapping[str, Any], name: str) -> UUID | None:
    return UUID(held[name]) if name in held else None
