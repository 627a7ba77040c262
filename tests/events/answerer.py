"""A process that answers with every code it is given: `python -m tests.events.answerer DSN KEY NOW CODE...`."""

import asyncio
import json
import random
import sys
from datetime import datetime
from pathlib import Path

from events.answering import Answering
from events.engine import connect
from events.keys import Keys, MasterKey


async def main(database: str, key: str, now: str, codes: list[str]) -> None:
    """Says what came of each, in the order given."""
    engine = connect(database)
    answering = Answering(engine, Keys(engine, MasterKey.load(Path(key))))
    said: dict[str, str] = {}
    for code in random.sample(codes, len(codes)):
        looked = await answering.answer(code, [2] * 18, datetime.fromisoformat(now))
        said[code] = looked.verdict.value
    await engine.dispose()
    print(json.dumps([said[code] for code in codes]))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], sys.argv[4:]))
