"""Who a file means: by e-mail address, else by their exact name, in the directory as the caller may read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from domain.messages import N_
from web.desk import Known
from web.entering import LONGEST_NAME, TOO_LONG, alike
from web.rosters.rows import Column, Flaw, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a row names somebody, and in which columns."""

    row: Row
    name: str
    email: str
    name_column: Column
    email_column: Column

    def flaw(self, sentence: str, **details: object) -> Flaw:
        column = self.name_column if self.name else self.email_column
        return self.row.flaw(column, sentence, said=self.name or self.email, **details)


def principal_of(row: Row) -> Said:
    return Said(row=row, name=row.principal, email=row.email, name_column=Column.PRINCIPAL, email_column=Column.EMAIL)


def manager_of(row: Row) -> Said:
    return Said(
        row=row,
        name=row.manager,
        email=row.manager_email,
        name_column=Column.MANAGER,
        email_column=Column.MANAGER_EMAIL,
    )


class Directory:
    """Everybody there is, and those the file adds."""

    def __init__(self, known: Iterable[Known], import_id: UUID, *, may_register: bool) -> None:
        """`may_register`: an administrator, who also reads addresses."""
        self.names: dict[UUID, str] = {}
        self._by_name: dict[str, list[Known]] = {}
        self._by_email: dict[str, Known] = {}
        self._import_id = import_id
        self._may_register = may_register
        for each in known:
            self._add(each)

    def find(self, said: Said) -> tuple[UUID, bool] | Flaw:
        """Who is meant, and whether they are to be registered."""
        found = self._by_email.get(alike(said.email)) if said.email else None
        if found is not None:
            return found.person, False
        named = self._by_name.get(alike(said.name), []) if said.name else []
        fitting = [each for each in named if not said.email or each.email is None]
        if len(fitting) == 1:
            return fitting[0].person, False
        if fitting:
            return said.flaw(N_("Several people here are called “{said}”. Write the e-mail address, as administrator."))
        if named:
            return said.flaw(
                N_(
                    "“{said}” is registered with another e-mail address. Correct the file, or their address:"
                    " styrkedjan person change PERSON NAME --email ADDRESS"
                )
            )
        return self._register(said)

    def _register(self, said: Said) -> tuple[UUID, bool] | Flaw:
        if not self._may_register:
            return said.flaw(
                N_(
                    "You find nobody here by “{said}”. Write the name as it is registered, or ask an administrator to"
                    " import the file."
                )
            )
        if not (said.name and said.email):
            return said.flaw(N_("“{said}” is not registered. Write both name and e-mail address, and they will be."))
        if len(said.name) > LONGEST_NAME:
            return said.row.flaw(said.name_column, TOO_LONG, longest=LONGEST_NAME)
        new = Known(person=uuid5(self._import_id, f"person:{alike(said.email)}"), name=said.name, email=said.email)
        self._add(new)
        return new.person, True

    def _add(self, known: Known) -> None:
        self.names[known.person] = known.name
        self._by_name.setdefault(alike(known.name), []).append(known)
        if known.email:
            self._by_email[alike(known.email)] = known
