"""Stage 1: the needs inventory workshop in four steps, and its one page in the light track.

Source: seed 003; TASKS.md, stage 1.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed


class Perspective(StrEnum):
    """Whose eyes were in the room (gate 1 wants three of the six)."""

    TEACHER = "teacher"
    SPECIAL_EDUCATOR = "special_educator"
    SCHOOL_LEADER = "school_leader"
    ICT_PEDAGOGUE = "ict_pedagogue"
    IT = "it"
    ORGANISER = "organiser"


class HowToLearn(StrEnum):
    """Ways to find out more."""

    SURVEY = "survey"
    INTERVIEW = "interview"
    OBSERVATION = "observation"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMeaning:
    """Step 1: what the competence means for one role."""

    role: Sealed | None = asked(N_("Role"), required=True)
    meaning: Sealed | None = asked(N_("What it means for them"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Step 2: a problem, stated together."""

    number: int | None = asked(N_("Number"), required=True, gate=True)
    statement: Sealed | None = asked(N_("The problem, in one sentence"), required=True, gate=True)
    for_whom: Sealed | None = asked(N_("For whom it is a problem"), gate=True)
    how_noticed: Sealed | None = asked(N_("How we notice"), gate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Step 3: a need, tied to its problem, in order of importance."""

    need: Sealed | None = asked(N_("The need"), required=True, gate=True)
    problem: int | None = asked(N_("Number of the problem"), gate=True)
    priority: int | None = asked(N_("Priority"), gate=True, help=N_("1 comes first; empty if not prioritised"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreInformation:
    """Step 4: what to find out, how and by when."""

    what: Sealed | None = asked(N_("What to find out"), required=True)
    how: HowToLearn | None = asked(N_("How"), required=True)
    by_when: date | None = asked(N_("By when"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPlan:
    """The first visit: when the workshop is held. Sending it moves the due date to ten school days after."""

    held_on: date | None = asked(N_("The workshop is held on"), required=True)
    minutes: int | None = asked(N_("Minutes"), required=True, help=N_("at least 90"))
    competence: Sealed | None = asked(N_("The competence it is about"), required=True, prefilled=N_("the title"))
    perspectives: tuple[Perspective, ...] = asked(N_("Perspectives invited"), (), required=True)
    existing_team: Sealed | None = asked(N_("An existing team does it"))
    talk_leader: Sealed | None = asked(N_("Talk leader"))
    note_taker: Sealed | None = asked(N_("Note-taker"))
    kind: Literal["needs_plan"] = "needs_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsRecord:
    """The second visit: what came of it."""

    perspectives: tuple[Perspective, ...] = asked(
        N_("Perspectives that took part"), (), required=True, gate=True, prefilled=N_("the plan")
    )
    few_perspectives_reason: Sealed | None = asked(N_("Why fewer than three perspectives"), gate=True)
    meaning_per_role: tuple[RoleMeaning, ...] = asked(N_("What the competence means for each role"), ())
    problems: tuple[Problem, ...] = asked(N_("Problems"), (), required=True, gate=True)
    needs: tuple[Need, ...] = asked(N_("Needs"), (), required=True, gate=True)
    more_information: bool | None = asked(N_("Do we need more information?"), required=True)
    information: tuple[MoreInformation, ...] = asked(N_("Information to collect"), ())
    kind: Literal["needs_record"] = "needs_record"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsAndCurrentState:
    """Behov och nuläge: stages 1 and 2 on one page, in the light track."""

    perspectives: tuple[Perspective, ...] = asked(N_("Perspectives that took part"), (), required=True, gate=True)
    few_perspectives_reason: Sealed | None = asked(N_("Why fewer than three perspectives"), gate=True)
    problems: tuple[Problem, ...] = asked(N_("Problems"), (), required=True, gate=True)
    needs: tuple[Need, ...] = asked(N_("Needs"), (), required=True, gate=True)
    focus: Sealed | None = asked(N_("Focus area"), required=True, gate=True)
    kind: Literal["needs_and_current_state"] = "needs_and_current_state"
