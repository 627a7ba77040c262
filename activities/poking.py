"""Wakes the workflow of an initiative or a programme, and starts it if there is none."""

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

from activities.contracts import (
    HANDOVER,
    INITIATIVE,
    POKE,
    PROGRAMME,
    QUEUE,
    Campaign,
    Journey,
    Passing,
    programme_workflow_id,
    workflow_id,
    workflow_of,
)

WITHIN: Final = timedelta(seconds=10)
"""A client that finds no server would retry inside the call for ever."""
ORGANISER: Final = SearchAttributeKey.for_keyword("organiser")


class Poker:
    """Says nothing but "look": lost and repeated pokes are harmless."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def poke_stream(self, organiser: UUID, stream: str, *, anew: bool = False) -> None:
        """Wake or start the workflow of a stream that has one. Raises RPCError."""
        category, _, id_ = stream.partition(":")
        if category == "programme":
            await self.poke_programme(organiser, UUID(id_), anew=anew)
        elif category == "handover":
            passing = Passing(organiser=organiser, handover=UUID(id_))
            await self._start(HANDOVER, passing, workflow_of(organiser, stream), anew=anew)
        else:
            await self.poke(organiser, UUID(id_), anew=anew)

    async def poke(self, organiser: UUID, initiative: UUID, *, anew: bool = False) -> None:
        """Wake or start it; `anew` ends a run that nobody can run any more and starts from the log. Raises RPCError."""
        journey = Journey(organiser=organiser, initiative=initiative)
        await self._start(INITIATIVE, journey, workflow_id(organiser, initiative), anew=anew)

    async def poke_programme(self, organiser: UUID, programme: UUID, *, anew: bool = False) -> None:
        """The same for a programme's."""
        campaign = Campaign(organiser=organiser, programme=programme)
        await self._start(PROGRAMME, campaign, programme_workflow_id(organiser, programme), anew=anew)

    async def _start(self, name: str, about: Journey | Campaign | Passing, id_: str, *, anew: bool) -> None:
        conflict = WorkflowIDConflictPolicy.TERMINATE_EXISTING if anew else WorkflowIDConflictPolicy.USE_EXISTING
        await self._client.start_workflow(
            name,
            about,
            id=id_,
            task_queue=QUEUE,
            start_signal=POKE,
            id_conflict_policy=conflict,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=TypedSearchAttributes([SearchAttributePair(ORGANISER, str(about.organiser))]),
            rpc_timeout=WITHIN,
        )
