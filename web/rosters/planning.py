"""What a file of units and posts would do: each row's commands, decided on what is known now and not appended.

A row is tried after those before it, so that one file may tell who leaves and who comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from domain import organiser, person
from domain.actors import Role
from domain.facts import Facts
from domain.messages import N_
from domain.post import commands as do
from domain.post.decide import AGGREGATE, stream_at
from domain.post.state import PostState
from domain.refusals import Conflict, NotAllowed, Refusal, Unmet
from events.sealing import text
from web.desk import Caller, Desk
from web.forms import sealed
from web.rosters.directory import Directory, Said, manager_of, principal_of
from web.rosters.effects import Effect, NewUnit, Registered, effects_of
from web.rosters.rows import Column, Flaw, Read, Row
from web.rosters.tenures import commands_of
from web.rosters.units import Units

FEW: Final = 5
PART: Final = 10
"""Per cent of the organiser's posts: a file that changes more is asked about (issue 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command on the way, under an id that is the same when the import is sent again."""

    stream: str
    command: Any
    id: UUID
    seen: int | None = None
    """The version it was tried on."""


@dataclass(slots=True, kw_only=True)
class Planned:
    """One row, and what it comes to."""

    row: Row
    unit: UUID | None = None
    unit_name: str = ""
    effects: list[Effect] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    before: list[Step] = field(default_factory=list)
    """People and units that others rely on: done first."""
    steps: list[Step] = field(default_factory=list)
    """To the post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a file comes to."""

    rows: Sequence[Planned]
    """In the order they stand in the file."""
    order: Sequence[Planned]
    """In the order they are to be done."""
    posts: int
    """How many the organiser has."""
    changed: int
    """Posts with a known holder that would change."""
    old_letters: bool

    @property
    def unasked(self) -> int:
        """So many posts may change without anybody saying that they mean it."""
        return max(FEW, self.posts * PART // 100)

    @property
    def is_many(self) -> bool:
        """Whether so many posts change that somebody has to say that they mean it."""
        return self.changed > self.unasked

    @property
    def faulty(self) -> int:
        return sum(bool(each.flaws) for each in self.rows)

    def is_agreed(self, agreed: int | None) -> bool:
        """Whether it may be done: few posts change, or no more than somebody has said is right."""
        return not self.is_many or (agreed is not None and agreed >= self.changed)

    def require_sound(self, agreed: int | None) -> None:
        """Raises RowsRefused if a row is wrong; Conflict if more posts change than somebody has agreed to."""
        if self.faulty:
            raise RowsRefused(self)
        if not self.is_agreed(agreed):
            raise Conflict(
                "many_posts",
                N_("{changes} of {posts} posts would change. Look at them, and say that {changes} is right."),
                changes=self.changed,
                posts=self.posts,
            )


def unusable(rows: int) -> str:
    """That so many rows are wrong; marked, to be translated."""
    if rows == 1:
        return N_("1 row cannot be used, so nothing is done. Mend it.")
    return N_("{rows} rows cannot be used, so nothing is done. Mend them.")


class RowsRefused(Unmet):
    """Some rows are wrong, and so nothing is done."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("posts_rows", unusable(plan.faulty), rows=plan.faulty)
        self.plan = plan


async def planned(desk: Desk, caller: Caller, read: Read, import_id: UUID) -> Plan:
    """Raises NotAllowed."""
    standing = await desk.standing(caller)
    if not standing.has(Role.ORGANISER, Role.ADMIN):
        raise NotAllowed(
            "organiser_or_admin", N_("Only the organiser's staff or an administrator may do this. Ask them to do it.")
        )
    organisation, _ = await desk.organisation(caller)
    dates, _ = await desk.calendar(caller)
    directory = Directory(await desk.people(caller), import_id, may_register=standing.has(Role.ADMIN))
    facts = Facts(now=desk.clock.now(), standing=standing, organiser=organisation, calendar=dates)
    streams = {stream_at(unit): unit for unit in organisation.units}
    posts = {streams[stream]: held for stream, held in (await desk.ledger.states(streams)).items()}
    return Planning(Units(organisation, import_id), directory, posts, facts, import_id).plan(read, caller)


class Planning:
    """The world as the file leaves it, row by row."""

    def __init__(
        self,
        units: Units,
        directory: Directory,
        posts: Mapping[UUID, tuple[PostState, int]],
        facts: Facts,
        import_id: UUID,
    ) -> None:
        self._units = units
        self._directory = directory
        self._known = posts
        self._posts = dict(posts)
        self._facts = facts
        self._import_id = import_id

    def plan(self, read: Read, caller: Caller) -> Plan:
        posts, rows = len(self._units.organisation.units), [Planned(row=row, flaws=[*row.flaws]) for row in read.rows]
        for each in rows:
            if not each.flaws:
                self._at_unit(each, caller)
        order = sorted(rows, key=lambda each: each.row.since or date.min)
        for each in order:
            if not each.flaws:
                self._at_post(each)
        changed = {each.unit for each in rows if each.steps and each.unit and self._was_held(each.unit)}
        return Plan(rows=rows, order=order, posts=posts, changed=len(changed), old_letters=read.old_letters)

    def _was_held(self, unit: UUID) -> bool:
        if unit not in self._known:
            return False
        today, held = self._facts.today, self._known[unit][0]
        return any(each.person and (each.until is None or each.until >= today) for each in held.holdings)

    def _at_unit(self, each: Planned, caller: Caller) -> None:
        found = self._units.find(each.row)
        if isinstance(found, Flaw):
            each.flaws.append(found)
            return
        each.unit, added = found
        each.unit_name = self._units.name(each.unit)
        if added is not None:
            each.effects.append(NewUnit(unit_kind=added.unit_kind, code=text(added.code)))
            own = uuid5(self._import_id, f"add:{each.unit}")
            each.before.append(Step(stream=organiser.stream(caller.organiser), command=added, id=own))

    def _at_post(self, each: Planned) -> None:
        if each.unit is None:
            return
        row = each.row
        if row.names_principal:
            somebody = self._somebody(each, principal_of(row))
            if somebody is not None:
                state, _ = self._post(each.unit)
                for command in commands_of(row, each.unit, somebody, state, self._facts.today):
                    self._take(each, command)
                    if each.flaws:
                        return
        elif row.since or row.until or row.acting is not None:
            each.flaws.append(row.flaw(Column.PRINCIPAL, N_("There are days, and nobody to have them. Write who.")))
        if row.names_manager and (manager := self._somebody(each, manager_of(row))) is not None:
            self._take(each, do.NameManager(unit=each.unit, person=manager))

    def _somebody(self, each: Planned, said: Said) -> UUID | None:
        found = self._directory.find(said)
        if isinstance(found, Flaw):
            each.flaws.append(found)
            return None
        who, is_new = found
        if is_new:
            each.effects.append(Registered(name=said.name))
            command = person.RegisterPerson(name=sealed(said.name), email=sealed(said.email))
            own = uuid5(self._import_id, f"register:{who}")
            each.before.append(Step(stream=person.stream(who), command=command, id=own))
        return who

    def _post(self, unit: UUID) -> tuple[PostState, int]:
        return self._posts.get(unit, (PostState(), 0))

    def _take(self, each: Planned, command: do.Command | Flaw) -> None:
        """Try a command on the post as the rows before have left it."""
        if isinstance(command, Flaw):
            each.flaws.append(command)
            return
        state, version = self._post(command.unit)
        facts = Facts(
            now=self._facts.now,
            standing=self._facts.standing,
            organiser=self._units.organisation,
            calendar=self._facts.calendar,
        )
        try:
            events = AGGREGATE.decide(command, state, facts)
        except Refusal as refusal:
            column = _COLUMNS.get(refusal.code, Column.PRINCIPAL)
            each.flaws.append(each.row.flaw(column, refusal.sentence, **refusal.details))
            return
        if not events:
            return
        each.effects += effects_of(events, state, self._directory.names)
        own = uuid5(self._import_id, f"{stream_at(command.unit)}:{version}")
        each.steps.append(Step(stream=stream_at(command.unit), command=command, id=own, seen=version))
        for event in events:
            state = AGGREGATE.evolve(state, event)
        self._posts[command.unit] = (state, version + len(events))


_COLUMNS: Final = {
    "reason_for_past": Column.REASON,
    "reason_missing": Column.REASON,
    "tenures_overlap": Column.SINCE,
    "ends_before_start": Column.UNTIL,
    "appointed_also": Column.UNTIL,
}
"""By the code of a refusal: where it is mended."""


def import_id_of(caller: Caller, file: bytes | str) -> UUID:
    """The same for the same file by the same person, so that what was interrupted goes on when it is sent again."""
    digest = sha256(file.encode() if isinstance(file, str) else file).hexdigest()
    return uuid5(caller.person, f"posts:{caller.organiser}:{digest}")
