"""A process that is killed at a command of its choice."""

from events.intent import Answer, Intent
from events.ledger import Ledger


class Killed(Exception):
    """The process is gone."""


class DyingLedger(Ledger):
    """Is killed before its n-th command, or just after it."""

    left: int | None = None
    after = False
    asked = 0
    """Commands so far."""
    death: type[Exception] = Killed

    async def execute(self, intent: Intent) -> Answer:
        self.asked += 1
        if self.left is None:
            return await super().execute(intent)
        self.left -= 1
        if self.left == 0 and self.after:
            await super().execute(intent)
        if self.left <= 0:
            raise self.death
        return await super().execute(intent)
