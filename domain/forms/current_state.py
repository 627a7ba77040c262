"""Stage 2: from believing to knowing, and whether the unit can receive the initiative (seeds 001, 002; TASKS.md)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from domain.conditions import ConditionAnswer
from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed


class Evident(StrEnum):
    """What kind of sign the evidence is."""

    NOTICEABLE = "noticeable"
    MEASURABLE = "measurable"


class Certainty(StrEnum):
    """Do we believe it, or know it?"""

    BELIEVE = "believe"
    KNOW = "know"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sign of the current state."""

    source: Sealed | None = asked(N_("Source"), required=True)
    shows: Sealed | None = asked(N_("What it shows"))
    sign: Evident | None = asked(N_("Noticeable or measurable"))
    certainty: Certainty | None = asked(N_("Do we believe it or know it?"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentState:
    """Nulägesanalys: two analyses, what speaks against, and the focus."""

    evidence: tuple[Evidence, ...] = asked(
        N_("Evidence"), (), required=True, prefilled=N_("how it was noticed, planned collection, observation")
    )
    results_analysis: Sealed | None = asked(N_("What the results say"), required=True)
    teaching_and_learning_analysis: Sealed | None = asked(
        N_("How teaching relates to what pupils learn"), required=True
    )
    speaks_against: Sealed | None = asked(N_("What speaks against it"), required=True)
    focus: Sealed | None = asked(N_("Focus area"), required=True, gate=True)
    to_learn: Sealed | None = asked(N_("What we must learn about"))
    kind: Literal["current_state"] = "current_state"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRow:
    """What was seen."""

    does: Sealed | None = asked(N_("What pupils do"))
    says: Sealed | None = asked(N_("What pupils say"))
    learning_visible: Sealed | None = asked(N_("Which learning is visible"))
    needs: Sealed | None = asked(N_("What pupils need"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Observation sheet and its talk, 10-5-3-5-1-5 minutes (seed 002)."""

    rows: tuple[ObservationRow, ...] = asked(N_("Observations"), (), required=True)
    agreed_area: Sealed | None = asked(N_("Area agreed on"))
    kind: Literal["observation"] = "observation"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAssessment:
    """Gemensam självvärdering: counts only, never one person's ratings."""

    answered: int | None = asked(
        N_("How many answered"), required=True, prefilled=N_("the codes, once they are closed")
    )
    counts: tuple[tuple[int, int, int, int], ...] = asked(
        N_("Counts per statement, 1 to 4"),
        (),
        help=N_("18 rows, from five answers; with fewer leave it empty"),
        prefilled=N_("the codes, once they are closed"),
    )
    insight_quality_work: Sealed | None = asked(N_("Insight: systematic quality work"))
    insight_collegial_learning: Sealed | None = asked(N_("Insight: collegial learning"))
    insight_leadership: Sealed | None = asked(N_("Insight: pedagogical leadership"))
    most_important: Sealed | None = asked(N_("The most important we take with us"))
    kind: Literal["self_assessment"] = "self_assessment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Förutsättningar: eleven preconditions and two of receiving capacity; the form of the checkpoint too."""

    answers: tuple[ConditionAnswer, ...] = asked(
        N_("Conditions"), (), required=True, gate=True, prefilled=N_("the last answers")
    )
    note: Sealed | None = asked(N_("Note"))
    second_voice: tuple[Sealed, ...] = asked(
        N_("Who answered together"), (), help=N_("two people who took part, where there are no facilitators")
    )
    support_ends_on: date | None = asked(N_("Outside support ends on"))
    kind: Literal["conditions"] = "conditions"


class OnConditions(StrEnum):
    """What the organiser does about low receiving capacity."""

    GO_ON = "go_on"
    STRENGTHEN_FIRST = "strengthen_first"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideOnConditions:
    """Ta ställning till mottagarkapaciteten."""

    decision: OnConditions | None = asked(N_("Decision"), required=True, gate=True)
    until: date | None = asked(N_("Pause until"), gate=True, help=N_("needed unless you go on"))
    who_does_what: Sealed | None = asked(N_("Who does what"))
    reason: Sealed | None = asked(N_("Reason"), required=True)
    kind: Literal["decide_on_conditions"] = "decide_on_conditions"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthenConditions:
    """Stärk förutsättningarna."""

    done: Sealed | None = asked(N_("What has been done"), required=True)
    kind: Literal["strengthen_conditions"] = "strengthen_conditions"
