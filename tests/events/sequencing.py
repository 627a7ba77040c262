"""One process that sequences until it is killed: `python -m tests.events.sequencing DSN`."""

import asyncio
import sys

from events.clock import SystemClock
from events.engine import connect
from events.sequencer import Sequencer

if __name__ == "__main__":
    asyncio.run(Sequencer(connect(sys.argv[1], connections=1), SystemClock()).run())
