"""What a failed statement means, by SQLSTATE.

StoreUnavailable  the database was away longer than we wait: what was sent may or may not be done; send it again
"""

from enum import Enum, auto
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError

FAILURES: Final = (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
"""What SQLAlchemy on asyncpg raises for a failed statement or connection."""

UNIQUE, DEADLOCK, SERIALIZATION = "23505", "40P01", "40001"
AWAY: Final = ("08", "53", "57", "25006")
"""Connection lost; disk, memory or connections exhausted; shut down, starting or cancelled; read-only."""


class StoreUnavailable(Exception):
    """The database did not answer in time. Send the same command with the same id again: its result is the truth."""


class Failure(Enum):
    """What to do about it."""

    COLLIDED = auto()
    """Another process was faster: send the same again at once."""
    AWAY = auto()
    """Nobody knows whether it was done: send the same again on a new connection, after a while."""
    WRONG = auto()
    """The statement itself will never do."""


def judge(error: BaseException) -> Failure:
    """What to do about one of FAILURES."""
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    if isinstance(cause.__cause__, ValueError):  # the driver could not even encode it
        return Failure.WRONG
    if state in {UNIQUE, DEADLOCK, SERIALIZATION}:
        return Failure.COLLIDED
    if state is None or state.startswith(AWAY):
        return Failure.AWAY
    return Failure.WRONG
