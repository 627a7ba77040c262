"""What the codes of forms are called, for whoever fills one in."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from domain import check_in, checklist, conditions, effect_chain, mechanisms
from domain.actors import Role
from domain.check_in import Fact
from domain.checklist import Item
from domain.forms.current_state import Certainty, Evident, OnConditions
from domain.forms.evaluation import Conclusion, Extent, Hold, Result
from domain.forms.implementation import Afterwards, Held, Moment, OnPause, Response, Rhythm, TimeUse, Tried
from domain.forms.needs import HowToLearn, Perspective
from domain.forms.plan import OnPlan
from domain.forms.turnover import Stance
from domain.handover.events import Ending
from domain.initiative.events import Manner, Outcome, Voice
from domain.initiative.state import MeetingState, Status, TaskState
from domain.messages import N_
from domain.post import timeline
from domain.programme import state as programme
from domain.subject import Subject
from domain.tasks import Address
from domain.track import Track

WORDS: Final[Mapping[type[Enum], Mapping[Any, str]]] = {
    conditions.Rating: conditions.RATING_LABELS,
    conditions.Condition: conditions.LABELS,
    effect_chain.NodeKind: effect_chain.LABELS,
    mechanisms.Mechanism: mechanisms.LABELS,
    check_in.Place: check_in.PLACE_LABELS,
    **{
        kind: check_in.VALUE_LABELS[fact]
        for kind, fact in (
            (check_in.Meets, Fact.MEETS),
            (check_in.Model, Fact.MODEL),
            (check_in.Led, Fact.LED),
            (check_in.Obligatory, Fact.OBLIGATORY),
            (check_in.DrivenBy, Fact.DRIVEN_BY),
        )
    },
    Fact: {
        Fact.MEETS: N_("How often the groups meet"),
        Fact.MODEL: N_("Whether the model is in use"),
        Fact.LED: N_("Who leads"),
        Fact.OBLIGATORY: N_("Whether all take part"),
        Fact.DRIVEN_BY: N_("Who drives the work"),
        Fact.CONDITIONS: N_("The conditions"),
    },
    Item: checklist.LABELS,
    programme.Place: {
        programme.Place.WAITING: N_("Waits for its turn"),
        programme.Place.HELD_BACK: N_("Held back"),
        programme.Place.STARTED: N_("Started"),
        programme.Place.NOT_TAKING_PART: N_("Does not take part"),
    },
    programme.Status: {
        programme.Status.NONE: N_("Not started"),
        programme.Status.LAUNCHING: N_("Units are being started"),
        programme.Status.LAUNCHED: N_("Launched"),
        programme.Status.CLOSED: N_("Closed"),
    },
    Stance: {
        Stance.GO_ON: N_("Go on as planned"),
        Stance.ADJUST: N_("Adjust"),
        Stance.PROPOSE_PAUSE: N_("Propose a pause"),
    },
    Ending: {
        Ending.COMPLETED: N_("Completed"),
        Ending.SUPERSEDED: N_("Taken over by the next handover"),
        Ending.NOTHING_LEFT: N_("No initiative is left to hand over"),
        Ending.WITHDRAWN: N_("Withdrawn: there is no change of principal after all"),
    },
    timeline.Standing: timeline.STANDING_NAMES,
    Track: {Track.FULL: N_("Full"), Track.LIGHT: N_("Light")},
    Subject: {Subject.OTHER: N_("Any subject"), Subject.MATHEMATICS: N_("Mathematics")},
    Perspective: {
        Perspective.TEACHER: N_("Teacher or preschool teacher"),
        Perspective.SPECIAL_EDUCATOR: N_("Special educator"),
        Perspective.SCHOOL_LEADER: N_("School leader"),
        Perspective.ICT_PEDAGOGUE: N_("ICT pedagogue"),
        Perspective.IT: N_("IT"),
        Perspective.ORGANISER: N_("The organiser"),
    },
    HowToLearn: {
        HowToLearn.SURVEY: N_("Survey"),
        HowToLearn.INTERVIEW: N_("Interview"),
        HowToLearn.OBSERVATION: N_("Observation"),
    },
    Evident: {Evident.NOTICEABLE: N_("Noticeable"), Evident.MEASURABLE: N_("Measurable")},
    Certainty: {Certainty.BELIEVE: N_("We believe it"), Certainty.KNOW: N_("We know it")},
    OnConditions: {
        OnConditions.GO_ON: N_("Go on"),
        OnConditions.STRENGTHEN_FIRST: N_("Strengthen the conditions first"),
        OnConditions.WAIT: N_("Wait"),
    },
    OnPlan: {OnPlan.APPROVE: N_("Approve"), OnPlan.RETURN: N_("Return with comments")},
    Held: {Held.HELD: N_("Held"), Held.MOVED: N_("Moved"), Held.MISSED: N_("Missed")},
    TimeUse: {
        TimeUse.TASK: N_("The task"),
        TimeUse.PRACTICAL: N_("Practical matters"),
        TimeUse.MARKING: N_("Marking tests"),
        TimeUse.SINGLE_PUPILS: N_("Single pupils"),
        TimeUse.OTHER: N_("Something else"),
    },
    Moment: {
        Moment.LED: N_("The facilitator led the talk"),
        Moment.NOTE_TAKER: N_("A note-taker was chosen"),
        Moment.ROUND: N_("A round: what each has done since last"),
        Moment.DISCUSSION: N_("Joint discussion"),
        Moment.UNTIL_NEXT_TIME: N_("A clear task until next time"),
        Moment.PROTOCOL: N_("The protocol was read out and shared"),
    },
    Tried: {Tried.YES: N_("Yes"), Tried.PARTLY: N_("Partly"), Tried.NO: N_("No")},
    Response: {
        Response.READ: N_("Read"),
        Response.IDEA: N_("An idea"),
        Response.QUESTION: N_("A question"),
        Response.APPRECIATION: N_("Appreciation"),
    },
    Rhythm: {
        Rhythm.NEW_DATES: N_("New dates"),
        Rhythm.PAUSE: N_("Pause"),
        Rhythm.CLOSE_EARLY: N_("Close the series early"),
        Rhythm.END_KNOWINGLY: N_("End the work knowingly"),
    },
    Afterwards: {Afterwards.GO_ON: N_("Go on"), Afterwards.END: N_("End")},
    OnPause: {OnPause.PAUSE: N_("Pause"), OnPause.GO_ON: N_("Go on")},
    Result: {
        Result.OUTCOME: N_("There is an outcome"),
        Result.NO_OUTCOME: N_("No outcome, and why"),
        Result.TOO_EARLY: N_("Too early"),
    },
    Extent: {
        Extent.FULLY: N_("Fully"),
        Extent.PARTLY: N_("Partly"),
        Extent.NOT: N_("Not"),
        Extent.TOO_EARLY: N_("Too early"),
    },
    Conclusion: {
        Conclusion.SPREAD: N_("Spread"),
        Conclusion.KEEP: N_("Keep"),
        Conclusion.ADJUST: N_("Adjust"),
        Conclusion.END: N_("End"),
    },
    Hold: {Hold.NEW_HOLD: N_("Take new hold"), Hold.END: N_("End")},
    Status: {
        Status.NONE: N_("Not started"),
        Status.LIVE: N_("Going on"),
        Status.PAUSED: N_("Paused"),
        Status.CLOSED: N_("Closed"),
        Status.CANCELLED: N_("Cancelled"),
    },
    TaskState: {
        TaskState.OPEN: N_("Open"),
        TaskState.ANSWERED: N_("Waits to be confirmed"),
        TaskState.DONE: N_("Done"),
        TaskState.WITHDRAWN: N_("No longer needed"),
    },
    MeetingState: {
        MeetingState.PLANNED: N_("Planned"),
        MeetingState.HELD: N_("Held"),
        MeetingState.MISSED: N_("Missed"),
        MeetingState.CANCELLED: N_("Cancelled"),
    },
    Outcome: {
        Outcome.PERMEATES: N_("Permeates"),
        Outcome.PRESENT: N_("Present"),
        Outcome.FADING: N_("Fading"),
        Outcome.LAPSED: N_("Lapsed"),
        Outcome.ENDED: N_("Ended knowingly"),
        Outcome.UNCLASSIFIED: N_("Not classified"),
    },
    Manner: {
        Manner.FILLED: N_("Filled in"),
        Manner.UNCHANGED: N_("Unchanged"),
        Manner.ALREADY_DONE: N_("Already done"),
    },
    Voice: {Voice.PRINCIPAL: N_("The principal's answer"), Voice.SECOND: N_("The facilitators' joint answer")},
    Address: {
        Address.ORGANISER: N_("The organiser"),
        Address.PRINCIPAL: N_("The principal"),
        Address.FACILITATOR: N_("The facilitator"),
        Address.FACILITATORS: N_("The facilitators together"),
    },
    Role: {
        Role.ORGANISER: N_("Organiser staff"),
        Role.OPERATIONS: N_("Operations"),
        Role.AUDITOR: N_("Auditor"),
        Role.ADMIN: N_("Administrator"),
    },
}


def words(kind: type[Enum]) -> Mapping[str, str]:
    """The English word, marked for translation, of each value of an enumeration, by its code."""
    called = WORDS[kind]
    return {str(member.value): called[member] for member in kind}


def word(member: Enum) -> str:
    """The English word of one value."""
    return WORDS[type(member)][member]
