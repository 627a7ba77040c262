"""A process that acts under a role until it is refused: `python -m tests.events.actor DSN KEY ORGANISER PERSON`.

Prints what came of it, as JSON: {"done": commands, "refused": code, "waited": seconds of the slowest command}.
"""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter
from uuid import UUID

from domain.refusals import Refusal
from events.engine import connect
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from tests.events.ledgers import GivenClock, House, register, somebody


async def main(dsn: str, key: str, organiser: str, person: str) -> None:
    """Register people until that is refused."""
    engine = connect(dsn, connections=4)
    store, keys, clock = Store(engine), Keys(engine, MasterKey.load(Path(key))), GivenClock()
    ledger = Ledger(store, keys, clock)
    house = House(store=store, keys=keys, clock=clock, ledger=ledger, organiser=UUID(organiser), admin=UUID(person))
    done, slowest = 0, 0.0
    while True:
        began = perf_counter()
        try:
            await house.do(somebody(), register())
        except Refusal as refusal:
            refused = refusal.code
            break
        finally:
            slowest = max(slowest, perf_counter() - began)
        done += 1
    await store.aclose()
    await engine.dispose()
    print(json.dumps({"done": done, "refused": refused, "waited": slowest}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
