"""`python -m benchmarks [--only NAME,NAME]`: measures, prints a table, writes `benchmarks/results.json`.

Ends with 0 when every wanted line was measured, missed bounds included; with 1 when one could not be; with 2 for a
name that is no line.
"""

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from time import perf_counter
from traceback import print_exc
from typing import Final

from rich.console import Console

from benchmarks.ground import ground
from benchmarks.lines import BOUNDS, Line, table, write

MODULES: Final[Mapping[str, Sequence[str]]] = {
    "append": ("append-16", "append-256"),
    "latency": ("latency",),
    "replay": ("replay",),
    "growth": ("append-growth",),
    "history": ("temporal-cost",),
    "memory": ("idle-memory", "wake-evicted"),
    "launch": ("launch",),
    "rebuilding": ("rebuild",),
    "turnover": ("turnover",),
    "brief": ("brief",),
}
"""What measures which lines."""

console = Console(width=max(Console().width, 110))  # the table is not to be folded in a log


def main() -> int:
    """Measure what is asked for."""
    asked = _arguments()
    names = asked.only.split(",") if asked.only else list(BOUNDS)
    if unknown := [name for name in names if name not in BOUNDS]:
        console.print(f"No line is called {', '.join(unknown)}. There are {', '.join(BOUNDS)}.")
        return 2
    began = perf_counter()
    lines = asyncio.run(_measure(names, asked.scale))
    console.print(table(lines))
    for line in lines:
        for note in line.notes:
            console.print(f"{line.name}: {note}", style="dim", highlight=False)
    console.print(f"{os.cpu_count()} cores, {perf_counter() - began:.0f} s", style="dim")
    write(lines)
    return 0 if len(lines) == len(names) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Styrkedjan against its peers.")
    parser.add_argument("--only", metavar="NAME,NAME", help=f"some of {', '.join(BOUNDS)}")
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        help="of every size: 0.1 to see whether it runs, with figures that say nothing",
    )
    return parser.parse_args()


async def _measure(names: Sequence[str], scale: float) -> list[Line]:
    lines: list[Line] = []
    with ground() as place:
        for module, measures in MODULES.items():
            if wanted := [name for name in measures if name in names]:
                console.print(f"Measuring {', '.join(wanted)}", style="dim")
                try:
                    lines += await importlib.import_module(f"benchmarks.{module}").measure(place, wanted, scale)
                except Exception:  # the other lines are worth having; the exit code tells
                    print_exc()
    return lines


if __name__ == "__main__":
    sys.exit(main())
