"""Stage 0: the decision to start (seed 001; TASKS.md, stage 0)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed
from domain.track import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPart:
    """A group that takes part; after-school care and library count too."""

    group: Sealed | None = asked(N_("Group"), required=True, gate=True)
    number: int | None = asked(N_("How many people"), required=True, gate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTakingPart:
    """A unit that stays outside, and why."""

    unit: Sealed | None = asked(N_("Unit"), required=True)
    reason: Sealed | None = asked(N_("Reason"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDecision:
    """Beslut om insats."""

    title: Sealed | None = asked(N_("What the initiative is called"), required=True, gate=True)
    unit: UUID | None = asked(N_("Unit"), required=True, gate=True)
    template: str | None = asked(N_("Template"), required=True, gate=True)
    track: Track = asked(
        N_("Track"), Track.FULL, required=True, gate=True, help=N_("full, or light for small units and small things")
    )
    manager: UUID | None = asked(
        N_("The principal's manager"),
        required=True,
        gate=True,
        help=N_("the organiser's person for this unit, who gets what is escalated"),
    )
    follows: UUID | None = asked(N_("Follows the initiative"), help=N_("the one whose evaluation it begins from"))
    needs: Sealed | None = asked(
        N_("Needs it begins from"), prefilled=N_("the evaluation of the initiative it follows")
    )
    facilitators: tuple[UUID, ...] = asked(N_("Facilitators, if known"), ())
    decision_body: Sealed | None = asked(
        N_("Who took the decision"), required=True, gate=True, help=N_("board or committee")
    )
    decided_on: date | None = asked(N_("Decided on"), required=True, gate=True)
    decision_ref: Sealed | None = asked(N_("Reference of the decision"))
    organiser_answers_for: Sealed | None = asked(N_("What the organiser answers for"), required=True, gate=True)
    unit_answers_for: Sealed | None = asked(N_("What the unit answers for"), required=True, gate=True)
    evidence: Sealed | None = asked(
        N_("Evidence for the method"),
        required=True,
        gate=True,
        prefilled=N_("the template"),
        help=N_("or: missing, and why it is tried all the same"),
    )
    takes_part: tuple[TakingPart, ...] = asked(
        N_("Who takes part"), (), required=True, gate=True, help=N_("after-school care and the library too")
    )
    not_taking_part: tuple[NotTakingPart, ...] = asked(N_("Units that do not take part"), ())
    other_live: tuple[UUID, ...] = asked(
        N_("Other live initiatives at the unit"), (), help=N_("filled in with what you were shown")
    )
    other_live_reason: Sealed | None = asked(N_("Why another initiative at the same time"), gate=True)
    kind: Literal["start_decision"] = "start_decision"
