"""What happened, in a few words, by the kind of the event: the timeline's lines."""

from collections.abc import Mapping
from typing import Final

from domain.initiative.events import Event, PrincipalReceived
from domain.messages import N_

HAPPENED: Final[Mapping[str, str]] = {
    "initiative_started": N_("The initiative was started"),
    "stage_entered": N_("A stage began"),
    "stage_closed": N_("A stage was closed"),
    "clause_let_pass": N_("A clause was let pass"),
    "task_opened": N_("A task was opened"),
    "task_planned": N_("A task was planned"),
    "task_completed": N_("A task was done"),
    "task_handed": N_("A task was handed to a colleague"),
    "task_taken_back": N_("A task was taken back"),
    "task_answered": N_("A colleague answered"),
    "task_withdrawn": N_("A task was withdrawn"),
    "task_extended": N_("A task was given more time"),
    "reminder_due": N_("A reminder was due"),
    "escalation_due": N_("An escalation was due"),
    "form_corrected": N_("A form was corrected"),
    "meetings_planned": N_("Meetings were planned"),
    "meeting_moved": N_("A meeting was moved"),
    "meetings_cancelled": N_("Meetings were cancelled"),
    "cadence_lapsed": N_("The meetings became too rare"),
    "cadence_restored": N_("The meetings got going again"),
    "series_closed_early": N_("The series of meetings was closed early"),
    "work_ended": N_("The work was ended knowingly"),
    "plan_change_proposed": N_("A change of the plan was proposed"),
    "plan_changed": N_("The plan was changed"),
    "facilitator_named": N_("A facilitator was named"),
    "pause_proposed": N_("A pause was proposed"),
    "pause_declined": N_("The proposed pause was declined"),
    "initiative_paused": N_("The initiative was paused"),
    "initiative_resumed": N_("The initiative was resumed"),
    "calendar_changed": N_("The school calendar changed, and due days with it"),
    "template_moved": N_("The initiative moved to another version of its template"),
    "next_proposed": N_("A new initiative was proposed"),
    "next_started": N_("An initiative that follows this one was started"),
    "principal_received": N_("Somebody else is principal"),
    "brief_kept": N_("A brief was given"),
    "key_person_left": N_("Somebody who carried the work left"),
    "manager_changed": N_("Somebody else is the initiative's manager"),
    "support_ending": N_("Outside support comes to an end"),
    "stall_entered": N_("The initiative stalled"),
    "stall_left": N_("No longer at a standstill for the cause there was"),
    "practice_classified": N_("The place of the practice was found"),
    "commented": N_("Somebody commented"),
    "document_attached": N_("A document was attached"),
    "document_detached": N_("A document was detached"),
    "codes_issued": N_("Codes were given out to participants"),
    "codes_closed": N_("The participants' answers were counted"),
    "initiative_closed": N_("The initiative was closed"),
    "initiative_cancelled": N_("The initiative was cancelled"),
}


def what_happened(event: Event) -> str:
    """What happened, with what of it depends on what came of it; marked, to be translated."""
    if isinstance(event, PrincipalReceived) and event.eased:
        return N_("Somebody else is principal; due days were eased")
    return HAPPENED[event.kind]
