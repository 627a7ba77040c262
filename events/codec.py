"""Between the domain's dataclasses and stored bytes: every kind by name, every version it was ever written in."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from domain.aggregate import Aggregate
from events.envelope import tail_of
from events.shapes import kind_of, shape_of
from events.upcasters import UPCASTERS, Upcaster

Read = Callable[[bytes], Any]


class UnknownEventError(LookupError):
    """A stored event of a kind or version that this code does not know: it was written by a later one."""


class Codec:
    """Encodes and decodes the events and commands of a set of aggregates."""

    def __init__(
        self,
        aggregates: Iterable[Aggregate[Any, Any, Any]],
        upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
    ) -> None:
        described = list(aggregates)
        self.events = _by_kind(cls for each in described for cls in members(each.events))
        self.commands = _by_kind(cls for each in described for cls in members(each.commands))
        self._upcasters = upcasters
        self._readers: dict[bytes, Read] = {}
        self._versions = {kind: 1 + sum(changed == kind for changed, _ in upcasters) for kind in self.events}

    def version(self, kind: str) -> int:
        """The version in which events of this kind are written."""
        return self._versions[kind]

    def write(self, value: Any) -> bytes:
        """The canonical JSON of an event or a command."""
        return shape_of(type(value)).write(value)

    def read_event(self, tail: bytes, payload: bytes) -> Any:
        """The event, from its envelope's tail and its payload. Raises UnknownEventError."""
        reader = self._readers.get(tail)
        if reader is None:
            reader = self._readers[tail] = self._reader(tail)
        return reader(payload)

    def read_command(self, payload: bytes) -> Any:
        """The command as it was kept, its texts sealed."""
        return shape_of(self.commands[json.loads(payload)["kind"]]).read(payload)

    def _reader(self, tail: bytes) -> Read:
        named = json.loads(b"{" + tail[1:])
        kind, version = named["type"], named["typeversion"]
        if tail == tail_of(kind, self._versions.get(kind, 0)):
            return shape_of(self.events[kind]).read
        if (kind, version) not in self._upcasters:
            raise UnknownEventError(f"event {kind} version {version}")
        return lambda payload: self._upcast(kind, version, payload)

    def _upcast(self, kind: str, version: int, payload: bytes) -> Any:
        held = json.loads(payload)
        while (upcaster := self._upcasters.get((kind, version))) is not None:
            held, version = upcaster(held), version + 1
        return shape_of(self.events[kind]).read(json.dumps(held).encode())


def members(union: Any) -> tuple[type[Any], ...]:
    """The dataclasses of a closed union, which may be a single one."""
    return get_args(union) or (union,)


def _by_kind(classes: Iterable[type[Any]]) -> Mapping[str, type[Any]]:
    named: dict[str, type[Any]] = {}
    for cls in classes:
        kind = kind_of(cls)
        if named.setdefault(kind, cls) is not cls:
            raise ValueError(f"{kind} is the kind of two dataclasses")
    return named
