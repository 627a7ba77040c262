"""Stages 6 and 7: evaluation, continued work and check-ins (seeds 001, 002; TASKS.md)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from domain.check_in import Fact, Six
from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed


class Result(StrEnum):
    """What an indicator says."""

    OUTCOME = "outcome"
    NO_OUTCOME = "no_outcome"
    TOO_EARLY = "too_early"


class Extent(StrEnum):
    """Did it change?"""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"
    TOO_EARLY = "too_early"


class Conclusion(StrEnum):
    """Where the work goes."""

    SPREAD = "spread"
    KEEP = "keep"
    ADJUST = "adjust"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorOutcome:
    """The answer of one indicator of the effect chain."""

    effect: int | None = asked(N_("Number of the effect"), required=True, gate=True)
    result: Result | None = asked(N_("Result"), gate=True)
    text: Sealed | None = asked(N_("Outcome, or why there is none"), gate=True)
    again_on: date | None = asked(N_("Too early: again on"), gate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Utvärdering."""

    indicators: tuple[IndicatorOutcome, ...] = asked(
        N_("Indicators"), (), required=True, gate=True, prefilled=N_("the effect chain")
    )
    teaching_changed: Extent | None = asked(N_("Did teaching change?"), required=True, gate=True)
    pupils_results: Extent | None = asked(N_("Did pupils' results?"), required=True, gate=True)
    how_known: Sealed | None = asked(N_("How we know"))
    helped: Sealed | None = asked(N_("What helped"))
    hindered: Sealed | None = asked(N_("What hindered"), prefilled=N_("checkpoints and what the time went to"))
    conclusion: Conclusion | None = asked(N_("Conclusion"), required=True, gate=True)
    new_needs: Sealed | None = asked(N_("New needs"))
    closing_note: Sealed | None = asked(N_("Closing note"), gate=True, help=N_("needed if the work ends"))
    plan_holds: bool = asked(N_("The plan for continued work holds"), False, help=N_("confirms the draft as it is"))
    kind: Literal["evaluation"] = "evaluation"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFacilitators:
    """Handledarnas bild."""

    teaching_changed: Extent | None = asked(N_("Did teaching change?"), required=True)
    helped: Sealed | None = asked(N_("What helped"))
    hindered: Sealed | None = asked(N_("What hindered"))
    kind: Literal["evaluation_facilitators"] = "evaluation_facilitators"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorAgain:
    """Följ upp indikator."""

    result: Result | None = asked(N_("Result"), required=True)
    text: Sealed | None = asked(N_("Outcome, or why there is none"))
    again_on: date | None = asked(N_("Too early: again on"))
    kind: Literal["indicator_again"] = "indicator_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """Uppföljning: six facts; where facilitators cannot agree they give the worse value and mark it."""

    facts: Six | None = asked(N_("Six facts"), required=True, prefilled=N_("the last check-in"))
    disagree: tuple[Fact, ...] = asked(N_("We disagree about"), ())
    comment: Sealed | None = asked(N_("Comment"))
    kind: Literal["check_in"] = "check_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow:
    """No next initiative, for now: starting one needs no form here."""

    reason: Sealed | None = asked(N_("Why no initiative is started for these needs"), required=True)
    kind: Literal["not_now"] = "not_now"


class Hold(StrEnum):
    """What to do when the practice fades."""

    NEW_HOLD = "new_hold"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNewHold:
    """Ta nya tag eller besluta om avslut."""

    choice: Hold | None = asked(N_("What you choose"), required=True)
    what: Sealed | None = asked(N_("What is done"))
    who: Sealed | None = asked(N_("Who does it"))
    first_date: date | None = asked(N_("First date"))
    reason: Sealed | None = asked(N_("Reason"), help=N_("needed if you end it"))
    closing_note: Sealed | None = asked(N_("Closing note"), help=N_("needed if you end it"))
    kind: Literal["take_new_hold"] = "take_new_hold"
