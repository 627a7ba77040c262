"""What an event leads to in other streams: an automatic command to each, keyed by the event.

No command touches two streams. The same event asks the same of a stream under the same id, so a follower that dies in
between converges when it begins again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid5

from domain.actors import CLOCK
from domain.refusals import Refusal
from events.envelope import Envelope
from events.failures import FAILURES, Failure, StoreUnavailable, judge
from events.followers import Away
from events.intent import Answer, Intent
from events.ledger import BusyError, Ledger

log = logging.getLogger(__name__)

AT_ONCE: Final = 16
"""Commands under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What one event asks of one stream: at most one thing."""

    to: Envelope
    stream: str
    command: Any

    @property
    def intent(self) -> Intent:
        return Intent(
            organiser=self.to.origin.organiser,
            stream=self.stream,
            command=self.command,
            actor=CLOCK,
            id=uuid5(self.to.id, self.stream),
            cause=self.to.id,
            correlation=self.to.origin.correlation,
        )


async def react(ledger: Ledger, pages: AsyncIterator[Sequence[Reaction]]) -> Sequence[Answer]:
    """Ask all of them, page after page, those of a page in no order; what was answered. A refusal is logged, no answer.

    Raises Away when the database is, also for whoever makes the pages; else a page's first failure once all of it has
    ended.
    """
    try:
        return [answer async for page in pages for answer in await _answers(ledger, page)]
    except (StoreUnavailable, BusyError) as error:
        raise Away from error
    except FAILURES as error:
        if judge(error) is Failure.AWAY:
            raise Away from error
        raise


async def _answers(ledger: Ledger, page: Sequence[Reaction]) -> Sequence[Answer]:
    turns, answers = asyncio.Semaphore(AT_ONCE), list[Answer]()
    work = (_answer(ledger, turns, reaction) for reaction in page)
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
        if result is not None:
            answers.append(result)
    return answers


async def _answer(ledger: Ledger, turns: asyncio.Semaphore, reaction: Reaction) -> Answer | None:
    async with turns:
        try:
            return await ledger.execute(reaction.intent)
        except Refusal as refusal:
            what = {"to": reaction.to.type, "stream": reaction.stream, "code": refusal.code}
            log.warning("what follows from an event was refused", extra=what)
            return None
