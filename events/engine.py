"""How we talk to PostgreSQL: the one place that makes engines."""

from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

PLANNER: Final = {
    # Every statement here is a handful of index lookups in tables that were empty when last analysed. Without all of
    # these: 2,700 commands/s at 16 callers instead of 6,900.
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    # A held snapshot slows the sequencer.
    "idle_in_transaction_session_timeout": "30s",
    "application_name": "styrkedjan",
}

ANSWER_WITHIN: Final = 30.0
"""Seconds of real time until a silent server counts as lost."""


def address(dsn: str) -> URL:
    """`dsn` for asyncpg, whichever of PostgreSQL's usual schemes it came with."""
    return make_url(dsn).set(drivername="postgresql+asyncpg")


def connect(dsn: str, *, connections: int = 10) -> AsyncEngine:
    """An engine over at most `connections` connections, a transaction per statement."""
    return create_async_engine(
        address(dsn),
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # an error's text may be logged; what was sent may not
        connect_args={"server_settings": PLANNER, "command_timeout": ANSWER_WITHIN},
    )
