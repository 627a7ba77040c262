"""What can be asked of a handover: by the manager and the organiser's staff, and by what follows the post."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from domain.forms.turnover import HandoverForm
from domain.handover.events import Seen
from domain.ladders import Step
from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteHandoverTask:
    task: UUID
    form: HandoverForm
    kind: Literal["complete_handover_task"] = "complete_handover_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectHandoverForm:
    task: UUID
    form: HandoverForm
    reason: Sealed
    kind: Literal["correct_handover_form"] = "correct_handover_form"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowTurnover:
    """Take up what the post says; with initiatives, open the handover if it is not, and let join those it lacks."""

    handover: UUID
    unit: UUID
    initiatives: tuple[UUID, ...] = ()
    """Those that live there and began before the newcomer's first day."""
    taken_up: tuple[UUID, ...] = ()
    """Of them those whose principal the newcomer is for them, since they started or by another change, all being said:
    once they have come there is nothing to hand over.
    """
    kind: Literal["follow_turnover"] = "follow_turnover"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeInitiatives:
    seen: tuple[Seen, ...]
    kind: Literal["see_initiatives"] = "see_initiatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindOfHandover:
    task: UUID
    step: Step
    kind: Literal["remind_of_handover"] = "remind_of_handover"


Automatic = FollowTurnover | SeeInitiatives | RemindOfHandover
Command = CompleteHandoverTask | CorrectHandoverForm | Automatic
