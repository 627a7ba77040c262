"""What requests send."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.actors import Role
from domain.initiative.events import Manner
from web.forms import LONGEST_TEXT

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StartBody(Body):
    """The decision, whole or as far as it is known."""

    form: dict[str, Any]


class StartProgrammeBody(Body):
    """The decision, with every unit that is to take part."""

    form: dict[str, Any]


class ChoicesBody(Body):
    """For each unit whether it takes part, and why."""

    form: dict[str, Any]


class ChecklistBody(Body):
    """All ten items."""

    form: dict[str, Any]


class NetworkBody(Body):
    """When the eager met, and which units."""

    form: dict[str, Any]


class CompleteBody(Body):
    """A form as it is filled in; `unchanged` needs none, `already_done` a link or an attached document, and what a gate
    reads."""

    form: dict[str, Any] | None = None
    manner: Manner = Manner.FILLED
    link: Text | None = None
    document: UUID | None = None


class CorrectBody(Body):
    """The whole form, corrected."""

    form: dict[str, Any]
    reason: Text


class HandoverFormBody(Body):
    """A handover's form as it is filled in."""

    form: dict[str, Any]


class SupportEndsBody(Body):
    last_day: date


class HandBody(Body):
    to: UUID


class ExtendBody(Body):
    school_days: int
    reason: Text


class ReasonBody(Body):
    reason: Text


class LetPassBody(Body):
    clause: Short
    reason: Text


class PauseBody(Body):
    until: date
    reason: Text


class CancelBody(Body):
    reason: Text
    closing_note: Text


class CommentBody(Body):
    text: Text
    task: UUID | None = None


class ChangePlanBody(Body):
    """The whole plan, changed."""

    form: dict[str, Any]
    reason: Text


class MovesBody(Body):
    """To which version; every live initiative of the template unless some are named."""

    to: int
    only: list[UUID] | None = None


class MeetingBody(Body):
    group: int
    on: date


class MoveBody(Body):
    to: date


class FacilitatorBody(Body):
    """Nobody for now where `person` is null; no group before there are any."""

    group: int | None = None
    person: UUID | None = None


class UnitBody(Body):
    name: Short
    kind: Literal["school", "preschool", "organiser"] = "school"
    code: Short | None = None


class PersonBody(Body):
    name: Short
    email: Short | None = None


class RoleBody(Body):
    person: UUID
    role: Role


class CalendarBody(Body):
    """A file's text (iCalendar or CSV), of one unit or of all; or the whole content."""

    file: str | None = None
    unit: UUID | None = None
    content: dict[str, Any] | None = None


class DryRunBody(CalendarBody):
    """The same; `initiative` is one whose moves are wanted one by one."""

    initiative: UUID | None = None


class RosterBody(Body):
    """A file's text (CSV) of units and posts."""

    file: str


class RegisterRosterBody(RosterBody):
    """`changes`: the number of posts with a holder that may change, where it is many."""

    changes: int | None = None


class SettingsBody(Body):
    contact: UUID
    language: Literal["sv", "en"] = "sv"
    check_in_after_one_year: bool = False
    pulse_by_code: bool = False


class AttachBody(Body):
    """An uploaded file, or a link; a file's name has its ending."""

    name: Annotated[str, StringConstraints(max_length=1000)] = ""
    file: UUID | None = None
    link: Annotated[str, StringConstraints(max_length=10_000)] | None = None
    task: UUID | None = None


class CodesBody(Body):
    """More codes for a task's questionnaire; `until` is the last day of all of them."""

    number: int
    until: date | None = None


class AppointBody(Body):
    """`reason` is needed when it changes who held the post on days gone by."""

    person: UUID
    since: date
    until: date | None = None
    acting: bool = False
    reason: Text | None = None


class DepartBody(Body):
    person: UUID
    last_day: date
    reason: Text | None = None


class DeputyBody(Body):
    person: UUID
    since: date
    until: date | None = None
    reason: Text | None = None


class EndAbsenceBody(Body):
    """A `last_day` before the deputy's first strikes one who was recorded by mistake.

    `since`: the first day of the one that is meant, where there are several.
    """

    last_day: date
    since: date | None = None
    reason: Text | None = None


class CorrectTenureBody(Body):
    """No `until` means that no end is known."""

    tenure: UUID
    since: date
    until: date | None = None
    reason: Text


class StrikeTenureBody(Body):
    tenure: UUID
    reason: Text


class UntilBody(Body):
    person: UUID
    until: date


class PersonOnlyBody(Body):
    person: UUID
