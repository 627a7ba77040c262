"""What a task is: its kind, whose it is, and what a kind says of every task of it (TASKS.md)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.ladders import Ladder
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
    OUTGOING_COMMENT = "outgoing_comment"
    POSITION = "position"
    NAME_SUCCESSOR = "name_successor"
    SUPPORT_ENDS = "support_ends"


_ALL: Final = frozenset(Track)


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
    at_turnover: bool = False
    """Somebody leaves or comes: in any stage, whatever its gate."""

    def ladder(self, address: Address) -> Ladder:
        """The ladder of a task of this kind at `address` (a joint one climbs the facilitators')."""
        return Ladder.NONE if self.never_overdue else _LADDERS[address]


_LADDERS: Final = {
    Address.ORGANISER: Ladder.ORGANISER,
    Address.PRINCIPAL: Ladder.PRINCIPAL,
    Address.FACILITATOR: Ladder.FACILITATOR,
    Address.FACILITATORS: Ladder.FACILITATOR,
}
