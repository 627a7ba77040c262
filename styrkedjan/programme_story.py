"""A programme's units as they are told while they are played: a row each, and in the end what their answers came to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.check_in import PLACE_LABELS, VALUE_LABELS, Fact, Ground, Rule, Six, Verdict, ground, judge
from domain.initiative.events import Voice
from domain.initiative.follow import facts_of
from domain.initiative.state import InitiativeState
from domain.messages import N_
from domain.stages import NAMES, Stage
from domain.tasks import Key
from styrkedjan.story import Story

FACT_LABELS: Final[Mapping[Fact, str]] = {
    Fact.MEETS: N_("Meetings"),
    Fact.MODEL: N_("The model"),
    Fact.LED: N_("Leads"),
    Fact.OBLIGATORY: N_("Taking part"),
    Fact.DRIVEN_BY: N_("Drives"),
    Fact.CONDITIONS: N_("Conditions"),
}
RULE_LABELS: Final[Mapping[Rule, str]] = {
    Rule.NO_LONGER_MEETS: N_("the groups no longer meet"),
    Rule.MODEL_GONE: N_("the model is no longer in use"),
    Rule.NOBODY_CARRIES: N_("nobody leads, and nobody drives it or the conditions are missing"),
    Rule.SELDOM: N_("they meet seldom, and more than that is lost"),
    Rule.WHOLE: N_("often, by the model, led by somebody named, for all, driven by the principal, with conditions"),
    Rule.OTHERWISE: N_("none of the others: it goes on, but something keeps it from permeating"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCheckIn:
    """What a unit answered last, and what that came to."""

    months: int
    principal: Six | None
    facilitators: Six | None
    verdict: Verdict

    @property
    def ground(self) -> Ground:
        """Why the class is what it is."""
        return ground(self.verdict.facts)

    @property
    def alone(self) -> Verdict | None:
        """On the principal's word alone, where the two differ."""
        return judge(self.principal, None) if self.principal and self.verdict.differing else None


def last_check_in(state: InitiativeState) -> LastCheckIn:
    """Of an initiative that has been classified. Raises ValueError for another."""
    months = max(state.placed)
    given = {task.voice: facts_of(task) for task in state.tasks_of(Key.CHECK_IN) if task.number == months}
    principal, facilitators = given.get(Voice.PRINCIPAL), given.get(Voice.SECOND)
    verdict = judge(principal, facilitators, nobody_leads=not state.facilitators)
    return LastCheckIn(months=months, principal=principal, facilitators=facilitators, verdict=verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeStory:
    """Every unit's story, by the unit's name."""

    translate: Callable[..., str]
    stories: Mapping[str, Story]

    def picture(self, now: datetime) -> Group:
        """The stages of each, and what happened there last."""
        table = Table(box=None, pad_edge=False)
        table.add_column()
        for stage in Stage:
            table.add_column(str(stage.value))
        table.add_column()
        for name, story in self.stories.items():
            table.add_row(*self._row(name, story))
        day = next(iter(self.stories.values())).calendar.local_date(now)
        return Group(table, Text(), Text(str(day), style="bold"))

    def _row(self, name: str, story: Story) -> Iterator[Text]:
        yield Text(name)
        for stage in Stage:
            yield Text(*story.mark(stage))
        words = " · ".join(line for _, line in story.latest[-1:])
        present = self.translate(NAMES[story.present])
        yield Text(f"{present}: {words}" if words else present, style="dim", no_wrap=True, overflow="ellipsis")

    def ending(self, answers: Mapping[str, LastCheckIn]) -> Iterator[RenderableType]:
        """A row for each, and the rules that decided."""
        _ = self.translate
        yield self._table(answers)
        for number, rule in enumerate(Rule, start=1):
            if any(answer.ground.rule is rule for answer in answers.values()):
                yield _(N_("Rule {number}: {rule}"), number=number, rule=_(RULE_LABELS[rule]))
        yield ""
        yield _(
            N_("{acts} acts by people; {by_clock} events by initiatives' own clocks, {reminders} of them reminders."),
            acts=sum(len(story.acts) for story in self.stories.values()),
            by_clock=sum(story.by_clock for story in self.stories.values()),
            reminders=sum(story.reminders for story in self.stories.values()),
        )

    def _table(self, answers: Mapping[str, LastCheckIn]) -> Table:
        _, months = self.translate, max(answer.months for answer in answers.values())
        heads = (
            _(N_("School")),
            _(N_("After {months} months"), months=months),
            _(N_("Rule")),
            _(N_("What decides")),
            _(N_("Principal and facilitators")),
        )
        table = Table(*heads, box=box.SIMPLE, pad_edge=False)
        for name, answer in answers.items():
            place, number = _(PLACE_LABELS[answer.verdict.place]), tuple(Rule).index(answer.ground.rule) + 1
            table.add_row(*map(Text, (name, place, str(number), self._decides(answer), self._both(answer))))
        return table

    def _decides(self, answer: LastCheckIn) -> str:
        """The facts the class rests on."""
        said = [
            f"{self.translate(FACT_LABELS[fact])}: {self._value(fact, answer.verdict.facts)}"
            for fact in answer.ground.facts
        ]
        if answer.verdict.one_voice:
            said.append(self.translate(N_("Rests on one voice")))
        return "\n".join(said)

    def _both(self, answer: LastCheckIn) -> str:
        """Where the two voices differ, and what the one alone would have come to."""
        _, alone = self.translate, answer.alone
        if answer.principal is None or answer.facilitators is None:
            return _(N_("Only one has answered"))
        said = [
            _(
                N_("{fact}: the principal says “{principal}”, the facilitators “{facilitators}”"),
                fact=_(FACT_LABELS[fact]),
                principal=self._value(fact, answer.principal),
                facilitators=self._value(fact, answer.facilitators),
            )
            for fact in answer.verdict.differing
        ]
        if alone is not None and alone.place is not answer.verdict.place:
            said.append(_(N_("On the principal's word alone: {place}"), place=_(PLACE_LABELS[alone.place])))
        return "\n".join(said) or _(N_("Agree"))

    def _value(self, fact: Fact, six: Six) -> str:
        return self.translate(VALUE_LABELS[fact][getattr(six, fact)])
