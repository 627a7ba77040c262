"""What a development plan must say beyond its required fields, by itself and by the template."""

from collections import defaultdict
from collections.abc import Iterator

from domain.course import fewest_meetings
from domain.fields import need
from domain.forms import DevelopmentPlan
from domain.forms.plan import Group
from domain.initiative.arriving import Sent
from domain.initiative.state import MeetingState
from domain.messages import N_
from domain.refusals import Unmet
from domain.subject import Subject
from domain.template import Span, TemplateContent


def check_plan(form: DevelopmentPlan, sent: Sent) -> None:
    """Refuse (`Unmet`) a plan that contradicts itself or leaves out what its template asks for."""
    numbers = [group.number for group in form.groups]
    for number in numbers:
        if numbers.count(number) > 1:
            raise Unmet("number_repeated", N_("Number {number} is given twice."), number=number)
    for group in form.groups:
        _check_meetings(group, sent)
    for group, spans in outside(form, sent.template):
        if not group.outside_span:
            raise Unmet(
                "outside_span",
                N_(
                    "Group {number}: the facilitator's participants and time are outside what the template holds "
                    "({spans}). Change them, or say why."
                ),
                number=group.number,
                spans=", ".join(f"{span.fewest}–{span.most}: {span.percent} %" for span in spans),
            )
    if not sent.already_done and form.facilitators_meet_every_weeks is None:
        need(form, "facilitators_do_not_meet")


def _check_meetings(group: Group, sent: Sent) -> None:
    if (group.meetings or 0) < 1 or (group.every_weeks or 0) < 1:
        raise Unmet("no_meetings", N_("Group {number} needs at least one meeting."), number=group.number)
    fewest = fewest_meetings(sent.template)
    held = sum(m.group == group.number and m.state is MeetingState.HELD for m in sent.state.meetings.values())
    if held + (group.meetings or 0) < fewest:
        raise Unmet(
            "too_few_meetings",
            N_("Group {number}: the template asks for at least {fewest} meetings, those held counted."),
            number=group.number,
            fewest=fewest,
        )


def outside(form: DevelopmentPlan, template: TemplateContent) -> Iterator[tuple[Group, list[Span]]]:
    """The groups whose facilitator has more or fewer participants than the template's spans hold, with those spans.

    A facilitator's groups count together; whoever has one in mathematics is measured by its spans (seed 001).
    """
    led = defaultdict(list)
    for group in form.groups:
        led[group.facilitator or group.number].append(group)
    for groups in led.values():
        subjects = {group.subject or Subject.OTHER for group in groups}
        subject = Subject.MATHEMATICS if Subject.MATHEMATICS in subjects else Subject.OTHER
        spans = [span for span in template.spans if span.subject is subject] or list(template.spans)
        percent = max((group.time_percent or 0 for group in groups), default=0)
        number = sum(group.participants or 0 for group in groups)
        if spans and not any(s.percent == percent and s.fewest <= number <= s.most for s in spans):
            yield from ((group, spans) for group in groups)
