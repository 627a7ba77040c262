"""The golden corpus of the rules: lives played in memory, each command with the events it came to.

`python -m tests.domain.corpus` writes the file of the present `RULES_VERSION`; earlier files stay as they are.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from domain import RULES_VERSION, forms
from domain.actors import CLOCK, Actor
from domain.calendar_content import CalendarContent
from domain.check_in import Led
from domain.conditions import Rating
from domain.forms.current_state import OnConditions
from domain.forms.implementation import NewMeeting, OnPause, Rhythm
from domain.forms.plan import OnPlan
from domain.forms.turnover import Stance
from domain.initiative import commands as do
from domain.initiative.events import Event
from domain.post import commands as post
from domain.school_year import DateRange
from domain.tasks import Key
from domain.track import Track
from tests.domain.calendars import published
from tests.domain.life import ANNA, BEST, BO, HEAD, STAFF, needs_form, plan_form, text
from tests.domain.posted_life import DEPUTY, NEXT, THIRD, PostedLife
from tests.domain.who import PRINCIPAL, UNIT

FOLDER: Final = Path(__file__).parent / "golden"
Line = tuple[str, str, str]
"""The command's kind, the kinds of its events, and a digest of both in full."""


@dataclass
class Recorded(PostedLife):
    """A life that writes down every decision."""

    lines: list[Line] = field(default_factory=list)

    def does(self, actor: Actor, command: do.Command, seen: int | None = None) -> list[Event]:
        place = len(self.lines)
        events = super().does(actor, command, seen)
        whole = sha256(repr((actor, command, self.now, events)).encode()).hexdigest()[:16]
        self.lines.insert(place, (command.kind, " ".join(event.kind for event in events), whole))
        return events


def _healthy() -> Recorded:
    life = Recorded()
    life.to_continuation().answers_check_ins()
    return life


def _troubled() -> Recorded:
    """Low capacity, a pause, an extension, a clause let pass, a lapsed cadence, fading, a new hold."""
    life = Recorded()
    life.to_current_state()
    life.rates(second=Rating.MISSING)
    until = life.now.date() + timedelta(days=30)
    decided = forms.DecideOnConditions(decision=OnConditions.STRENGTHEN_FIRST, until=until, reason=text("tid"))
    life.sends(decided, Key.DECIDE_ON_CONDITIONS)
    task = life.open(Key.STRENGTHEN_CONDITIONS).task
    life.does(STAFF, do.ExtendTask(task=task, school_days=10, reason=text("mer")))
    life.does(STAFF, do.PauseInitiative(until=until + timedelta(days=20), reason=text("sjukdom")))
    life.days(70)
    life.sends(forms.StrengthenConditions(done=text("klart")), Key.STRENGTHEN_CONDITIONS)
    life.rates()
    life.does(STAFF, do.LetClausePass(clause="focus", reason=text("känt")))
    return life


def _lapsed() -> Recorded:
    life = Recorded()
    life.to_implementation()
    life.days(120)
    soon = life.now.date() + timedelta(days=14)
    dates = tuple(NewMeeting(group=number, on=soon) for number in (1, 2))
    life.sends(forms.RestoreRhythm(choice=Rhythm.NEW_DATES, new_dates=dates), Key.RESTORE_RHYTHM)
    life.does(HEAD, do.CloseSeriesEarly(reason=text("nog")))
    return life


def _fading() -> Recorded:
    life = Recorded()
    life.to_continuation()
    life.answers_check_ins(replace(BEST, led=Led.NOBODY, conditions=Rating.MISSING))
    return life


def _light() -> Recorded:
    life = Recorded()
    life.starts(Track.LIGHT, facilitators=())
    n = needs_form()
    page = forms.NeedsAndCurrentState(
        perspectives=n.perspectives, problems=n.problems, needs=n.needs, focus=text("fokus")
    )
    life.sends(page, Key.NEEDS_AND_CURRENT_STATE)
    life.rates()
    life.days(200)
    return life


def _rescheduled() -> Recorded:
    """A week off and a study day, published while a task is open and before the meetings."""
    life = Recorded()
    life.to_implementation()
    first = min(meeting.on for meeting in life.state.meetings.values())
    off = DateRange(start=first, end=first + timedelta(days=4))
    content = CalendarContent(breaks=(off,), study_days=(first + timedelta(days=14),))
    life.calendar = published(life.calendar, content, life.now.date())
    life.does(CLOCK, do.FollowCalendar())
    life.days(120)
    return life


def _handed_over() -> Recorded:
    """A principal leaves after a deputy's time, nobody comes for a while, a newcomer takes a position and leaves too;
    a facilitator leaves, and support from outside ends."""
    life = Recorded()
    life.to_current_state()
    today = life.now.date()
    life.hears(post.AppointDeputy(unit=UNIT, person=DEPUTY, since=today, until=today + timedelta(days=10)))
    life.rates()
    life.hears(post.AnnounceDeparture(unit=UNIT, person=PRINCIPAL, last_day=today + timedelta(days=30)))
    life.days(20)
    life.sends(forms.OutgoingComment(fragile=text("tiden")), Key.OUTGOING_COMMENT)
    life.days(15)
    life.hears(post.NameMeanwhile(unit=UNIT, person=DEPUTY, until=life.now.date() + timedelta(days=60)))
    life.hears(post.AppointPrincipal(unit=UNIT, person=NEXT, since=life.now.date() + timedelta(days=12)))
    life.days(20)
    propose = forms.Position(
        choice=Stance.PROPOSE_PAUSE, comment=text("mycket nytt"), pause_until=life.now.date() + timedelta(days=90)
    )
    life.sends(propose, Key.POSITION)
    life.sends(forms.AnswerPause(decision=OnPause.GO_ON), Key.ANSWER_PAUSE)
    life.does(STAFF, do.NotePersonLeft(person=BO))
    life.sends(forms.NameSuccessor(person=ANNA), Key.NAME_SUCCESSOR)
    life.does(STAFF, do.AnnounceSupportEnds(last_day=life.now.date() + timedelta(days=40)))
    life.hears(post.AnnounceDeparture(unit=UNIT, person=NEXT, last_day=life.now.date() + timedelta(days=9)))
    life.hears(post.AppointPrincipal(unit=UNIT, person=THIRD, since=life.now.date() + timedelta(days=10)))
    life.days(60)
    return life


def _left_before_it_began() -> Recorded:
    """Who was to lead a group leaves while the plan waits for approval."""
    life = Recorded()
    life.to_plan()
    life.sends(plan_form(life.now.date() + timedelta(days=30)), Key.DEVELOPMENT_PLAN)
    life.does(STAFF, do.NotePersonLeft(person=BO))
    life.days(3)
    life.sends(forms.ApprovePlan(decision=OnPlan.APPROVE), Key.APPROVE_PLAN)
    life.days(20)
    life.sends(forms.NameSuccessor(person=ANNA), Key.NAME_SUCCESSOR)
    return life


LIVES: Final[dict[str, Callable[[], Recorded]]] = {
    "healthy": _healthy,
    "troubled": _troubled,
    "lapsed": _lapsed,
    "fading": _fading,
    "light": _light,
    "rescheduled": _rescheduled,
    "handed_over": _handed_over,
    "left_before_it_began": _left_before_it_began,
}


def decided() -> dict[str, list[Line]]:
    """What the rules of today make of every life."""
    return {name: play().lines for name, play in LIVES.items()}


def file_of(version: int) -> Path:
    return FOLDER / f"rules-{version}.json"


def kept(version: int) -> dict[str, list[Line]]:
    """What the rules of `version` made of them."""
    raw = json.loads(file_of(version).read_text())
    return {name: [(line[0], line[1], line[2]) for line in lines] for name, lines in raw.items()}


def differences() -> Iterator[str]:
    """One sentence for each life that the rules decide otherwise than they did under the same version."""
    before, now = kept(RULES_VERSION), decided()
    for name in before.keys() | now.keys():
        if before.get(name) != now.get(name):
            yield f"{name}: raise RULES_VERSION and write the corpus anew (python -m tests.domain.corpus)"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    lines = ["{"]
    played = decided()
    for name, decisions in played.items():
        rows = ",\n".join("    " + json.dumps(line) for line in decisions)
        lines.append(f'  "{name}": [\n{rows}\n  ]' + ("," if name != list(played)[-1] else ""))
    file_of(RULES_VERSION).write_text("\n".join([*lines, "}"]) + "\n")
