"""Doing what a file of units and posts says, each row with a result of its own.

Every command has an id that follows from the import's, and is done on the version it was tried on. An import that was
interrupted is sent again: what is done is found done, and the rest is done.
"""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from domain.refusals import Refusal
from events.failures import FAILURES, StoreUnavailable
from events.ledger import BusyError
from web.desk import Caller, Desk
from web.rosters.planning import Plan, Planned, Step

AT_ONCE: Final = 50
Result = Refusal | Exception | None
"""Why a row was not done; `None`: it is."""


async def register(desk: Desk, caller: Caller, plan: Plan) -> dict[int, Result]:
    """By the row's line. First the people and units that rows rely on, then the posts, many at a time."""
    results: dict[int, Result] = {}
    for each in plan.rows:
        results[each.row.line] = await _do(desk, caller, each.before)
    by_unit = sorted(plan.order, key=lambda each: str(each.unit))
    for page in _pages([list(held) for _, held in groupby(by_unit, lambda each: each.unit)]):
        for done in await asyncio.gather(*(_at_post(desk, caller, held, results) for held in page)):
            results |= done
    return results


async def _at_post(
    desk: Desk, caller: Caller, rows: Sequence[Planned], results: dict[int, Result]
) -> dict[int, Result]:
    return {each.row.line: results[each.row.line] or await _do(desk, caller, each.steps) for each in rows if each.steps}


async def _do(desk: Desk, caller: Caller, steps: Sequence[Step]) -> Result:
    """Why one of them was not done; those after it are not tried."""
    for step in steps:
        try:
            await desk.execute(caller, step.stream, step.command, command_id=step.id, seen=step.seen)
        except Refusal as refusal:
            return refusal
        except (StoreUnavailable, BusyError, *FAILURES) as error:
            return error
    return None


def _pages(held: Sequence[list[Planned]]) -> Iterator[Sequence[list[Planned]]]:
    yield from (held[start : start + AT_ONCE] for start in range(0, len(held), AT_ONCE))
