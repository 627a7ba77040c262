"""The clock that recorded, effective and logged times come from. Leases, retries and timeouts use the real one."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class SystemClock:
    """The machine's own."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """Shows what it was last set to, so that a demo's four years are four years."""

    def __init__(self, shows: datetime) -> None:
        self._shows = shows

    def now(self) -> datetime:
        return self._shows

    def set(self, moment: datetime) -> None:
        """Time only goes forward: an earlier `moment` changes nothing."""
        self._shows = max(self._shows, moment)
