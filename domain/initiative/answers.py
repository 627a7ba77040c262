"""What a form must say beyond its required fields: answers that depend on each other, on dates, or on the plan."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from domain import conditions, effect_chain, forms, questionnaires, self_assessment
from domain.conditions import PRECONDITIONS, Condition
from domain.fields import need, require_complete, unmet
from domain.forms.current_state import OnConditions
from domain.forms.evaluation import Conclusion, Hold, IndicatorOutcome, Result
from domain.forms.implementation import Afterwards, Held, Response, Rhythm
from domain.forms.plan import OnPlan
from domain.forms.turnover import Stance
from domain.initiative.arriving import Sent
from domain.initiative.events import Voice
from domain.initiative.plans import check_plan
from domain.initiative.preparing import check_parts
from domain.initiative.sent_in import continuation
from domain.initiative.state import InitiativeState
from domain.messages import N_, Message
from domain.questionnaires import Questionnaire
from domain.refusals import Unmet
from domain.tasks import Address, Key

LONGEST_PAUSE: Final = timedelta(days=365)
SHORTEST_WORKSHOP: Final = 90
"""Minutes (seed 003: at least an hour and a half)."""
_SECOND_VOICE: Final = 2


def check(form: forms.Form, sent: Sent) -> None:
    """Refuse (`Unmet`) an answer that is incomplete or contradicts itself; says which field and why."""
    require_complete(form, already_done=sent.already_done)
    match form:
        case forms.StartDecision():
            _check_start(form, sent)
        case forms.NeedsPlan():
            _check_needs_plan(form, sent)
        case forms.NeedsRecord():
            if form.more_information:
                need(form, "information")
        case forms.SelfAssessment():
            self_assessment.check(form.answered or 0, form.counts)
        case forms.Conditions():
            _check_conditions(form, sent)
        case forms.DecideOnConditions():
            if form.decision is not OnConditions.GO_ON:
                _check_until(form, form.until, "until", sent)
        case forms.EffectChainForm():
            _check_chain(form)
        case forms.DevelopmentPlan():
            check_plan(form, sent)
        case forms.ApprovePlan(decision=OnPlan.RETURN):
            need(form, "comments")
        case forms.PlanParts():
            check_parts(form, sent)
        case forms.IndividualPreparation():
            if (form.prepared or 0) < 0:
                raise Unmet("count_negative", N_("A count is 0 or more."))
        case forms.Protocol():
            _check_protocol(form, sent)
        case forms.AnalysisRound():
            _check_round(form, sent)
        case forms.ReadProtocol() if form.response is not Response.READ:
            need(form, "text")
        case forms.RestoreRhythm():
            _check_rhythm(form, sent)
        case forms.ContinuationPlan():
            _check_continuation(form, sent)
        case forms.Evaluation():
            _check_evaluation(form, sent)
        case forms.IndicatorAgain():
            _check_result(form, form.result, sent)
        case forms.TakeNewHold():
            _check_new_hold(form)
        case forms.Position(choice=Stance.PROPOSE_PAUSE):
            need(form, "comment")
            _check_until(form, form.pause_until, "pause_until", sent)
        case forms.Position() if form.pause_until is not None:
            said = N_("“{label}” ({field}): leave it empty, or propose a pause.")
            raise unmet(form, "pause_until", "no_pause_proposed", said)
        case forms.NameSuccessor():
            _check_successor(form, sent)
        case _:
            pass


def _check_after_today(form: Any, day: date | None, field: str, sent: Sent) -> None:
    if day is not None and day <= sent.today and day not in sent.kept:
        raise _passed(form, field)


def _passed(form: Any, field: str) -> Unmet:
    return unmet(form, field, "date_passed", N_("“{label}” ({field}): give a date after today."))


def _check_until(form: forms.Form, day: date | None, field: str, sent: Sent) -> None:
    need(form, field)
    _check_after_today(form, day, field, sent)
    if day is not None and day > sent.today + LONGEST_PAUSE:
        raise unmet(form, field, "too_long", N_("“{label}” ({field}): give a date within a year."))


def _check_start(form: forms.StartDecision, sent: Sent) -> None:
    state = sent.state
    if (form.unit, form.template, form.track, form.follows) != (state.unit, state.template, state.track, state.follows):
        raise Unmet(
            "start_fixed",
            N_("Unit, template, track and what it follows were fixed when the initiative started. Leave them."),
        )


def _check_needs_plan(form: forms.NeedsPlan, sent: Sent) -> None:
    if (form.minutes or 0) < SHORTEST_WORKSHOP:
        raise Unmet("workshop_too_short", N_("The workshop takes at least {minutes} minutes."), minutes=90)
    if form.held_on is not None and form.held_on < sent.today:
        raise _passed(form, "held_on")


def _check_conditions(form: forms.Conditions, sent: Sent) -> None:
    wanted: Iterable[Condition] = Condition if sent.task.key is Key.CONDITIONS else PRECONDITIONS
    left = conditions.unrated(form.answers, wanted)
    if left:
        raise Unmet("condition_unrated", N_("Rate “{condition}”."), condition=Message(conditions.LABELS[left[0]]))
    stands_in = sent.task.voice is Voice.SECOND and sent.task.address is Address.PRINCIPAL
    waits = sent.task.answer is not None and sent.task.answer.form == form
    if stands_in and not waits and len(form.second_voice) < _SECOND_VOICE:
        raise Unmet(
            "second_voice", N_("There are no facilitators: name two people who took part and answered together.")
        )


def _check_chain(form: forms.EffectChainForm) -> None:
    if twice := effect_chain.repeated(form.nodes):
        raise Unmet("number_repeated", N_("Number {number} is given twice."), number=twice[0])
    if unknown := effect_chain.dangling(form.nodes, form.edges):
        raise Unmet("number_unknown", N_("There is no number {number}."), number=unknown[0])


def _check_protocol(form: forms.Protocol, sent: Sent) -> None:
    if form.pulse_counts or form.pulse_answered:
        rows = (form.pulse_counts,) if form.pulse_counts else ()
        questionnaires.check(Questionnaire.PULSE, form.pulse_answered or 0, rows)
    if form.outcome is Held.MOVED:
        need(form, "moved_to")
        _check_after_today(form, form.moved_to, "moved_to", sent)
    if form.outcome is not Held.HELD or sent.already_done:
        return
    need(form, "present", "time_went_to")
    if not (form.next_do or form.next_read or form.next_collect):
        raise Unmet("until_next_time", N_("Say what is to be done, read or collected until next time."))
    if place := sent.place:
        need(form, *place.meeting.asks)


def _check_round(form: forms.AnalysisRound, sent: Sent) -> None:
    """Answered are at most those sent in, who are at most the group; fewer than all needs its reason."""
    groups = sent.state.plan.groups if sent.state.plan else ()
    every = next((group.participants or 0 for group in groups if group.number == sent.task.group), 0)
    sent_in, answered = form.sent_in or 0, (form.by_critical_friend or 0, form.by_course_leader or 0)
    if min(sent_in, *answered) < 0 or max(answered) > sent_in or sent_in > every:
        raise Unmet(
            "round_counts",
            N_("At most {every} participants send in, and at most those who sent in are answered."),
            every=every,
        )
    if min(answered) < every:
        need(form, "reason")


def _check_rhythm(form: forms.RestoreRhythm, sent: Sent) -> None:
    match form.choice:
        case Rhythm.NEW_DATES:
            need(form, "new_dates")
            for row in form.new_dates:
                check_group(row.group, sent.state)
                _check_after_today(form, row.on, "new_dates", sent)
        case Rhythm.PAUSE:
            _check_until(form, form.pause_until, "pause_until", sent)
            need(form, "reason")
        case _:
            need(form, "reason")


def check_group(number: int | None, state: InitiativeState) -> None:
    """Refuse a learning group that is not in the plan."""
    if number not in state.groups:
        raise Unmet("group_unknown", N_("There is no learning group number {number}."), number=number)


_NEEDED_AFTERWARDS: Final = ("tied_to_quality_work", "followed_up", "scheduled_time", "content_and_goals", "leaders")


def _check_continuation(form: forms.ContinuationPlan, sent: Sent) -> None:
    if form.choice is Afterwards.END:
        need(form, "closing_note" if sent.task.key is Key.CONFIRM_CONTINUATION else "end_reason")
    elif not sent.already_done:
        need(form, *_NEEDED_AFTERWARDS)


def _check_evaluation(form: forms.Evaluation, sent: Sent) -> None:
    for row in form.indicators:
        _check_result(row, row.result, sent)
    if sent.template.goes_round and form.conclusion is not Conclusion.END:
        need(form, "new_needs")
    if form.plan_holds and continuation(sent.state) is None:
        raise Unmet("no_draft", N_("There is no draft of a plan for continued work to confirm."))


def _check_result(form: forms.IndicatorAgain | IndicatorOutcome, result: Result | None, sent: Sent) -> None:
    if result is Result.TOO_EARLY:
        need(form, "again_on")
        _check_after_today(form, form.again_on, "again_on", sent)
    elif result is not None:
        need(form, "text")


def _check_new_hold(form: forms.TakeNewHold) -> None:
    if form.choice is Hold.END:
        need(form, "reason", "closing_note")
    else:
        need(form, "what", "who", "first_date")


def _check_successor(form: forms.NameSuccessor, sent: Sent) -> None:
    """Exactly one of the three."""
    if sum(bool(answer) for answer in (form.person, form.merge_with is not None, form.none_because)) != 1:
        raise Unmet("one_of_three", N_("Answer one of the three: a successor, another group, or why there is none."))
    if form.person in sent.state.left - {sent.state.principal}:
        raise Unmet(
            "has_left",
            N_(
                "It is noted that this person has left. Name somebody else; if they are back:"
                " styrkedjan facilitator INITIATIVE PERSON"
            ),
        )
    other = form.merge_with
    if other is not None and (other == sent.task.group or other not in sent.state.groups):
        raise Unmet("group_unknown", N_("There is no such other group. Give its number."))
    if other is not None and sent.state.groups[other].facilitator is None:
        raise Unmet(
            "group_not_led",
            N_("Nobody leads group {number} either. Name a successor, or say why there is none."),
            number=other,
        )
