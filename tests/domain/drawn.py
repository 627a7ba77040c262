"""What Hypothesis draws for an initiative: kind, how far it has come, versions of its template, answers to tasks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st

from domain import forms
from domain.catalogue import CATALOGUE
from domain.check_in import DrivenBy, Led, Meets, Model, Obligatory, Six
from domain.conditions import Rating
from domain.course import fewest_meetings
from domain.forms.current_state import OnConditions
from domain.forms.evaluation import Conclusion, Hold, IndicatorOutcome, Result
from domain.forms.implementation import Afterwards, Held, NewMeeting, OnPause, Rhythm
from domain.forms.plan import OnPlan
from domain.forms.turnover import Stance
from domain.initiative.state import Task
from domain.post import commands as do
from domain.tasks import Key
from domain.template import Thresholds
from styrkedjan.templates import SHIPPED, load
from tests.domain.life import (
    ANNA,
    Life,
    analysis_form,
    chain_form,
    conditions_form,
    continuation_form,
    evaluation_form,
    needs_form,
    parts_form,
    plan_form,
    protocol_form,
    round_form,
    text,
)
from tests.domain.posted_life import DEPUTY, HEADS, WHY, PostedLife
from tests.domain.who import UNIT, an_id

RATINGS = st.sampled_from(Rating)
SIX = st.builds(
    Six,
    meets=st.sampled_from(Meets),
    model=st.sampled_from(Model),
    led=st.sampled_from(Led),
    obligatory=st.sampled_from(Obligatory),
    driven_by=st.sampled_from(DrivenBy),
    conditions=RATINGS,
)
KINDS = [load(key) for key in SHIPPED]
REACHED: list[Callable[[Life], Life] | None] = [
    None,
    Life.to_current_state,
    Life.to_plan,
    Life.to_implementation,
    Life.to_evaluation,
    Life.to_continuation,
]
VERSIONS: Final = st.fixed_dictionaries(
    {},
    optional={
        "due": st.dictionaries(
            st.sampled_from([key for key, kind in CATALOGUE.items() if kind.due is not None]), st.integers(1, 40)
        ),
        "longest_gap_weeks": st.integers(4, 9),
        "check_in_months": st.sampled_from([(4, 18), (6, 24), (4, 18, 24, 48), (4, 9, 48, 60)]),
        "thresholds": st.builds(Thresholds, plan_for_afterwards_percent=st.integers(1, 100)),
    },
)
"""What another version of the template changes."""


def answers_to(task: Task, life: Life) -> st.SearchStrategy[Any]:
    """Forms that a task may be answered with, as the life is now; some are refused."""
    day = life.now.date()
    soon = day + timedelta(days=21)
    conditions = st.builds(lambda r, s: conditions_form(r, scheduled_time=s), RATINGS, RATINGS)
    match task.key:
        case Key.START_DECISION | Key.NEEDS_WORKSHOP:
            return st.just(needs_form())
        case Key.NEEDS_AND_CURRENT_STATE:
            n = needs_form()
            page = forms.NeedsAndCurrentState(
                perspectives=n.perspectives, problems=n.problems, needs=n.needs, focus=text("f")
            )
            return st.just(page)
        case Key.PLAN_PARTS:
            return st.just(parts_form(life))
        case Key.INDIVIDUAL_PREPARATION:
            return st.integers(-1, 9).map(lambda n: forms.IndividualPreparation(prepared=n))
        case Key.CURRENT_STATE:
            return st.just(analysis_form())
        case Key.OBSERVATION:
            row = forms.current_state.ObservationRow(does=text("x"))
            return st.just(forms.Observation(rows=(row,)))
        case Key.SELF_ASSESSMENT:
            return st.just(forms.SelfAssessment(answered=3))
        case Key.CONDITIONS | Key.CHECKPOINT:
            return conditions
        case Key.DECIDE_ON_CONDITIONS:
            decided = st.sampled_from(OnConditions)
            return decided.map(lambda d: forms.DecideOnConditions(decision=d, until=soon, reason=text("r")))
        case Key.STRENGTHEN_CONDITIONS:
            return st.just(forms.StrengthenConditions(done=text("d")))
        case Key.EFFECT_CHAIN:
            return st.just(chain_form())
        case Key.DEVELOPMENT_PLAN:
            least = fewest_meetings(life.template)
            return st.builds(plan_form, st.just(soon), st.integers(1, 6).map(least.__add__), st.integers(1, 8))
        case Key.APPROVE_PLAN:
            return st.sampled_from(OnPlan).map(lambda d: forms.ApprovePlan(decision=d, comments=text("c")))
        case Key.PROTOCOL:
            return st.sampled_from(Held).map(lambda h: protocol_form(h, moved_to=soon))
        case Key.ANALYSIS_ROUND:
            counts = st.integers(0, 8)
            return st.builds(round_form, counts, counts, counts, reason=st.sampled_from([text("r"), None]))
        case Key.READ_PROTOCOL:
            return st.just(forms.ReadProtocol())
        case Key.RESTORE_RHYTHM:
            dates = tuple(NewMeeting(group=n, on=soon) for n in life.state.groups)
            return st.sampled_from(Rhythm).map(
                lambda c: forms.RestoreRhythm(choice=c, new_dates=dates, pause_until=soon, reason=text("r"))
            )
        case Key.CONTINUATION_PLAN | Key.CONFIRM_CONTINUATION:
            return st.sampled_from(Afterwards).map(continuation_form)
        case Key.ANSWER_PAUSE:
            return st.sampled_from(OnPause).map(lambda d: forms.AnswerPause(decision=d))
        case Key.EVALUATION:
            return st.builds(
                _evaluation, st.just(life), st.sampled_from(Conclusion), st.sampled_from(Result), st.booleans()
            )
        case Key.EVALUATION_FACILITATORS:
            return st.just(forms.EvaluationFacilitators(teaching_changed=forms.evaluation.Extent.PARTLY))
        case Key.INDICATOR_AGAIN:
            return st.sampled_from(Result).map(lambda r: forms.IndicatorAgain(result=r, text=text("t"), again_on=soon))
        case Key.OUTGOING_COMMENT:
            return st.sampled_from([None, text("x")]).map(lambda said: forms.OutgoingComment(fragile=said))
        case Key.POSITION:
            until = st.integers(1, 120).map(lambda days: day + timedelta(days=days))
            pauses = st.builds(
                forms.Position, choice=st.just(Stance.PROPOSE_PAUSE), comment=st.just(text("c")), pause_until=until
            )
            others = st.sampled_from([Stance.GO_ON, Stance.ADJUST])
            return pauses | others.map(lambda choice: forms.Position(choice=choice, comment=text("c")))
        case Key.NAME_SUCCESSOR:
            return st.sampled_from(
                [
                    forms.NameSuccessor(person=ANNA if ANNA not in life.state.left else an_id("somebody new")),
                    forms.NameSuccessor(merge_with=2),
                    forms.NameSuccessor(none_because=text("r")),
                ]
            )
        case Key.SUPPORT_ENDS:
            return st.just(forms.SupportEnds(carries_on=text("w")))
        case Key.CHECK_IN:
            return SIX.map(lambda six: forms.CheckIn(facts=six))
        case Key.NEXT_INITIATIVE:
            return st.just(forms.NotNow(reason=text("r")))
        case Key.TAKE_NEW_HOLD:
            return st.sampled_from(Hold).map(
                lambda h: forms.TakeNewHold(
                    choice=h,
                    what=text("w"),
                    who=text("h"),
                    first_date=soon,
                    reason=text("r"),
                    closing_note=text("n"),
                )
            )


def _evaluation(life: Life, conclusion: Conclusion, result: Result, holds: bool) -> forms.Evaluation:
    again = life.now.date() + timedelta(days=40)
    rows = tuple(IndicatorOutcome(effect=n, result=result, text=text("t"), again_on=again) for n in (4, 5))
    return evaluation_form(conclusion, indicators=rows, plan_holds=holds, closing_note=text("n"))


def recorded_of(life: PostedLife, last_first: int, later: int) -> st.SearchStrategy[do.Command]:
    """What the organiser's staff may record of its post: around today, some of it late; some is refused."""
    today = life.calendar.local_date(life.now)
    near = st.integers(last_first, later).map(lambda days: today + timedelta(days=days))
    until, heads = st.one_of(st.none(), near), st.sampled_from(HEADS)
    ends = [tenure.until for tenure in life.post.tenures.values() if tenure.until]
    after = st.sampled_from([0, 0, 3, 20]).map(lambda days: max(ends, default=today) + timedelta(days=1 + days))
    choices = [
        st.builds(do.AnnounceDeparture, unit=_UNIT, person=heads, last_day=near, reason=_WHY),
        st.builds(do.AppointPrincipal, unit=_UNIT, person=heads, since=after, acting=st.booleans(), reason=_WHY),
        st.builds(do.AppointPrincipal, unit=_UNIT, person=heads, since=near, until=until, reason=_WHY),
        st.builds(do.AppointDeputy, unit=_UNIT, person=st.just(DEPUTY), since=near, until=until, reason=_WHY),
        st.builds(do.EndAbsence, unit=_UNIT, last_day=near, reason=_WHY),
        st.builds(do.NameMeanwhile, unit=_UNIT, person=st.just(DEPUTY), until=near),
    ]
    if tenures := sorted(life.post.tenures):
        which = st.sampled_from(tenures)
        choices += [
            st.builds(do.CorrectTenure, unit=_UNIT, tenure=which, since=near, until=until, reason=_WHY),
            st.builds(do.StrikeTenure, unit=_UNIT, tenure=which, reason=_WHY),
        ]
    return st.one_of(choices)


_UNIT, _WHY = st.just(UNIT), st.just(WHY)
