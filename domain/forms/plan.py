"""Stages 3 and 4: effect chain and development plan (seeds 000, 003, 004; TASKS.md)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.effect_chain import Edge, Node
from domain.fields import asked
from domain.mechanisms import Mechanism
from domain.messages import N_
from domain.sealed import Sealed
from domain.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedMechanism:
    """A mechanism, and where in the initiative one can point at it."""

    mechanism: Mechanism | None = asked(N_("Mechanism"), required=True, gate=True)
    where: Sealed | None = asked(N_("Where it is"), required=True, gate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectChainForm:
    """Effektkedja."""

    teacher_does_differently: Sealed | None = asked(
        N_("What will the teacher actually do differently?"), required=True, gate=True
    )
    nodes: tuple[Node, ...] = asked(
        N_("Steps of the chain"), (), required=True, gate=True, prefilled=N_("focus and evidence")
    )
    edges: tuple[Edge, ...] = asked(N_("What leads to what"), (), required=True, gate=True)
    lives_on_after_four_months: Sealed | None = asked(N_("What should live on after four months"), required=True)
    mechanisms: tuple[LocatedMechanism, ...] = asked(
        N_("Mechanisms"), (), required=True, gate=True, prefilled=N_("the template")
    )
    unbalanced_reason: Sealed | None = asked(N_("Why a building block is left out"), gate=True)
    kind: Literal["effect_chain"] = "effect_chain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A learning group, its facilitator and its series of meetings."""

    number: int | None = asked(N_("Number"), required=True, gate=True)
    name: Sealed | None = asked(N_("Name of the group"), required=True, gate=True)
    participants: int | None = asked(N_("Participants"), required=True, gate=True)
    facilitator: UUID | None = asked(N_("Facilitator"), gate=True)
    mandate: Sealed | None = asked(N_("Mandate"))
    time_percent: int | None = asked(N_("Time for the facilitator, per cent"), gate=True)
    subject: Subject | None = asked(N_("Subject"), gate=True, help=N_("where the template has spans of its own for it"))
    outside_span: Sealed | None = asked(
        N_("Why the participants are more or fewer than the template holds"),
        gate=True,
        help=N_("needed where the template has spans and the group is outside them"),
    )
    training: Sealed | None = asked(N_("Training"))
    tools: Sealed | None = asked(N_("Tools"))
    first_meeting: date | None = asked(N_("First meeting"), required=True, gate=True)
    every_weeks: int | None = asked(N_("Every how many weeks"), required=True, gate=True)
    meetings: int | None = asked(N_("Number of meetings"), required=True, gate=True, help=N_("at least one"))
    minutes: int | None = asked(N_("Minutes"), required=True)
    place: Sealed | None = asked(N_("Place"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Who does what by when."""

    who: Sealed | None = asked(N_("Who"), required=True)
    what: Sealed | None = asked(N_("What"), required=True)
    by_when: date | None = asked(N_("By when"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentPlan:
    """Utvecklingsplan."""

    goals: Sealed | None = asked(N_("Goals"), required=True, prefilled=N_("the effect chain"))
    groups: tuple[Group, ...] = asked(N_("Learning groups"), (), required=True, gate=True)
    facilitators_meet_every_weeks: int | None = asked(N_("The facilitators meet, every how many weeks"))
    facilitators_do_not_meet: Sealed | None = asked(N_("Why the facilitators do not meet"))
    practical_time: Sealed | None = asked(N_("Other time for practical matters"), required=True)
    actions: tuple[Action, ...] = asked(N_("Who does what by when"), ())
    negotiation: Sealed | None = asked(N_("How teachers get to see the gain"), required=True)
    risk_expected: Sealed | None = asked(N_("Risk and security: what is expected of me?"))
    risk_must_change: Sealed | None = asked(N_("Risk and security: must I change?"))
    risk_can_i: Sealed | None = asked(N_("Risk and security: can I?"))
    support_for_the_eager: Sealed | None = asked(N_("Support for the eager"))
    support_for_the_hesitant: Sealed | None = asked(N_("Support for the hesitant"))
    closer_pulse: bool = asked(
        N_("Closer follow-up of the hesitant"), False, help=N_("the short pulse at every second meeting")
    )
    ordinary_reminders: Sealed | None = asked(N_("Ordinary days: reminders"))
    ordinary_peer_support: Sealed | None = asked(N_("Ordinary days: support from colleagues"))
    ordinary_practice: Sealed | None = asked(N_("Ordinary days: chances to practise"))
    ordinary_follow_up: Sealed | None = asked(N_("Ordinary days: time to follow up"))
    kind: Literal["development_plan"] = "development_plan"


class OnPlan(StrEnum):
    """The organiser's answer to a plan."""

    APPROVE = "approve"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePlan:
    """Godkänn effektkedja och plan eller skicka tillbaka."""

    decision: OnPlan | None = asked(N_("Decision"), required=True, gate=True)
    comments: Sealed | None = asked(N_("Comments"), help=N_("needed when you return it"))
    kind: Literal["approve_plan"] = "approve_plan"
