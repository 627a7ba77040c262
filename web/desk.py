"""Where people ask and act: every read authorised here, every act by the ledger; used by the API and the command line.

Texts go in as UTF-8 and come out opened, for someone who may see them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from domain import calendar, organiser, template
from domain.actors import Actor, Role, Standing
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.forms import StartDecision
from domain.initiative import commands as do
from domain.initiative.decide import AGGREGATE
from domain.initiative.rights import may_read
from domain.initiative.state import InitiativeState, Task
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.person import stream as person_stream
from domain.post import decide as post
from domain.post.state import PostState
from domain.refusals import NotAllowed, NotFound, Unmet
from domain.tasks import Key
from domain.template import TemplateContent, TemplateState
from events.answering import Answering, Place
from events.clock import Clock
from events.deciding import not_in_their_place, with_post
from events.envelope import Envelope, read, tail
from events.files import Files
from events.intent import Answer, Intent
from events.keys import Keys
from events.ledger import Ledger
from events.reading import InboxTask, Overview, Reader
from events.reading_handovers import living_at
from events.records import HoldingRow
from events.registry import CODEC
from events.sealing import open_fields, text
from events.store import Store
from web.easing import in_order
from web.handover_desk import HandoverDesk
from web.named import persons_named
from web.programme_desk import ProgrammeDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, and the tenant they were let into."""

    organiser: UUID
    person: UUID
    acting_for: UUID | None = None
    """The principal in whose place they act."""

    @property
    def actor(self) -> Actor:
        return Actor(kind="person", person=self.person, acting_for=self.acting_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An initiative somebody may read, its texts plain."""

    stream: str
    version: int
    state: InitiativeState
    facts: Facts
    """As the caller has them."""
    template: TemplateContent

    def task(self, task: UUID) -> Task:
        """The task of that id. Raises NotFound."""
        return self.state.task(task)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event of a history, its texts plain."""

    envelope: Envelope
    event: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody in the directory."""

    person: UUID
    name: str
    email: str | None


def stream_of(initiative: UUID) -> str:
    """The initiative's stream."""
    return f"{AGGREGATE.category}:{initiative}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One per process. Everything raises a Refusal where the answer is no, and what the ledger raises."""

    ledger: Ledger
    store: Store
    reader: Reader
    keys: Keys
    answering: Answering
    files: Files
    clock: Clock

    @property
    def programmes(self) -> ProgrammeDesk:
        """What it has to say of programmes."""
        return ProgrammeDesk(self)

    @property
    def handovers(self) -> HandoverDesk:
        """What it has to say of handovers."""
        return HandoverDesk(self)

    async def reach(self) -> None:
        """Return if the log can be reached, else raise what the database raises."""
        await self.store.head()

    async def organisation(self, caller: Caller) -> tuple[OrganiserState, int]:
        """The organiser, name and units' names plain, and its version."""
        stream = organiser.stream(caller.organiser)
        state, version = await self.ledger.state(stream)
        if state.settings is None:
            raise NotFound("organiser_unknown", N_("There is no such organiser. Register it first."))
        return open_fields(state, await self._key(caller, stream)), version

    async def roster(self, caller: Caller) -> tuple[OrganiserState, int]:
        """The same with who has which role: for those who have one."""
        organisation, version = await self.organisation(caller)
        if not (await self.standing(caller)).is_somebody:
            raise NotAllowed("directory", N_("You have no role here. Ask an administrator to give you one."))
        return organisation, version

    async def standing(self, caller: Caller) -> Standing:
        """The caller's rights now: by role, and by tenure."""
        state, _ = await self.ledger.state(organiser.stream(caller.organiser))
        held: OrganiserState = state
        today = await self.today(caller)
        found = await self.reader.posts_of(caller.organiser, caller.acting_for or caller.person, today)
        answers = {row.post for row in found if row.person == (caller.acting_for or caller.person)}
        if caller.acting_for is not None:
            states = await self.ledger.states(map(post.stream, answers))
            answers = {each for each in answers if states[post.stream(each)][0].may_act(caller.actor, today)}
            if not answers:
                raise not_in_their_place()
        seen = frozenset() if caller.acting_for else frozenset(row.post for row in found) - answers
        return replace(held.standing(caller.actor), posts=frozenset(answers), sees=seen)

    async def acts_for(self, caller: Caller) -> set[UUID]:
        """Everybody who lets the caller act in their place today."""
        today, held = await self.today(caller), await self.holders(caller)
        states = await self.ledger.states(map(post.stream, held))
        found = {row.person for row in held.values() if row.person}
        return {
            holder
            for state, _ in states.values()
            if (holder := state.at(today).person) in found and state.delegation(holder, caller.person, today)
        }

    async def today(self, caller: Caller) -> date:
        """The organiser's date."""
        dates, _ = await self.calendar(caller)
        return dates.local_date(self.clock.now())

    async def holders(self, caller: Caller) -> Mapping[UUID, HoldingRow]:
        """Who holds which post today, by post; left out are those that nothing was recorded of."""
        return await self.reader.holders(caller.organiser, await self.today(caller))

    async def execute(
        self, caller: Caller, stream: str, command: Any, *, command_id: UUID, seen: int | None = None
    ) -> Answer:
        """Do one command as the caller. Whom it names must be in the directory; the ledger judges the rest."""
        await self._require_known(caller, persons_named(command))
        intent = Intent(
            organiser=caller.organiser,
            stream=stream,
            command=command,
            actor=caller.actor,
            id=command_id,
            based_on=seen,
        )
        return await self.ledger.execute(intent)

    async def post(self, caller: Caller, unit: UUID) -> PostState:
        """A unit's post as it is known now, for everybody with a role or a post here. Raises NotFound, NotAllowed."""
        organisation, _ = await self.roster(caller)
        if unit not in organisation.units:
            raise NotFound("unit_unknown", N_("There is no such unit here. Add the unit first."))
        state: PostState = (await self.ledger.state(post.stream_at(unit)))[0]
        return state

    async def readable(self, caller: Caller, initiative: UUID) -> tuple[InitiativeState, int, Facts]:
        """The initiative, texts sealed, its version, and the facts as the caller has them.

        Raises NotFound also for another tenant's, NotAllowed for one that is not theirs to see.
        """
        stream = stream_of(initiative)
        if await self.store.organiser_of(stream) != caller.organiser:
            raise NotFound("initiative_unknown", N_("There is no such initiative."))
        state, version = await self.ledger.state(stream)
        facts = await self._facts(caller, state)
        if not may_read(state, facts.standing):
            raise NotAllowed("not_readable", N_("You have no part in this initiative."))
        return state, version, facts

    async def initiative(self, caller: Caller, initiative: UUID) -> Opened:
        """The initiative, opened. Raises what `readable` does."""
        state, version, facts = await self.readable(caller, initiative)
        stream = stream_of(initiative)
        held: TemplateState | None = facts.template
        if held is None:
            raise LookupError("an initiative relies on its template")
        opened = open_fields(state, await self._key(caller, stream))
        content = held.at(opened.template_version)
        return Opened(stream=stream, version=version, state=opened, facts=facts, template=content)

    async def task(self, caller: Caller, task: UUID) -> tuple[Opened, Task]:
        """A task with its initiative."""
        opened = await self.initiative(caller, await self.initiative_of(caller, task))
        return opened, opened.task(task)

    async def initiative_of(self, caller: Caller, task: UUID) -> UUID:
        """The initiative a task of this tenant belongs to. Raises NotFound."""
        stream = await self.reader.stream_of(caller.organiser, task)
        if stream is None:
            raise NotFound("task_unknown", N_("There is no such task."))
        category, _, name = stream.partition(":")
        if category != AGGREGATE.category:
            sentence = N_(
                "The principal's manager or the organiser's staff answers the task in its handover: {handover}"
            )
            raise NotFound("task_of_handover", sentence, handover=name)
        return UUID(name)

    async def history(self, caller: Caller, initiative: UUID, *, after: int = 0, limit: int = 50) -> Sequence[Happened]:
        """At most `limit` events of an initiative they may read, with versions above `after`."""
        opened = await self.initiative(caller, initiative)
        key = await self._key(caller, opened.stream)
        return [
            Happened(
                envelope=read(stored.envelope),
                event=open_fields(CODEC.read_event(tail(stored.envelope), stored.payload), key),
            )
            for stored in (await self.store.tail(opened.stream, after))[:limit]
        ]

    async def inbox(self, caller: Caller) -> Sequence[tuple[InboxTask, str]]:
        """The caller's open tasks, earliest due first, each with its initiative's title, empty where it has none."""
        standing, (dates, _) = await self.standing(caller), await self.calendar(caller)
        rows = await self.reader.inbox(caller.organiser, standing, dates.local_date(self.clock.now()))
        keys = await self.keys.load(caller.organiser, {row.stream for row in rows if row.title is not None})
        shown = await self._after_whom(in_order(rows, dates))
        return [(row, text(keys[row.stream].open(row.title)) if row.title else "") for row in shown]

    async def _after_whom(self, rows: Sequence[InboxTask]) -> Sequence[InboxTask]:
        """Two questions for a successor beside each other say which is which."""
        states = await self.ledger.states({row.stream for row in rows if row.task.key == Key.NAME_SUCCESSOR})
        tasks = {id_: task for state, _ in states.values() for id_, task in state.tasks.items()}
        return [replace(row, after=tasks[row.task.task].after) if row.stream in states else row for row in rows]

    async def initiatives(
        self, caller: Caller, *, after: str = "", limit: int = 50
    ) -> tuple[Sequence[tuple[Overview, str]], str | None]:
        """The initiatives the caller may read, with their titles, and the cursor of the next page if there is one."""
        standing = await self.standing(caller)
        rows = await self.reader.initiatives(caller.organiser, standing, after=after, limit=limit + 1)
        page = rows[:limit]
        return await self.titled(caller, page), page[-1].stream if len(rows) > limit else None

    async def titled(self, caller: Caller, rows: Sequence[Overview]) -> list[tuple[Overview, str]]:
        """Initiatives that the caller may read, with their titles."""
        keys = await self.keys.load(caller.organiser, {row.stream for row in rows})
        return [(row, text(keys[row.stream].open(row.initiative.title))) for row in rows]

    async def live_at(self, caller: Caller, unit: UUID) -> Mapping[UUID, str]:
        """The live initiatives at a unit, with their titles: what whoever starts another one there is shown."""
        if not (await self.standing(caller)).has(Role.ORGANISER):
            raise NotAllowed("organiser_only", N_("Only the organiser's staff may do this."))
        rows = await living_at(self.reader, caller.organiser, [unit])
        return {row.id: title for row, title in await self.titled(caller, rows)}

    async def is_preschool(self, place: Place) -> bool:
        """Whether a round's words are about children and not pupils; for whoever holds one of its codes."""
        initiative, _ = await self.ledger.state(place.stream)
        organisation, _ = await self.ledger.state(organiser.stream(place.organiser))
        unit = organisation.units.get(initiative.unit)
        return unit is not None and unit.unit_kind == "preschool"

    async def require_shown(self, caller: Caller, form: StartDecision, command_id: UUID) -> None:
        """Refuse a start that leaves out a live initiative at the unit; not its repetition, when it is one of them."""
        if form.unit is None or await self.store.command(command_id) is not None:
            return
        left_out = {
            id_: title for id_, title in (await self.live_at(caller, form.unit)).items() if id_ not in form.other_live
        }
        if left_out:
            raise Unmet(
                "other_live",
                N_("Other initiatives are live at the unit: {titles}. Name them in other_live, and say why another."),
                titles=", ".join(f"{title} ({id_})" for id_, title in left_out.items()),
            )

    async def people(self, caller: Caller) -> Sequence[Known]:
        """The directory: names for everybody with a role, addresses for administrators."""
        standing = await self.standing(caller)
        if not standing.is_somebody:
            raise NotAllowed("directory", N_("You have no role here. Ask an administrator to give you one."))
        rows = await self.reader.persons(caller.organiser)
        keys = await self.keys.load(caller.organiser, map(person_stream, rows))
        sees_email = standing.has(Role.ADMIN)
        return [
            Known(
                person=person,
                name=text(keys[person_stream(person)].open(row.name)),
                email=text(keys[person_stream(person)].open(row.email)) if sees_email and row.email else None,
            )
            for person, row in rows.items()
        ]

    async def everybody(self, caller: Caller) -> dict[UUID, str]:
        """What each person in the directory is called; whether the caller may know is for the caller of this."""
        return await self.names(caller, await self.reader.persons(caller.organiser))

    async def names(self, caller: Caller, persons: Iterable[UUID]) -> dict[UUID, str]:
        """What these persons are called, for showing something the caller may read."""
        rows = await self.reader.persons(caller.organiser, set(persons))
        keys = await self.keys.load(caller.organiser, map(person_stream, rows))
        return {person: text(keys[person_stream(person)].open(row.name)) for person, row in rows.items()}

    async def calendar(self, caller: Caller) -> tuple[CalendarState, int]:
        """The organiser's calendar, and its version; nothing in it is anybody's own."""
        state, version = await self.ledger.state(calendar.stream(caller.organiser))
        return state, version

    async def template(self, caller: Caller, key: str) -> tuple[TemplateState, int]:
        """Every version of a template, none of one that nobody published, and its stream's."""
        held, version = await self.ledger.state(template.stream(caller.organiser, key))
        return held, version

    async def _facts(self, caller: Caller, state: InitiativeState) -> Facts:
        known: dict[str, Any] = {}
        for stream in AGGREGATE.relies_on(caller.organiser, state, do.JudgeDay()):
            known[stream.partition(":")[0]], _ = await self.ledger.state(stream)
        facts = Facts(now=self.clock.now(), standing=known["organiser"].standing(caller.actor), **known)
        return replace(facts, standing=with_post(facts))

    async def _require_known(self, caller: Caller, persons: set[UUID]) -> None:
        if persons and len(await self.reader.persons(caller.organiser, persons)) < len(persons):
            raise NotFound("person_unknown", N_("There is no such person here."))

    async def _key(self, caller: Caller, stream: str) -> Any:
        return (await self.keys.load(caller.organiser, [stream]))[stream]
