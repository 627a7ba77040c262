"""The programme as a state machine: whatever the organiser chooses and the launch records, each unit has one place."""

from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.programme import commands as do
from domain.programme.decide import AGGREGATE
from domain.programme.events import Known
from domain.programme.state import Place, Status
from domain.refusals import Refusal
from events.folds import Fold
from events.soundness import unsound
from tests.domain.life import an_id, text
from tests.domain.programmes import PROGRAMMES, UNITS, Told, checklist, choice, decision

UNIT = st.sampled_from(UNITS)
SOME = st.lists(UNIT, unique=True, max_size=3).map(tuple)
KNOWN = st.builds(
    Known,
    unit=UNIT,
    live=st.sampled_from([(), (an_id("one"),), (an_id("one"), an_id("two"))]),
    low_capacity=st.sampled_from([None, an_id("low")]),
    vacant=st.booleans(),
)


class Programme(RuleBasedStateMachine):
    """Staff and launch act in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.told = Told()
        self.initiatives: dict[UUID, UUID] = {}

    @initialize(units=st.lists(UNIT, unique=True, min_size=1), known=st.lists(KNOWN, unique_by=lambda k: k.unit))
    def start(self, units: list[UUID], known: list[Known]) -> None:
        self.act(do.StartProgramme(programme=PROGRAMMES, form=decision(*units), known=tuple(known)))

    def act(self, command: do.Command) -> list[Any]:
        """Do it if the rules allow it; done again it changes nothing."""
        before = self.told.state
        try:
            events = self.told.does(command)
        except Refusal:
            assert self.told.state is before
            return []
        assert self.told.does(command) == []
        for event in events:
            if event.kind == "unit_started":
                assert event.unit not in self.initiatives, "a unit is started once"
                self.initiatives[event.unit] = event.initiative
        return events

    @rule(started=SOME, held=st.lists(KNOWN, max_size=2))
    def the_launch_records(self, started: tuple[UUID, ...], held: list[Known]) -> None:
        back = tuple(do.HeldBack(known=known, refused="erased" if not known.live else None) for known in held)
        self.act(do.RecordUnits(started=started, held_back=back))

    @rule(unit=UNIT, other=UNIT, takes_part=st.booleans())
    def the_organiser_chooses(self, unit: UUID, other: UUID, takes_part: bool) -> None:
        choices = {one: choice(one, takes_part=takes_part) for one in (unit, other)}
        self.act(do.ChooseUnits(choices=tuple(choices.values())))

    @rule()
    def the_checklist_is_answered(self) -> None:
        self.act(do.AnswerChecklist(form=checklist()))

    @rule()
    def somebody_closes_it(self) -> None:
        self.act(do.CloseProgramme(reason=text("klart")))

    @invariant()
    def it_is_sound(self) -> None:
        state = self.told.state
        assert list(unsound(Fold(state, state.version, None))) == []
        assert sum(state.counts.values()) == len(state.units)

    @invariant()
    def started_stays_started(self) -> None:
        places = {unit: self.told.state.units[unit].place for unit in self.initiatives}
        assert set(places.values()) <= {Place.STARTED}

    @invariant()
    def folding_is_deterministic(self) -> None:
        state = AGGREGATE.initial
        for event in self.told.events:
            state = AGGREGATE.evolve(state, event)
        assert state == self.told.state

    @invariant()
    def closed_means_nobody_is_left(self) -> None:
        state = self.told.state
        if state.status is Status.CLOSED:
            assert not any(state.waiting)


TestProgramme = Programme.TestCase
TestProgramme.settings = settings(max_examples=60, stateful_step_count=25)
