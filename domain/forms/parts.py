"""The parts a working group goes through before there are learning groups (seed 003; TASKS.md)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMeetingDate:
    """When one meeting of one part is held."""

    meeting: int | None = asked(N_("Number of the meeting"), required=True, gate=True)
    about: Sealed | None = asked(N_("What it is about"), prefilled=N_("the template"))
    on: date | None = asked(N_("Date"), required=True, gate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParts:
    """Planera delarnas träffar: in one visit, every meeting of the parts that come next."""

    meetings: tuple[PartMeetingDate, ...] = asked(
        N_("Meetings"), (), required=True, gate=True, prefilled=N_("the template")
    )
    kind: Literal["plan_parts"] = "plan_parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndividualPreparation:
    """Individuell förberedelse: offered and counted; who it was is nobody's business."""

    prepared: int | None = asked(N_("How many have prepared themselves"), required=True)
    note: Sealed | None = asked(N_("Note"))
    kind: Literal["individual_preparation"] = "individual_preparation"
