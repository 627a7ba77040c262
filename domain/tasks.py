"""The catalogue: every task, to whom, when due, with which form and ladder (TASKS.md, the first table)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain import forms
from domain.ladders import Ladder
from domain.messages import N_
from domain.stages import Stage
from domain.track import Track


class Address(StrEnum):
    """Whose a task is. Work belongs to the post, never to the person."""

    ORGANISER = "organiser"
    PRINCIPAL = "principal"
    FACILITATOR = "facilitator"
    """The facilitator of one group."""
    FACILITATORS = "facilitators"
    """All of them, jointly."""


class Key(StrEnum):
    """A kind of task."""

    START_DECISION = "start_decision"
    PLAN_PARTS = "plan_parts"
    INDIVIDUAL_PREPARATION = "individual_preparation"
    NEEDS_WORKSHOP = "needs_workshop"
    NEEDS_AND_CURRENT_STATE = "needs_and_current_state"
    CURRENT_STATE = "current_state"
    OBSERVATION = "observation"
    SELF_ASSESSMENT = "self_assessment"
    CONDITIONS = "conditions"
    DECIDE_ON_CONDITIONS = "decide_on_conditions"
    STRENGTHEN_CONDITIONS = "strengthen_conditions"
    EFFECT_CHAIN = "effect_chain"
    DEVELOPMENT_PLAN = "development_plan"
    APPROVE_PLAN = "approve_plan"
    PROTOCOL = "protocol"
    READ_PROTOCOL = "read_protocol"
    ANALYSIS_ROUND = "analysis_round"
    CHECKPOINT = "checkpoint"
    RESTORE_RHYTHM = "restore_rhythm"
    CONTINUATION_PLAN = "continuation_plan"
    ANSWER_PAUSE = "answer_pause"
    EVALUATION = "evaluation"
    EVALUATION_FACILITATORS = "evaluation_facilitators"
    INDICATOR_AGAIN = "indicator_again"
    CONFIRM_CONTINUATION = "confirm_continuation"
    CHECK_IN = "check_in"
    TAKE_NEW_HOLD = "take_new_hold"
    NEXT_INITIATIVE = "next_initiative"


_ALL: Final = frozenset(Track)
_FULL: Final = frozenset({Track.FULL})
_LIGHT: Final = frozenset({Track.LIGHT})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKind:
    """One row of the catalogue."""

    title: str
    stage: Stage
    address: Address
    forms: tuple[type, ...]
    """Taken in this order; the last one closes the task."""
    minutes: int
    """Expected time to fill in (our estimate)."""
    due: int | None
    """School days from opening; the template may say otherwise. `None`: never overdue, or a date."""
    tracks: frozenset[Track] = _ALL
    blocks: bool = True
    """Something waits for it: past its threshold it stalls the initiative."""
    jointly: bool = False
    """Asked of the facilitators too, as the second voice."""
    opens_with_stage: bool = False
    optional: bool = False
    """Offered; no gate reads it."""
    never_overdue: bool = False
    """No ladder; withdrawn with its stage."""

    def ladder(self, address: Address) -> Ladder:
        """The ladder of a task of this kind at `address` (a joint one climbs the facilitators')."""
        return Ladder.NONE if self.never_overdue else _LADDERS[address]


_LADDERS: Final = {
    Address.ORGANISER: Ladder.ORGANISER,
    Address.PRINCIPAL: Ladder.PRINCIPAL,
    Address.FACILITATOR: Ladder.FACILITATOR,
    Address.FACILITATORS: Ladder.FACILITATOR,
}
_O, _P, _F, _FS = Address.ORGANISER, Address.PRINCIPAL, Address.FACILITATOR, Address.FACILITATORS

CATALOGUE: Final[dict[Key, TaskKind]] = {
    Key.START_DECISION: TaskKind(
        title=N_("Decide on the initiative"),
        stage=Stage.START,
        address=_O,
        forms=(forms.StartDecision,),
        minutes=20,
        due=15,
    ),
    Key.PLAN_PARTS: TaskKind(
        title=N_("Plan the meetings of the parts"),
        stage=Stage.START,
        address=_P,
        forms=(forms.PlanParts,),
        minutes=4,
        due=10,
    ),
    Key.INDIVIDUAL_PREPARATION: TaskKind(
        title=N_("Individual preparation"),
        stage=Stage.START,
        address=_P,
        forms=(forms.IndividualPreparation,),
        minutes=1,
        due=None,
        never_overdue=True,
        optional=True,
        blocks=False,
    ),
    Key.NEEDS_WORKSHOP: TaskKind(
        title=N_("Needs inventory in four steps"),
        stage=Stage.NEEDS,
        address=_P,
        forms=(
            forms.NeedsPlan,
            forms.NeedsRecord,
        ),
        minutes=30,
        due=30,
        tracks=_FULL,
        opens_with_stage=True,
    ),
    Key.NEEDS_AND_CURRENT_STATE: TaskKind(
        title=N_("Needs and current state"),
        stage=Stage.NEEDS,
        address=_P,
        forms=(forms.NeedsAndCurrentState,),
        minutes=20,
        due=30,
        tracks=_LIGHT,
        opens_with_stage=True,
    ),
    Key.CURRENT_STATE: TaskKind(
        title=N_("Current-state analysis"),
        stage=Stage.CURRENT_STATE,
        address=_P,
        forms=(forms.CurrentState,),
        minutes=30,
        due=30,
        tracks=_FULL,
        opens_with_stage=True,
    ),
    Key.OBSERVATION: TaskKind(
        title=N_("Observation and a talk about learning"),
        stage=Stage.CURRENT_STATE,
        address=_P,
        forms=(forms.Observation,),
        minutes=10,
        due=None,
        never_overdue=True,
        tracks=_FULL,
        opens_with_stage=True,
        optional=True,
        blocks=False,
    ),
    Key.SELF_ASSESSMENT: TaskKind(
        title=N_("Joint self-assessment"),
        stage=Stage.CURRENT_STATE,
        address=_P,
        forms=(forms.SelfAssessment,),
        minutes=10,
        due=None,
        never_overdue=True,
        tracks=_FULL,
        opens_with_stage=True,
        optional=True,
        blocks=False,
    ),
    Key.CONDITIONS: TaskKind(
        title=N_("Conditions (receiving capacity)"),
        stage=Stage.CURRENT_STATE,
        address=_P,
        forms=(forms.Conditions,),
        minutes=8,
        due=15,
        jointly=True,
        opens_with_stage=True,
    ),
    Key.DECIDE_ON_CONDITIONS: TaskKind(
        title=N_("Decide on the receiving capacity"),
        stage=Stage.CURRENT_STATE,
        address=_O,
        forms=(forms.DecideOnConditions,),
        minutes=10,
        due=15,
    ),
    Key.STRENGTHEN_CONDITIONS: TaskKind(
        title=N_("Strengthen the conditions"),
        stage=Stage.CURRENT_STATE,
        address=_P,
        forms=(forms.StrengthenConditions,),
        minutes=5,
        due=None,
    ),
    Key.EFFECT_CHAIN: TaskKind(
        title=N_("Effect chain"),
        stage=Stage.EFFECT_CHAIN,
        address=_P,
        forms=(forms.EffectChainForm,),
        minutes=40,
        due=30,
        opens_with_stage=True,
    ),
    Key.DEVELOPMENT_PLAN: TaskKind(
        title=N_("Development plan"),
        stage=Stage.PLAN,
        address=_P,
        forms=(forms.DevelopmentPlan,),
        minutes=40,
        due=30,
        opens_with_stage=True,
    ),
    Key.APPROVE_PLAN: TaskKind(
        title=N_("Approve the effect chain and the plan, or return them"),
        stage=Stage.PLAN,
        address=_O,
        forms=(forms.ApprovePlan,),
        minutes=10,
        due=15,
    ),
    Key.PROTOCOL: TaskKind(
        title=N_("Protocol"),
        stage=Stage.IMPLEMENTATION,
        address=_F,
        forms=(forms.Protocol,),
        minutes=5,
        due=5,
    ),
    Key.READ_PROTOCOL: TaskKind(
        title=N_("Read and respond"),
        stage=Stage.IMPLEMENTATION,
        address=_P,
        forms=(forms.ReadProtocol,),
        minutes=2,
        due=None,
        never_overdue=True,
        blocks=False,
        optional=True,
    ),
    Key.ANALYSIS_ROUND: TaskKind(
        title=N_("Analysis round"),
        stage=Stage.IMPLEMENTATION,
        address=_F,
        forms=(forms.AnalysisRound,),
        minutes=6,
        due=10,
    ),
    Key.CHECKPOINT: TaskKind(
        title=N_("Checkpoint of the term"),
        stage=Stage.IMPLEMENTATION,
        address=_P,
        forms=(forms.Conditions,),
        minutes=4,
        due=15,
        jointly=True,
        blocks=False,
        optional=True,
    ),
    Key.RESTORE_RHYTHM: TaskKind(
        blocks=False,
        title=N_("Get the meetings going"),
        stage=Stage.IMPLEMENTATION,
        address=_P,
        forms=(forms.RestoreRhythm,),
        minutes=5,
        due=10,
        optional=True,
    ),
    Key.CONTINUATION_PLAN: TaskKind(
        title=N_("Plan for continued work (draft)"),
        stage=Stage.IMPLEMENTATION,
        address=_P,
        forms=(forms.ContinuationPlan,),
        minutes=20,
        due=15,
    ),
    Key.ANSWER_PAUSE: TaskKind(
        title=N_("Answer a proposed pause"),
        stage=Stage.START,
        address=_O,
        forms=(forms.AnswerPause,),
        minutes=3,
        due=10,
        blocks=False,
        optional=True,
    ),
    Key.EVALUATION: TaskKind(
        title=N_("Evaluation"),
        stage=Stage.EVALUATION,
        address=_P,
        forms=(forms.Evaluation,),
        minutes=30,
        due=30,
        opens_with_stage=True,
    ),
    Key.EVALUATION_FACILITATORS: TaskKind(
        title=N_("The facilitators' view"),
        stage=Stage.EVALUATION,
        address=_FS,
        forms=(forms.EvaluationFacilitators,),
        minutes=8,
        due=15,
        opens_with_stage=True,
        optional=True,
        blocks=False,
    ),
    Key.INDICATOR_AGAIN: TaskKind(
        title=N_("Follow up an indicator"),
        stage=Stage.CONTINUATION,
        address=_P,
        forms=(forms.IndicatorAgain,),
        minutes=5,
        due=15,
    ),
    Key.CONFIRM_CONTINUATION: TaskKind(
        title=N_("Confirm the plan for continued work"),
        stage=Stage.CONTINUATION,
        address=_P,
        forms=(forms.ContinuationPlan,),
        minutes=10,
        due=15,
    ),
    Key.CHECK_IN: TaskKind(
        title=N_("Check-in"),
        stage=Stage.CONTINUATION,
        address=_P,
        forms=(forms.CheckIn,),
        minutes=5,
        due=15,
        jointly=True,
    ),
    Key.TAKE_NEW_HOLD: TaskKind(
        title=N_("Take new hold, or decide to end"),
        stage=Stage.CONTINUATION,
        address=_P,
        forms=(forms.TakeNewHold,),
        minutes=10,
        due=15,
    ),
    Key.NEXT_INITIATIVE: TaskKind(
        title=N_("Start an initiative for the new needs, or say why not"),
        stage=Stage.CONTINUATION,
        address=_O,
        forms=(forms.NotNow,),
        minutes=3,
        due=15,
        optional=True,
        blocks=False,
    ),
}


def opening(stage: Stage, track: Track) -> list[Key]:
    """The tasks that open as a stage is entered, in the catalogue's order."""
    return [
        key for key, kind in CATALOGUE.items() if kind.stage is stage and kind.opens_with_stage and track in kind.tracks
    ]
