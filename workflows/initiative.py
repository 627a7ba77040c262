"""The clock and the conscience of one initiative, from its start to its last check-in. It holds no truth."""

from datetime import timedelta
from functools import partial
from typing import Final, NoReturn, assert_never

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey, SearchAttributePair
from temporalio.exceptions import FailureError, is_cancelled_exception

from workflows.sleeper import Attributes, Sleeper, attributes_of, continue_with, is_long, is_outdated, listed, show

with workflow.unsafe.imports_passed_through():
    from activities.contracts import TAKE_STEP, Arrival, Journey, Passage, Step, View
    from domain.stages import NAMES, Stage

Gate = tuple[str, ...]
"""Keys of clauses (`domain.initiative.gates`)."""

UNIT: Final = SearchAttributeKey.for_keyword("unit")
STAGE: Final = SearchAttributeKey.for_int("stage")
STALLED: Final = SearchAttributeKey.for_keyword("stalled")
NOT_STALLED: Final = "no"

STEP_WITHIN: Final = timedelta(seconds=8)  # of the 10 s a workflow task has
AGAIN_AFTER: Final = timedelta(minutes=1)
"""When a step could not be taken: the database is away."""
WAKES: Final = 8
"""Of one run: a worker that has evicted it repeats them all at its next wake, at 3 to 5 ms of CPU each. To continue as
new costs 4 to 6 events, and stage 5 alone has some 50 wakes (docs/decisions/short-runs.md)."""


@workflow.defn
class InitiativeWorkflow(Sleeper):
    """One initiative's life; at least a run of this per stage, each continuing as new into the next.

    It asks for a step (do what is due, tell where it stands), sleeps until the next due moment or a poke, asks again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._view: View | None = None
        self._trail: tuple[Passage, ...] = ()

    @workflow.query
    def view(self) -> View | None:
        """The initiative as last seen; `None` before the first look."""
        return self._view

    @workflow.run
    async def run(self, journey: Journey) -> Arrival:
        """Stay while the stage lasts; what it waits for, its gate and its successor stand beside it."""
        self._trail = journey.trail
        view = self._view = journey.view or await self._step(journey)
        stage = view.stage
        self._trail += (Passage(stage=stage, entered=view.entered),) if stage not in _stages(self._trail) else ()
        stay = partial(self._stay, journey)
        match stage:
            case Stage.START:
                gate: Gate = ("decision", "answers_for", "evidence", "takes_part", "other_live", "preparation")
                await stay(gate, then=Stage.NEEDS)
            case Stage.NEEDS:
                await stay(("parts", "need", "for_whom", "how_noticed", "perspectives"), then=Stage.CURRENT_STATE)
            case Stage.CURRENT_STATE:
                gate = ("focus", "rated_by_principal", "rated_by_facilitators", "low_capacity")
                await stay(gate, then=Stage.EFFECT_CHAIN)
            case Stage.EFFECT_CHAIN:
                measure: Gate = ("indicator", "baseline", "target", "by_when", "measured_how")
                await stay(("teacher_does", "reaches_pupils", *measure, "balanced", "no_cycle"), then=Stage.PLAN)
            case Stage.PLAN:
                await stay(("groups", "approved"), then=Stage.IMPLEMENTATION)
            case Stage.IMPLEMENTATION:
                await stay(("series", "rounds", "continuation"), then=Stage.EVALUATION)
            case Stage.EVALUATION:
                gate = ("indicators", "teaching", "pupils", "conclusion", "closing_note")
                await stay(gate, then=Stage.CONTINUATION)
            case Stage.CONTINUATION:
                await stay(("confirmed", "last_check_in", "nothing_left"), then=None)
            case _:
                assert_never(stage)
        return await self._go_on(journey)

    async def _stay(self, journey: Journey, gate: Gate, *, then: Stage | None) -> None:
        """Sleep and step until the stage is another, the initiative has ended, or another run should go on."""
        stage, wakes = self._seen.stage, 0
        self._show(journey, gate, then)
        while not self._seen.ended:
            self._set_timer(self._seen.next_due, self._seen.next)
            await self._wake()
            self._view = await self._step(journey)
            wakes += 1
            if not self._view.ended and (self._view.stage is not stage or wakes == WAKES or is_long() or is_outdated()):
                break  # the next run starts with this view: it shows it, and sets its timer
            self._show(journey, gate, then)

    async def _step(self, journey: Journey) -> View:
        """Take a step, however long the database is away."""
        while True:
            self._poked = False  # before the look, so that a poke during it is not lost
            try:
                return await self._take(journey)
            except FailureError as error:  # a local activity's own: no ActivityError around it
                if is_cancelled_exception(error):
                    raise
                await workflow.sleep(AGAIN_AFTER, summary="the database is away: look again")

    async def _take(self, journey: Journey) -> View:
        step = Step(organiser=journey.organiser, initiative=journey.initiative, now=workflow.now())
        view: View = await workflow.execute_local_activity(
            TAKE_STEP,
            step,
            result_type=View,
            schedule_to_close_timeout=STEP_WITHIN,
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=STEP_WITHIN / 4),
        )
        return view

    def _show(self, journey: Journey, gate: Gate, then: Stage | None) -> None:
        """Tell operators."""
        show(_attributes(journey, self._seen), _details(self._seen, gate, then))

    @property
    def _seen(self) -> View:
        if self._view is None:
            raise RuntimeError("looked at before the first step")
        return self._view

    async def _go_on(self, journey: Journey) -> Arrival:
        """Into the next run with all that is known, or to the end."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        if not self._seen.ended:
            self._continue(journey)
        return Arrival(status=self._seen.status, trail=self._trail)

    def _continue(self, journey: Journey) -> NoReturn:
        holds = not self._poked and not is_outdated()  # else the next run looks for itself, by its own rules
        way_in = Journey(
            organiser=journey.organiser,
            initiative=journey.initiative,
            trail=self._trail,
            view=self._seen if holds else None,
        )
        continue_with(way_in, _attributes(journey, self._seen))


def _stages(trail: tuple[Passage, ...]) -> set[Stage]:
    return {passage.stage for passage in trail}


def _attributes(journey: Journey, view: View) -> Attributes:
    return [
        *attributes_of(journey.organiser, view.status),
        SearchAttributePair(UNIT, str(view.unit)),
        SearchAttributePair(STAGE, int(view.stage)),
        SearchAttributePair(STALLED, view.stalled or NOT_STALLED),
    ]


def _details(view: View, gate: Gate, then: Stage | None) -> str:
    marks = ("☐" if clause in view.unmet else "☑" for clause in gate)
    clauses = "\n".join(f"- {mark} {clause}" for mark, clause in zip(marks, gate, strict=True))
    after = NAMES[then] if then else "the end"
    due = f"{view.next_due:%Y-%m-%d}: {view.next}" if view.next_due else view.next
    return (
        f"**{NAMES[view.stage]}** since {view.entered}, {view.status}, version {view.version}\n\n"
        f"Waits for:\n{listed(view.waits_for)}\n\nGate, then {after}:\n{clauses}\n\nNext: {due}"
    )
