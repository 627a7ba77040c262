"""Wakes an initiative's workflow, and starts it if there is none."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from temporalio.client import Client
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from activities.contracts import INITIATIVE, POKE, QUEUE, Journey, workflow_id

WITHIN: Final = timedelta(seconds=10)
"""A client that finds no server would retry inside the call for ever."""
ORGANISER: Final = SearchAttributeKey.for_keyword("organiser")


class Poker:
    """Says nothing but "look": lost and repeated pokes are harmless."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def poke(self, organiser: UUID, initiative: UUID, *, anew: bool = False) -> None:
        """Wake or start it; `anew` ends a run that nobody can run any more and starts from the log. Raises RPCError."""
        conflict = WorkflowIDConflictPolicy.TERMINATE_EXISTING if anew else WorkflowIDConflictPolicy.USE_EXISTING
        await self._client.start_workflow(
            INITIATIVE,
            Journey(organiser=organiser, initiative=initiative),
            id=workflow_id(organiser, initiative),
            task_queue=QUEUE,
            start_signal=POKE,
            id_conflict_policy=conflict,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=TypedSearchAttributes([SearchAttributePair(ORGANISER, str(organiser))]),
            rpc_timeout=WITHIN,
        )
