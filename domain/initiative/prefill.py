"""What a task's form holds before anybody has written in it (TASKS.md, the ← of the first table).

Texts are copied as they are: from an opened state they come out plain, as the template's own are, which hold nothing
personal.
"""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from domain import effect_chain, forms
from domain.catalogue import CATALOGUE
from domain.conditions import PRECONDITIONS, Condition, ConditionAnswer
from domain.course import fewest_meetings
from domain.effect_chain import NodeKind
from domain.forms.current_state import Evidence, Evident
from domain.forms.evaluation import Conclusion, IndicatorOutcome
from domain.forms.implementation import Moment, NewMeeting, Tried
from domain.forms.needs import Need
from domain.forms.parts import PartMeetingDate
from domain.forms.plan import Group, LocatedMechanism
from domain.initiative.decide import last_answer
from domain.initiative.events import Voice
from domain.initiative.preparing import without_date
from domain.initiative.state import InitiativeState, Task
from domain.mechanisms import Mechanism
from domain.questionnaires import in_the_middle
from domain.sealed import Sealed
from domain.tasks import Key
from domain.template import TemplateContent, Text
from domain.track import Track

Language = str
"""`sv` or `en`: which of the template's texts."""


def prefill(task: Task, state: InitiativeState, template: TemplateContent, language: Language = "sv") -> forms.Form:
    """The form to fill in: what was answered already, else what is known, else an empty one."""
    if task.answer is not None:
        return task.answer.form
    match task.key:
        case Key.START_DECISION:
            return _start(state, template, language)
        case Key.NEEDS_WORKSHOP:
            return _needs(task, state)
        case Key.SELF_ASSESSMENT:
            return _self_assessment(task)
        case Key.PLAN_PARTS:
            rows = without_date(state, template)
            return forms.PlanParts(
                meetings=tuple(PartMeetingDate(meeting=row.slot, about=_plain(row.text, language)) for row in rows)
            )
        case Key.NEEDS_AND_CURRENT_STATE:
            return forms.NeedsAndCurrentState(needs=_known_needs(state))
        case Key.CURRENT_STATE:
            return forms.CurrentState(evidence=tuple(_evidence(state)))
        case Key.CONDITIONS | Key.CHECKPOINT:
            return _conditions(task, state)
        case Key.EFFECT_CHAIN:
            return _chain(state, template, language)
        case Key.DEVELOPMENT_PLAN:
            return _plan(state, template)
        case Key.PROTOCOL:
            return _protocol(task, state, template)
        case Key.ANALYSIS_ROUND:
            last = _latest(Key.ANALYSIS_ROUND, task, state)
            return forms.AnalysisRound(friends=last.friends if isinstance(last, forms.AnalysisRound) else ())
        case Key.RESTORE_RHYTHM:
            lapsed = (group.number for group in state.groups.values() if group.lapsed_on)
            return forms.RestoreRhythm(new_dates=tuple(NewMeeting(group=number) for number in lapsed))
        case Key.CONTINUATION_PLAN:
            return _continuation(state, language)
        case Key.EVALUATION:
            return _evaluation(state)
        case Key.CONFIRM_CONTINUATION:
            return state.answer(Key.CONTINUATION_PLAN) or forms.ContinuationPlan()
        case Key.CHECK_IN:
            return last_answer(task, state) or forms.CheckIn()
        case _:
            return _empty(task)


def form_class(task: Task) -> type[forms.Form]:
    """The form a task takes next: of two visits the second once the first is made."""
    taken: tuple[type[forms.Form], ...] = CATALOGUE[task.key].forms
    if task.answer is not None:
        return type(task.answer.form)
    return taken[-1] if task.planned is not None else taken[0]


def _empty(task: Task) -> forms.Form:
    return form_class(task)()


def _start(state: InitiativeState, template: TemplateContent, language: Language) -> forms.Form:
    draft = state.draft or forms.StartDecision()
    return replace(draft, evidence=draft.evidence or _plain(template.evidence, language))


def _needs(task: Task, state: InitiativeState) -> forms.Form:
    if isinstance(task.planned, forms.NeedsPlan):
        return forms.NeedsRecord(perspectives=task.planned.perspectives, needs=_known_needs(state))
    return forms.NeedsPlan(competence=state.title)


def _known_needs(state: InitiativeState) -> tuple[Need, ...]:
    """What the initiative it follows saw, to be tied to its problem and given its place."""
    begun = state.answer(Key.START_DECISION)
    return (Need(need=begun.needs),) if isinstance(begun, forms.StartDecision) and begun.needs else ()


def _evidence(state: InitiativeState) -> Iterator[Evidence]:
    """How problems were noticed, what was to be collected, and what an observation agreed on."""
    needs = state.answer(Key.NEEDS_WORKSHOP)
    if isinstance(needs, forms.NeedsRecord):
        yield from (Evidence(source=p.how_noticed, shows=p.statement) for p in needs.problems if p.how_noticed)
        yield from (Evidence(source=row.what) for row in needs.information if row.what)
    seen = state.answer(Key.OBSERVATION)
    if isinstance(seen, forms.Observation) and seen.agreed_area:
        yield Evidence(source=seen.agreed_area, sign=Evident.NOTICEABLE)


def _self_assessment(task: Task) -> forms.Form:
    """What the participants answered by code."""
    if task.codes is None or task.codes.answered is None:
        return forms.SelfAssessment()
    rows = tuple((ones, twos, threes, fours) for ones, twos, threes, fours in task.codes.counts)
    return forms.SelfAssessment(answered=task.codes.answered, counts=rows)


def _conditions(task: Task, state: InitiativeState) -> forms.Form:
    wanted = tuple(Condition) if task.key is Key.CONDITIONS else PRECONDITIONS
    last = last_answer(task, state)
    known = {row.condition: row for row in last.answers} if isinstance(last, forms.Conditions) else {}
    rows = tuple(known.get(condition) or ConditionAnswer(condition=condition) for condition in wanted)
    return forms.Conditions(answers=rows, second_voice=last.second_voice if isinstance(last, forms.Conditions) else ())


def _focus(state: InitiativeState) -> Sealed | None:
    form = state.answer(Key.CURRENT_STATE) or state.answer(Key.NEEDS_AND_CURRENT_STATE)
    return form.focus if isinstance(form, forms.CurrentState | forms.NeedsAndCurrentState) else None


def _measured(state: InitiativeState) -> Sealed | None:
    form = state.answer(Key.CURRENT_STATE)
    rows = form.evidence if isinstance(form, forms.CurrentState) else ()
    return next((row.shows for row in rows if row.sign is Evident.MEASURABLE and row.shows), None)


def _chain(state: InitiativeState, template: TemplateContent, language: Language) -> forms.Form:
    """The skeleton of a chain: what the focus is about is what pupils are to gain."""
    nodes = tuple(
        replace(row, text=_focus(state), baseline=_measured(state)) if row.kind is NodeKind.PUPILS else row
        for row in effect_chain.light_rows()
    )
    return forms.EffectChainForm(
        nodes=nodes,
        edges=() if state.track is Track.LIGHT else effect_chain.edges_of_rows(nodes),
        mechanisms=tuple(
            LocatedMechanism(mechanism=suggested.mechanism, where=_plain(suggested.where, language))
            for suggested in template.mechanisms
        ),
    )


def _plan(state: InitiativeState, template: TemplateContent) -> forms.Form:
    """A plan that was sent back is mended, not written anew."""
    if state.plan is not None:
        return state.plan
    series = template.series
    people: list[UUID | None] = [*sorted(state.facilitators)] or [None]
    groups = tuple(
        Group(
            number=number,
            facilitator=person,
            every_weeks=series.every_weeks,
            meetings=max(series.number, fewest_meetings(template)),
            minutes=series.minutes,
        )
        for number, person in enumerate(people, start=1)
    )
    return forms.DevelopmentPlan(goals=_goal(state), groups=groups)


def _chain_of(state: InitiativeState) -> forms.EffectChainForm | None:
    form = state.answer(Key.EFFECT_CHAIN)
    return form if isinstance(form, forms.EffectChainForm) else None


def _goal(state: InitiativeState) -> Sealed | None:
    chain = _chain_of(state)
    return next((node.text for node in chain.nodes if node.kind is NodeKind.PUPILS), None) if chain else None


def _mechanisms(state: InitiativeState) -> tuple[Mechanism, ...]:
    chain = _chain_of(state)
    return tuple(row.mechanism for row in chain.mechanisms if row.mechanism) if chain else ()


def _protocol(task: Task, state: InitiativeState, template: TemplateContent) -> forms.Form:
    """What was to be done until this time is what has been tried since the last."""
    last = _latest(Key.PROTOCOL, task, state)
    tried = (last.next_do or last.next_read or last.next_collect) if isinstance(last, forms.Protocol) else None
    moments = tuple(Moment(moment.key) for moment in template.moments if moment.key in set(Moment))
    return replace(_pulse(task), tried=tried, moments=moments, mechanisms=_mechanisms(state))


def _pulse(task: Task) -> forms.Protocol:
    """What the participants answered by code, and the middle of it as the group's answer."""
    counted = task.codes
    if counted is None or counted.answered is None:
        return forms.Protocol()
    row = counted.counts[0] if counted.counts else ()
    return forms.Protocol(
        pulse_answered=counted.answered,
        pulse_counts=row or None,
        pulse_tried=list(Tried)[in_the_middle(row)] if row else None,
    )


def _latest(key: Key, task: Task, state: InitiativeState) -> forms.Form | None:
    """What the task's group has sent in last of this kind."""
    done = [t for t in state.tasks_of(key) if t.group == task.group and t.answer]
    latest = max(done, key=lambda t: t.touched, default=None)
    return latest.answer.form if latest and latest.answer else None


def _continuation(state: InitiativeState, language: Language) -> forms.Form:
    plan = state.plan
    if plan is None:
        return forms.ContinuationPlan()
    weeks = next((group.every_weeks for group in plan.groups if group.every_weeks), None)
    pace = Text(sv=f"Träffar var {weeks}:e vecka", en=f"A meeting every {weeks} weeks") if weeks else None
    return forms.ContinuationPlan(
        content_and_goals=plan.goals,
        followed_up=plan.ordinary_follow_up,
        refreshers=plan.ordinary_practice,
        pace=_plain(pace, language) if pace else None,
    )


def _evaluation(state: InitiativeState) -> forms.Form:
    chain = _chain_of(state)
    effects = effect_chain.effects(chain.nodes) if chain else ()
    checkpoint = state.answer(Key.CHECKPOINT, Voice.PRINCIPAL)
    return forms.Evaluation(
        indicators=tuple(IndicatorOutcome(effect=node.number) for node in effects),
        hindered=checkpoint.note if isinstance(checkpoint, forms.Conditions) else None,
        conclusion=Conclusion.END if state.work_ended else None,
    )


def _plain(text: Text, language: Language) -> Sealed:
    return Sealed((text.en if language == "en" else text.sv).encode())
