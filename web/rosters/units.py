"""Which unit a row is about: by its code, else by its name; or a new one."""

from uuid import UUID, uuid5

from domain.messages import N_
from domain.numbers import school_unit_code
from domain.organiser import AddUnit, OrganiserState, Unit, UnitAdded, evolve, post_of
from domain.refusals import Unmet
from web.entering import LONGEST_NAME, OF_ANOTHER, TOO_LONG, alike
from web.forms import sealed
from web.rosters.rows import Column, Flaw, Row


class Units:
    """The units there are, and those the file adds."""

    def __init__(self, organisation: OrganiserState, import_id: UUID) -> None:
        """`organisation` with its texts opened."""
        self.organisation = organisation
        self._import_id = import_id
        self._by_code = {held.code.decode(): unit for unit, held in organisation.units.items() if held.code}
        self._by_name: dict[str, list[UUID]] = {}
        for unit, held in organisation.units.items():
            self._by_name.setdefault(alike(held.name.decode()), []).append(unit)

    def name(self, unit: UUID) -> str:
        return self.organisation.units[unit].name.decode()

    def find(self, row: Row) -> tuple[UUID, AddUnit | None] | Flaw:
        """The unit, and the command that adds it if it is new."""
        try:
            code = school_unit_code(row.code) if row.code else ""
        except Unmet as refusal:
            return row.flaw(Column.CODE, refusal.sentence)
        found = self._by_code.get(code) if code else None
        if found is None:
            return self._by_its_name(row, code)
        if row.unit and alike(row.unit) != alike(self.name(found)):
            return row.flaw(Column.UNIT, OF_ANOTHER, digits=code, name=self.name(found))
        return self._of_kind(row, found)

    def _by_its_name(self, row: Row, code: str) -> tuple[UUID, AddUnit | None] | Flaw:
        named = self._by_name.get(alike(row.unit), []) if row.unit else []
        if len(named) > 1:
            return row.flaw(Column.UNIT, N_("Several units are called “{name}”. Write the code."), name=row.unit)
        if named and code:
            what = N_("“{name}” is registered with another code, or none. Correct the code, or leave it out.")
            return row.flaw(Column.CODE, what, name=row.unit)
        return self._of_kind(row, named[0]) if named else self._new(row, code)

    def _of_kind(self, row: Row, unit: UUID) -> tuple[UUID, AddUnit | None] | Flaw:
        if row.kind is not None and row.kind != self.organisation.units[unit].unit_kind:
            what = N_("“{name}” is registered as another kind of unit. Correct the file, or leave it out.")
            return row.flaw(Column.KIND, what, name=self.name(unit))
        return unit, None

    def _new(self, row: Row, code: str) -> tuple[UUID, AddUnit | None] | Flaw:
        if not row.unit and not code:
            return row.flaw(Column.UNIT, N_("Write the unit's name or code."))
        if not row.unit:
            what = N_("No unit here has the code {code}. Write the name of the new one.")
            return row.flaw(Column.UNIT, what, code=code)
        if len(row.unit) > LONGEST_NAME:
            return row.flaw(Column.UNIT, TOO_LONG, longest=LONGEST_NAME)
        unit = uuid5(self._import_id, f"unit:{code or alike(row.unit)}")
        command = AddUnit(
            unit=unit, unit_kind=row.kind or "school", name=sealed(row.unit), code=sealed(code) if code else None
        )
        self._add(command)
        return unit, command

    def _add(self, command: AddUnit) -> None:
        event = UnitAdded(
            unit=command.unit,
            unit_kind=command.unit_kind,
            post=post_of(command.unit),
            name=command.name,
            code=command.code,
        )
        self.organisation = evolve(self.organisation, event)
        held: Unit = self.organisation.units[command.unit]
        self._by_name.setdefault(alike(held.name.decode()), []).append(command.unit)
        if held.code:
            self._by_code[held.code.decode()] = command.unit
