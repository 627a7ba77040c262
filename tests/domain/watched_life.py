"""A life that checks every alarm it answers: that it does something, once, and that time is conserved."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from domain.actors import CLOCK
from domain.initiative import commands as do
from domain.initiative.agenda import Alarm, agenda
from domain.initiative.timing import timing
from tests.domain.posted_life import PostedLife


@dataclass
class WatchedLife(PostedLife):
    """A life that checks every alarm it answers."""

    answered: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def tick(self) -> None:
        while due := agenda(self.state, self.facts(CLOCK)).due:
            self._answer(due[0])

    def _answer(self, alarm: Alarm) -> None:
        left = self.remaining()
        events = self.does(CLOCK, alarm.command)
        assert events, f"{alarm.rule} was due and did nothing: {alarm.command}"
        assert not self.does(CLOCK, alarm.command), f"{alarm.rule} was done twice"
        if isinstance(alarm.command, do.ResumeOnDate):
            self.conserves(left)
        key = (alarm.rule, alarm.step, alarm.armed)
        self.answered[key] += 1
        assert self.answered[key] == 1, f"{key} was due twice"

    def remaining(self) -> dict[UUID, int]:
        """School days each open task has left after the last close."""
        closed = timing(self.state, self.facts(CLOCK)).closed
        return {t.task: t.due_position - closed for t in self.state.open_tasks if t.due_position is not None}

    def conserves(self, left: dict[UUID, int]) -> None:
        """A resumption leaves every task the school days it had, on the clock and as dates."""
        clock, after = timing(self.state, self.facts(CLOCK)), self.remaining()
        yesterday = clock.today - timedelta(days=1)
        for task in after.keys() & left.keys():
            due = self.state.tasks[task].due
            assert after[task] == left[task], "a pause conserves"
            assert due is not None
            assert clock.calendar.school.between(yesterday, due) == left[task], "the due day moves by as much"
