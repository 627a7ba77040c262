"""Rows of the read models, from what a query gives."""

from typing import Any

from events.records import HandoverRow, HoldingRow, InitiativeRow, PersonRow, ProgrammeRow, TaskRow


def read_task(row: Any) -> TaskRow:
    """The row of the inbox read model."""
    return TaskRow(
        task=row.task,
        key=row.key,
        state=row.state,
        address=row.address,
        post=row.post,
        persons=tuple(row.persons),
        handed_to=row.handed_to,
        opened=row.opened,
        due=row.due,
    )


def read_initiative(row: Any) -> InitiativeRow:
    """The row of the overview read model."""
    return InitiativeRow(
        title=row.title,
        unit=row.unit,
        post=row.post,
        template=row.template,
        template_version=row.template_version,
        track=row.track,
        stage=row.stage,
        status=row.status,
        stalled=row.stalled,
        outcome=row.outcome,
        started=row.started,
        programme=row.programme,
        low_capacity=row.low_capacity,
        persons=tuple(row.persons),
        proposes=row.proposes,
        principal=row.principal,
        came_by=row.came_by,
        came_on=row.came_on,
    )


def read_programme(row: Any) -> ProgrammeRow:
    """The row of the overview of programmes."""
    return ProgrammeRow(
        title=row.title,
        template=row.template,
        status=row.status,
        started=row.started,
        waiting=row.waiting,
        held_back=row.held_back,
        initiatives=row.initiatives,
        not_taking_part=row.not_taking_part,
    )


def read_handover(row: Any) -> HandoverRow:
    """The row of the overview of handovers."""
    return HandoverRow(*(getattr(row, name) for name in HandoverRow._fields))


def read_holding(row: Any) -> HoldingRow:
    """The row of who holds which post."""
    return HoldingRow(*(getattr(row, name) for name in HoldingRow._fields))


def read_person(row: Any) -> PersonRow:
    """The row of the directory read model."""
    return PersonRow(name=row.name, email=row.email)
