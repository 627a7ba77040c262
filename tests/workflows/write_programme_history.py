"""Records a programme's history, which is replayed: `python -m tests.workflows.write_programme_history`.

Three units, one held back and then chosen, a year gone by, and the programme closed.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import uuid4

from temporalio.client import WorkflowHistory

from activities.contracts import programme_workflow_id
from domain.programme import commands as do
from domain.programme.events import Known
from events.engine import connect
from events.keys import MasterKey
from styrkedjan.embedded.temporal import time_skipping
from styrkedjan.player import Player, playing
from tests.domain import life
from tests.domain.programmes import choice
from tests.servers import copy_template, shared_cluster
from tests.workflows.campaigns import Campaigning, campaign_of

FILE: Final = Path("tests/workflows/histories/programme/1-launch.json")


async def _record(dsn: str, folder: Path) -> WorkflowHistory:
    engine = connect(dsn)
    master = MasterKey.create(folder / "key")
    async with time_skipping() as environment, playing(environment, engine, master) as player:
        case = await campaign_of(player.works.ledger, 3)
        await case.starts(Known(unit=case.units[0], live=(uuid4(),)))
        await _seen(player, case, 4)
        await case.does(do.ChooseUnits(choices=(choice(case.units[0], takes_part=True),)))
        await _seen(player, case, 7)
        await player.sleep_until(await player.now() + timedelta(days=365))
        await case.does(do.CloseProgramme(reason=life.text("klart")))
        await _seen(player, case, 8)
        handle = environment.client.get_workflow_handle(programme_workflow_id(case.house, case.programme))
        history = await handle.fetch_history()
    await engine.dispose()
    return history


async def _seen(player: Player, case: Campaigning, version: int) -> None:
    await player.seen(case.stream, version)


def main() -> None:
    """Launch, and write what Temporal recorded."""
    with TemporaryDirectory() as folder, shared_cluster(uuid4().hex[:12]) as cluster:
        asyncio.run(copy_template(cluster, "histories"))
        history = asyncio.run(_record(cluster.dsn("histories"), Path(folder)))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(history.to_json() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
