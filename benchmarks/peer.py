"""The peer: the recorder of the package `eventsourcing`, appending the same payloads.

In its default mode a writer locks the table; its function mode does not, and its readers can miss events. The reader
beside it is a process of its own: `python -m benchmarks.peer DSN`.
"""

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Final
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from sqlalchemy.engine import make_url

from benchmarks.beside import finish, spawn
from benchmarks.life import MODEL, script
from events.registry import CODEC
from events.sealing import KEY_BYTES, SubjectKey, seal_fields

THREADS: Final = (1, 2, 4, 8, 16)
PAGE: Final = 1000
POLL: Final = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What the peer did."""

    rate: float
    """Commands per second."""
    threads: int
    """With which it did best."""
    missed: int
    """Events that its reader never got."""


def datastore(dsn: str, *, functions: bool, pool_size: int = 1) -> PostgresDatastore:
    """The peer's way to a database."""
    url = make_url(dsn)
    return PostgresDatastore(
        dbname=url.database or "",
        host=str(url.query["host"]),
        port="5432",
        user=url.username or "",
        password="",
        pool_size=pool_size,
        enable_db_functions=functions,
    )


@contextmanager
def recorder(dsn: str, *, functions: bool = False, pool_size: int = 1) -> Iterator[PostgresApplicationRecorder]:
    """The peer's recorder, with a connection per thread."""
    with closing(datastore(dsn, functions=functions, pool_size=pool_size)) as held:
        made = PostgresApplicationRecorder(held)
        made.create_table()
        yield made


def sealed_payloads() -> list[list[tuple[str, bytes]]]:
    """Kind and payload of the events of every human act, as our own store keeps them."""
    key = SubjectKey(key=bytes(KEY_BYTES), organiser=MODEL, subject=f"initiative:{MODEL}")
    return [
        [(event.kind, CODEC.write(seal_fields(event, key))) for event in act.events]
        for act in script().acts
        if act.human
    ]


def append(dsn: str, seconds: float, threads: Sequence[int] = THREADS, *, functions: bool = False) -> Appended:
    """Append whole lives for so many seconds with each number of threads, a reader beside; the best of them."""
    best, missed = (0.0, 0), 0
    payloads = sealed_payloads()
    with recorder(dsn, functions=functions, pool_size=max(threads)) as writing:
        reader = spawn("benchmarks.peer", dsn)
        reader.stdout.readline()  # it reads
        for number in threads:
            best = max(best, (_rate(writing, payloads, number, seconds), number))
        seen = json.loads(finish(reader))["seen"]
        with writing.datastore.get_connection() as connection:
            row = connection.execute("SELECT count(*) AS stored FROM stored_events").fetchone()
        missed = (row["stored"] if row else 0) - seen
    return Appended(rate=best[0], threads=best[1], missed=missed)


def _rate(
    writing: PostgresApplicationRecorder, payloads: Sequence[list[tuple[str, bytes]]], threads: int, seconds: float
) -> float:
    done = [0] * threads
    gate = threading.Barrier(threads + 1)

    def write(place: int) -> None:
        lives = _lives(payloads)
        gate.wait()
        until = monotonic() + seconds
        while monotonic() < until:
            writing.insert_events(next(lives))
            done[place] += 1

    running = [threading.Thread(target=write, args=(place,)) for place in range(threads)]
    for thread in running:
        thread.start()
    gate.wait()
    began = monotonic()
    for thread in running:
        thread.join()
    return sum(done) / (monotonic() - began)


def _lives(payloads: Sequence[list[tuple[str, bytes]]]) -> Iterator[list[StoredEvent]]:
    """One life after another, command by command."""
    while True:
        originator, version = uuid4(), 0
        for events in payloads:
            yield [_stored(originator, version + n, kind, state) for n, (kind, state) in enumerate(events, 1)]
            version += len(events)


def _stored(originator: UUID, version: int, kind: str, state: bytes) -> StoredEvent:
    return StoredEvent(originator_id=originator, originator_version=version, topic=kind, state=state)


def read(dsn: str) -> None:
    """Read until standard input ends and nothing is left; print how many events there were."""
    told = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        told.set()

    threading.Thread(target=listen, daemon=True).start()
    with recorder(dsn) as reading:
        position, seen = 0, 0
        print("reading", flush=True)
        while True:
            last = told.is_set()
            page = reading.select_notifications(position + 1, PAGE)
            seen += len(page)
            position = page[-1].id if page else position
            if last and not page:
                break
            sleep(0 if page else POLL)
    print(json.dumps({"seen": seen}))


if __name__ == "__main__":
    read(sys.argv[1])
