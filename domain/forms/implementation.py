"""Stage 5: meetings with protocols, reading, rhythm, and the plan for afterwards (seeds 000, 001, 004; TASKS.md)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from domain.fields import asked
from domain.mechanisms import Mechanism
from domain.messages import N_
from domain.sealed import Sealed


class Held(StrEnum):
    """What became of a planned meeting."""

    HELD = "held"
    MOVED = "moved"
    MISSED = "missed"


class TimeUse(StrEnum):
    """What the time went to: groups start quickly and some drift (seed 004)."""

    TASK = "task"
    PRACTICAL = "practical"
    MARKING = "marking"
    SINGLE_PUPILS = "single_pupils"
    OTHER = "other"


class Moment(StrEnum):
    """The six points of a meeting (seed 004)."""

    LED = "led"
    NOTE_TAKER = "note_taker"
    ROUND = "round"
    DISCUSSION = "discussion"
    UNTIL_NEXT_TIME = "until_next_time"
    PROTOCOL = "protocol"


class Tried(StrEnum):
    """Whether what was agreed was tried between meetings."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Protokoll. For a held meeting only three things are required."""

    outcome: Held | None = asked(N_("The meeting was"), required=True, gate=True)
    moved_to: date | None = asked(N_("Moved to"), gate=True)
    why_missed: Sealed | None = asked(N_("Why it was missed"))
    present: int | None = asked(N_("How many were present"))
    next_do: Sealed | None = asked(N_("Until next time: do in your own teaching"))
    next_read: Sealed | None = asked(N_("Until next time: read, listen or watch"))
    next_collect: Sealed | None = asked(N_("Until next time: collect"))
    time_went_to: tuple[TimeUse, ...] = asked(N_("What the time went to"), ())
    tried: Sealed | None = asked(N_("What was tried since last time"), prefilled=N_("last time's task"))
    discussed: Sealed | None = asked(N_("What was discussed"))
    moments: tuple[Moment, ...] = asked(N_("Points of the meeting"), tuple(Moment), prefilled=N_("all ticked"))
    mechanisms: tuple[Mechanism, ...] = asked(N_("Mechanisms used"), (), prefilled=N_("the effect chain"))
    link: Sealed | None = asked(N_("Link to the group's own document"))
    pulse_tried: Tried | None = asked(N_("Short pulse: was anything tried between meetings?"))
    pulse_answered: int | None = asked(
        N_("Short pulse: how many answered by code"), prefilled=N_("the codes, once they are closed")
    )
    pulse_counts: tuple[int, ...] | None = asked(
        N_("Short pulse: how many answered yes, partly and no"),
        help=N_("three numbers, from five answers; with fewer leave it empty"),
        prefilled=N_("the codes, once they are closed"),
    )
    pulse_in_the_way: Sealed | None = asked(N_("Short pulse: what is in the way?"))
    pulse_help_needed: Sealed | None = asked(N_("Short pulse: what help is needed?"))
    kind: Literal["protocol"] = "protocol"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalFriends:
    """Who reads whose analysis, as the course leader has paired them."""

    writer: Sealed | None = asked(N_("Participant"), required=True)
    friend: Sealed | None = asked(N_("Critical friend"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisRound:
    """Analysomgång: participants analyse their own teaching, and are answered twice (seed 003); counted, not named."""

    sent_in: int | None = asked(N_("How many have sent in their analysis"), required=True, gate=True)
    by_critical_friend: int | None = asked(
        N_("How many have been answered by a critical friend"), required=True, gate=True
    )
    by_course_leader: int | None = asked(
        N_("How many have been answered by the course leader"), required=True, gate=True
    )
    reason: Sealed | None = asked(
        N_("Why not everybody"), gate=True, help=N_("needed unless all participants have sent in and been answered")
    )
    friends: tuple[CriticalFriends, ...] = asked(
        N_("Critical friends"), (), required=True, prefilled=N_("the round before")
    )
    kind: Literal["analysis_round"] = "analysis_round"


class Response(StrEnum):
    """How the principal answers a protocol; reading is never overdue."""

    READ = "read"
    IDEA = "idea"
    QUESTION = "question"
    APPRECIATION = "appreciation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProtocol:
    """Läs och återkoppla."""

    response: Response = asked(N_("Response"), Response.READ, required=True)
    text: Sealed | None = asked(N_("Text to the group"), help=N_("needed unless you only mark it as read"))
    kind: Literal["read_protocol"] = "read_protocol"


class Rhythm(StrEnum):
    """Ways out of a lapsed cadence."""

    NEW_DATES = "new_dates"
    PAUSE = "pause"
    CLOSE_EARLY = "close_early"
    END_KNOWINGLY = "end_knowingly"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeeting:
    """A meeting that is put in the calendar."""

    group: int | None = asked(N_("Number of the group"), required=True)
    on: date | None = asked(N_("Date"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreRhythm:
    """Få igång träffarna."""

    choice: Rhythm | None = asked(N_("What you choose"), required=True)
    new_dates: tuple[NewMeeting, ...] = asked(N_("New dates"), ())
    pause_until: date | None = asked(N_("Pause until"))
    reason: Sealed | None = asked(N_("Reason"), help=N_("needed unless you give new dates"))
    kind: Literal["restore_rhythm"] = "restore_rhythm"


class Afterwards(StrEnum):
    """Go on, or end knowingly."""

    GO_ON = "go_on"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuationPlan:
    """Plan för fortsatt arbete: nine fields (five from seed 001, four ours); draft in stage 5, confirmed in stage 7."""

    choice: Afterwards | None = asked(N_("What comes after"), required=True, gate=True)
    end_reason: Sealed | None = asked(N_("Why the work ends"), gate=True, help=N_("needed if you end it"))
    closing_note: Sealed | None = asked(N_("Closing note"), help=N_("needed when the work ends in stage 7"))
    tied_to_quality_work: Sealed | None = asked(N_("How it is tied to the quality work"))
    followed_up: Sealed | None = asked(N_("How it is followed up"))
    scheduled_time: Sealed | None = asked(N_("Scheduled time"))
    content_and_goals: Sealed | None = asked(N_("Content and goals"))
    leaders: Sealed | None = asked(N_("Who leads"))
    pace: Sealed | None = asked(N_("Pace"), prefilled=N_("the development plan"))
    carriers_and_successors: Sealed | None = asked(N_("Who carries it, and who takes over"))
    newcomers: Sealed | None = asked(N_("How newcomers come in"))
    refreshers: Sealed | None = asked(N_("How it is refreshed"))
    kind: Literal["continuation_plan"] = "continuation_plan"


class OnPause(StrEnum):
    """The organiser's answer to a proposed pause."""

    PAUSE = "pause"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPause:
    """Svara på föreslagen paus."""

    decision: OnPause | None = asked(N_("Decision"), required=True)
    comment: Sealed | None = asked(N_("Comment"))
    kind: Literal["answer_pause"] = "answer_pause"
