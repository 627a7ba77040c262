"""The envelope's bytes, and what the world outside sees of them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Actor
from events.cloudevents import EXTENSIONS, TYPE_PREFIX, to_cloudevent
from events.envelope import Envelope, Origin, Template, event_ids, leaf_hash, read, recorded_of, tail, tail_of

AT = datetime(2026, 8, 17, 7, 0, tzinfo=UTC)
PAYLOAD = b'{"kind":"said","word":"hej"}'

moments = st.datetimes(timezones=st.just(UTC))
actors = st.builds(
    Actor, kind=st.sampled_from(["person", "clock"]), person=st.none() | st.uuids(), acting_for=st.none() | st.uuids()
)
origins = st.builds(
    Origin,
    stream=st.uuids().map(lambda id_: f"initiative:{id_}"),
    organiser=st.uuids(),
    actor=actors,
    command=st.uuids(),
    causation=st.none() | st.uuids(),
    correlation=st.uuids(),
    recorded=moments,
    effective=moments,
    rules=st.integers(1, 99),
    facts=st.dictionaries(st.uuids().map(lambda id_: f"organiser:{id_}"), st.integers(0, 999), max_size=3),
)


def written(origin: Origin, version: int = 3) -> bytes:
    event = event_ids(AT, 1)[0]
    return Template(origin).fill(event=event, version=version, kind="said", typeversion=2, payload=PAYLOAD)


@given(origins)
def test_an_envelope_is_canonical_and_read_back_whole(origin: Origin) -> None:
    envelope = written(origin)
    again = json.dumps(json.loads(envelope), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert envelope == again
    back = read(envelope)
    digest = sha256(PAYLOAD).hexdigest()
    assert back == Envelope(origin=origin, id=back.id, version=3, type="said", typeversion=2, digest=digest)


@given(origins)
def test_an_envelope_fits_a_transparency_log(origin: Origin) -> None:
    assert len(written(origin)) < 2_000


@given(origins)
def test_the_tail_names_kind_and_version(origin: Origin) -> None:
    assert tail(written(origin)) == tail_of("said", 2)


def test_the_leaf_is_that_of_rfc_6962() -> None:
    assert leaf_hash(b"entry") == sha256(b"\x00entry").digest()
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_event_ids_are_version_7_and_sort_as_the_events_do() -> None:
    ids = event_ids(AT, 20) + event_ids(AT + timedelta(milliseconds=1), 3)
    parsed = [UUID(id_) for id_ in ids]
    assert ids == sorted(ids) == [str(id_) for id_ in parsed]
    assert {(id_.version, id_.variant) for id_ in parsed} == {(7, "specified in RFC 4122")}
    assert parsed[0].int >> 80 == int(AT.timestamp() * 1000)
    assert len(set(ids)) == len(ids)


def from_cloudevent(event: dict[str, Any]) -> dict[str, Any]:
    """The envelope again: nothing was lost on the way out."""
    facts = [fact.rpartition("=") for fact in event.get("facts", "").split(",") if fact]
    actor = {name[5:]: value for name, value in event.items() if name.startswith("actor")}
    _, kind, version = event["dataschema"].rsplit(":", 2)
    assert TYPE_PREFIX + kind == event["type"]
    return {
        "id": event["id"],
        "organiser": event["source"].removeprefix("urn:uuid:"),
        "recorded": event["time"],
        "stream": event["subject"],
        "type": kind,
        "typeversion": int(version),
        "actor": actor,
        "facts": {stream: int(at) for stream, _, at in facts},
        **{here: event[there] for here, there in EXTENSIONS.items() if there in event},
    }


@given(origins)
def test_a_cloudevent_is_one_to_one(origin: Origin) -> None:
    envelope = written(origin)
    event = to_cloudevent(envelope, PAYLOAD)
    assert from_cloudevent(json.loads(json.dumps(event))) == json.loads(envelope)
    assert event["data"] == json.loads(PAYLOAD)


@given(origins)
def test_a_cloudevent_keeps_to_the_standard(origin: Origin) -> None:
    event = to_cloudevent(written(replace(origin, causation=None)), PAYLOAD)
    assert event["specversion"] == "1.0"
    for name, value in event.items():
        assert name.isascii()
        assert name.isalnum()
        assert name == name.lower()
        assert name == "data" or (isinstance(value, str) and value) or isinstance(value, int)


@given(origins)
def test_when_it_was_recorded_is_found_without_reading_the_rest(origin: Origin) -> None:
    assert recorded_of(written(origin)) == origin.recorded
