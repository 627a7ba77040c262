"""The plan in force, and who leads its groups."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.forms import DevelopmentPlan
from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChangeProposed:
    plan: DevelopmentPlan
    reason: Sealed
    kind: Literal["plan_change_proposed"] = "plan_change_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged:
    plan: DevelopmentPlan
    kind: Literal["plan_changed"] = "plan_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitatorNamed:
    group: int | None
    """`None` before there are groups."""
    person: UUID | None
    """`None`: nobody for now."""
    on: date
    instead_of: UUID | None = None
    """Whoever they take over from, where that was said: in the plan, too."""
    kind: Literal["facilitator_named"] = "facilitator_named"
