"""Programmes as they are shown, in one reader's language."""

from uuid import UUID

from domain.messages import N_
from domain.programme.state import Network, Place, Unit
from domain.programme.state import Status as ProgrammeStatus
from events.reading import ProgrammeOverview
from web import views
from web.programme_desk import Compared, OpenedProgramme
from web.rendering import Rendering


def line(rendering: Rendering, row: ProgrammeOverview, title: str) -> views.ProgrammeLine:
    """One line of the overview."""
    held = row.programme
    return views.ProgrammeLine(
        programme=UUID(row.stream.partition(":")[2]),
        title=title,
        template=held.template,
        status=_status(rendering, ProgrammeStatus(held.status), held.waiting),
        started=held.started,
        waiting=held.waiting,
        held_back=held.held_back,
        initiatives=held.initiatives,
        not_taking_part=held.not_taking_part,
    )


def _status(rendering: Rendering, status: ProgrammeStatus, waiting: int) -> views.Coded:
    """A launch in which no unit waits is held up by the choices that are not made."""
    if status is ProgrammeStatus.LAUNCHING and not waiting:
        return views.Coded(code=status.value, label=rendering.say(N_("Waits for choices")))
    return rendering.coded(status)


def programme(rendering: Rendering, opened: OpenedProgramme, a_minute: int | None) -> views.ProgrammeView:
    """The whole, or what a principal may see of it."""
    state, form = opened.state, opened.state.form
    if form is None:
        raise LookupError("a programme that can be read has started")
    checklist = state.checklist if opened.whole else None
    return views.ProgrammeView(
        programme=state.programme,
        version=opened.version,
        title=(form.title or b"").decode(),
        template=form.template or "",
        template_version=state.template_version,
        track=rendering.coded(form.track),
        status=_status(rendering, state.status, state.counts[Place.WAITING]),
        started=state.started,
        launched=state.launched,
        counts={place.value: sum(unit.place is place for unit in opened.units) for place in Place},
        a_minute=a_minute,
        checklist=tuple(
            views.ItemView(
                item=rendering.coded(row.item), rating=rendering.coded(row.rating), note=(row.note or b"").decode()
            )
            for row in (checklist.answers if checklist else ())
            if row.item and row.rating
        ),
        checklist_on=state.checklist_on if checklist else None,
        networks=tuple(map(_network, state.networks.values())) if opened.whole else (),
    )


def unit(rendering: Rendering, opened: OpenedProgramme, held: Unit) -> views.ProgrammeUnitView:
    """A unit's place."""
    return views.ProgrammeUnitView(
        unit=held.unit,
        unit_name=rendering.unit_name(held.unit),
        place=rendering.coded(held.place),
        why=views.KnownView(
            live=held.known.live,
            low_capacity=held.known.low_capacity,
            vacant=held.known.vacant,
            refused=held.refused,
        ),
        reason=(held.reason or b"").decode(),
        initiative=opened.state.initiative_of(held.unit) if held.place is Place.STARTED else None,
    )


def compared(rendering: Rendering, held: Compared) -> views.ComparedView:
    """One unit beside the others."""
    state = held.state
    return views.ComparedView(
        unit=held.unit,
        unit_name=rendering.unit_name(held.unit),
        initiative=held.initiative,
        stage=rendering.stage(state.stage),
        status=rendering.coded(state.status),
        stalled=rendering.cause(state.stalled.value if state.stalled else None),
        days={cause.value: days for cause, days in held.days.items()},
        overdue=held.overdue,
        next_meeting=held.next_meeting,
        check_ins=tuple(
            views.CheckInView(months=months, place=rendering.coded(placed.place), one_voice=placed.one_voice)
            for months, placed in sorted(state.placed.items())
        ),
    )


def _network(network: Network) -> views.NetworkView:
    held = network.held
    return views.NetworkView(
        term_end=network.term_end,
        due=network.due,
        units=held.units if held else network.units,
        held_on=held.held_on if held else None,
        note=(held.note or b"").decode() if held else "",
    )
