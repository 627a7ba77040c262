"""Posts as they are shown, in one reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.messages import N_
from domain.organiser import post_of
from domain.post.timeline import Holding
from web import views
from web.lost import in_words
from web.post_telling import Record, ToldPost
from web.rendering import Rendering

RECORDED: Final[Mapping[str, str]] = {
    "principal_appointed": N_("Appointed principal"),
    "departure_announced": N_("Departure announced"),
    "tenure_corrected": N_("Appointment corrected"),
    "tenure_struck": N_("Appointment struck"),
    "deputy_appointed": N_("Deputy appointed"),
    "absence_ended": N_("Deputy's last day recorded"),
    "absence_struck": N_("Deputy struck"),
    "meanwhile_named": N_("Named to answer temporarily"),
    "manager_named": N_("Named the principal's manager"),
    "acting_for_allowed": N_("Allowed to act for the principal"),
    "acting_for_ended": N_("No longer allowed to act for the principal"),
}


def post_view(rendering: Rendering, told: ToldPost) -> views.PostView:
    """A unit's post."""
    state = told.state
    shown = views.PostView(
        unit=told.unit,
        unit_name=rendering.unit_name(told.unit),
        post=post_of(told.unit),
        version=state.version,
        on=told.on,
        known=told.known,
        held=_holding(rendering, state.at(told.on)),
        manager=rendering.person(state.manager) if state.manager else None,
        holdings=tuple(_holding(rendering, held) for held in state.holdings),
        acting_for=tuple(
            views.ActingForView(person=rendering.person(each.person), until=each.until) for each in told.acting_for
        ),
        records=tuple(_record(rendering, each) for each in told.records),
    )
    return in_words(shown, rendering.say)


def _holding(rendering: Rendering, held: Holding) -> views.HoldingView:
    return views.HoldingView(
        since=held.since if held.since > date.min else None,
        until=held.until,
        standing=rendering.coded(held.standing),
        person=rendering.person(held.person) if held.person else None,
        principal=rendering.person(held.principal) if held.principal else None,
        tenure=held.tenure,
    )


def _record(rendering: Rendering, record: Record) -> views.PostRecordView:
    origin, kind = record.envelope.origin, record.envelope.type
    actor = origin.actor
    return views.PostRecordView(
        version=record.envelope.version,
        recorded=rendering.moment(origin.recorded),
        type=kind,
        what=rendering.say(N_("Appointed acting principal") if record.acting else RECORDED[kind]),
        person=rendering.person(record.person) if record.person else None,
        since=record.since,
        until=record.until,
        reason=record.reason,
        by=actor.kind,
        by_person=rendering.person(record.by) if record.by else None,
        acting_for=rendering.person(actor.acting_for) if actor.acting_for else None,
    )
