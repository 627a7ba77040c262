"""Records the histories that are replayed: `python -m tests.workflows.write_histories`, after a change that is meant.

One file per run of the example's life, named by its place and its stage.
"""

import asyncio
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import uuid4

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistory

from activities.contracts import Journey, workflow_id
from domain.calendar import CalendarState
from domain.stages import Stage
from events.engine import connect
from events.keys import MasterKey
from styrkedjan.embedded.temporal import time_skipping
from styrkedjan.locations import Founders
from styrkedjan.performing import Performance, introduce
from styrkedjan.player import playing
from styrkedjan.plays import Play
from tests.servers import copy_template, shared_cluster
from tests.workflows.lives import EXAMPLE
from tests.workflows.stand import found_house, histories, input_of, until

FOLDER: Final = Path("tests/workflows/histories")


async def _record(dsn: str, folder: Path) -> list[WorkflowHistory]:
    engine = connect(dsn)
    async with time_skipping() as environment, playing(environment, engine, MasterKey.create(folder / "key")) as player:
        admin, play = uuid4(), Play.read(EXAMPLE)
        house = Founders(organiser=await found_house(player.works.ledger, admin), admin=admin)
        first_year = play.first_year(house.organiser, player.clock.now(), CalendarState())
        performance = Performance(player, play, house, first_year)
        await introduce(player, house, play)
        await performance.perform()
        await until(partial(_over, environment.client, workflow_id(house.organiser, performance.initiative)))
        runs = await histories(environment.client, house.organiser, performance.initiative)
    await engine.dispose()
    return runs


async def _over(client: Client, id_: str) -> bool:
    """Its last step is recorded a moment after what that step did can be seen."""
    return (await client.get_workflow_handle(id_).describe()).status is WorkflowExecutionStatus.COMPLETED


def main() -> None:
    """Play, and write what Temporal recorded."""
    with TemporaryDirectory() as folder, shared_cluster(uuid4().hex[:12]) as cluster:
        asyncio.run(copy_template(cluster, "histories"))
        runs = asyncio.run(_record(cluster.dsn("histories"), Path(folder)))
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for number, run in enumerate(runs, start=1):
        journey: Journey = input_of(run)
        stage = Stage(journey.view.stage if journey.view else Stage.START)
        (FOLDER / f"{number}-{stage.name.lower()}.json").write_text(run.to_json() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
