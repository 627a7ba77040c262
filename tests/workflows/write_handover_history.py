"""Records a handover's history, which is replayed: `python -m tests.workflows.write_handover_history`.

A departure announced in good time, a talk nobody notes until it is escalated, and a newcomer who takes a position.
"""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistory

from activities.contracts import workflow_of
from domain import forms
from domain.forms.turnover import HandoverTalk, Stance
from domain.handover.commands import CompleteHandoverTask
from domain.handover.decide import stream as handover_stream
from domain.handover.state import HandoverState
from domain.tasks import Key
from events.engine import connect
from events.keys import MasterKey
from styrkedjan.embedded.temporal import time_skipping
from styrkedjan.player import playing
from tests.domain import life
from tests.servers import copy_template, shared_cluster
from tests.workflows.stand import until
from tests.workflows.towns import ANNA, BO, Town, town

FILE: Final = Path("tests/workflows/histories/handover/1-turnover.json")


async def _record(dsn: str, folder: Path) -> WorkflowHistory:
    engine = connect(dsn)
    master = MasterKey.create(folder / "key")
    async with time_skipping() as environment, playing(environment, engine, master) as player:
        made = await town(player)
        handover = await _hand_over(made)
        id_ = workflow_of(made.house, handover_stream(handover))
        await until(partial(_over, environment.client, id_))
        history = await environment.client.get_workflow_handle(id_).fetch_history()
    await engine.dispose()
    return history


async def _hand_over(made: Town) -> UUID:
    last_day = made.today + timedelta(weeks=4)
    await made.leaves(ANNA, last_day)
    await made.sends(ANNA, Key.OUTGOING_COMMENT, forms.OutgoingComment(carries_it=life.text("lärledarna")))
    await made.appoint(BO, last_day + timedelta(days=1))
    await made.until(last_day + timedelta(days=1))
    await _talk(made, await until(partial(_opened, made)))
    await made.sends(BO, Key.POSITION, forms.Position(choice=Stance.GO_ON))
    return (await made.handover()).handover


async def _opened(made: Town) -> HandoverState | None:
    state = await made.handover()
    return state if any(state.open_tasks) else None


async def _talk(made: Town, state: HandoverState) -> None:
    (task,) = state.open_tasks
    command = CompleteHandoverTask(task=task.task, form=HandoverTalk(held_on=made.today))
    await made.player.execute(made.house, handover_stream(state.handover), command, made.staff)


async def _over(client: Client, id_: str) -> bool:
    """Its last look is recorded a moment after what it did can be seen."""
    return (await client.get_workflow_handle(id_).describe()).status is WorkflowExecutionStatus.COMPLETED


def main() -> None:
    """Hand over, and write what Temporal recorded."""
    with TemporaryDirectory() as folder, shared_cluster(uuid4().hex[:12]) as cluster:
        asyncio.run(copy_template(cluster, "histories"))
        history = asyncio.run(_record(cluster.dsn("histories"), Path(folder)))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(history.to_json() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
