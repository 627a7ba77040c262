"""What every request brings: who asks, in which language, under which command id, and what they saw."""

import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID, uuid4, uuid5

from fastapi import Depends, Header, Request, Response

from domain.messages import N_
from events.intent import Answer
from web.desk import Caller, Desk
from web.problems import Rejected
from web.rendering import Rendering
from web.speech import Speech, speech_of
from web.views import Done

LONGEST_KEY: Final = 200
VERSION: Final = re.compile(r'"(\d{1,9})"')
UNAUTHORISED: Final = 401
BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """A token and whom it stands for."""

    token: str
    caller: Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request to read."""

    desk: Desk
    caller: Caller
    speech: Speech
    response: Response

    async def rendering(self, persons: Iterable[UUID] = ()) -> Rendering:
        """What makes views for this reader."""
        organisation, _ = await self.desk.organisation(self.caller)
        calendar, _ = await self.desk.calendar(self.caller)
        names = await self.desk.names(self.caller, persons)
        return Rendering(self.speech.translate, organisation, calendar.zone, names)

    async def today(self) -> date:
        """The organiser's."""
        calendar, _ = await self.desk.calendar(self.caller)
        return calendar.local_date(self.desk.clock.now())

    def seen_at(self, version: int) -> None:
        """Tell the version of what is shown, to be sent back as `If-Match`."""
        self.response.headers["ETag"] = f'"{version}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Ask):
    """A request to do something."""

    command_id: UUID
    seen: int | None

    def new_id(self, what: str) -> UUID:
        """The id of something this command makes: the same when it is sent again."""
        return uuid5(self.command_id, what)

    async def do(self, stream: str, command: Any, *, location: str | None = None) -> Done:
        """Carry out a command; `location` is where what it made is found."""
        answer = await self.desk.execute(self.caller, stream, command, command_id=self.command_id, seen=self.seen)
        if location is not None:
            self.response.headers["Location"] = location
        return self.done(answer)

    def done(self, answer: Answer) -> Done:
        """What a command came to."""
        self.seen_at(answer.version)
        return Done(id=UUID(answer.stream.partition(":")[2]), version=answer.version, events=answer.events)


def caller_of(request: Request) -> Caller:
    """Whoever the bearer token stands for. Raises Rejected."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    bearers: Sequence[Bearer] = request.app.state.bearers
    for bearer in bearers:
        if (
            scheme.lower() == "bearer"
            and bearer.token
            and hmac.compare_digest(bearer.token.encode(), token.strip().encode())
        ):
            return bearer.caller
    raise Rejected(
        UNAUTHORISED,
        "token",
        N_("Send the token: Authorization: Bearer …"),
        {"WWW-Authenticate": 'Bearer realm="styrkedjan"'},
    )


def _ask(
    request: Request,
    response: Response,
    acting_for: Annotated[
        UUID | None, Header(description="The principal in whose place, and by whose leave, this is asked or done.")
    ] = None,
) -> Ask:
    speech = speech_of(request)
    response.headers["Content-Language"] = speech.language
    caller = replace(caller_of(request), acting_for=acting_for)
    return Ask(desk=request.app.state.desk, caller=caller, speech=speech, response=response)


def _act(
    asked: Annotated[Ask, Depends(_ask)],
    idempotency_key: Annotated[
        str | None, Header(max_length=LONGEST_KEY, description="The same key again gives the same answer.")
    ] = None,
    if_match: Annotated[
        str | None, Header(description="The version that was seen: what has changed since is then not acted on.")
    ] = None,
) -> Act:
    # Within the person's own ids, so that nobody can take an id another command is going to need.
    own = uuid5(asked.caller.person, idempotency_key.strip('"')) if idempotency_key else uuid4()
    return Act(
        desk=asked.desk,
        caller=asked.caller,
        speech=asked.speech,
        response=asked.response,
        command_id=own,
        seen=_version(if_match),
    )


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = VERSION.fullmatch(if_match.strip())
    if found is None:
        raise Rejected(BAD_REQUEST, "if_match", N_('If-Match takes one version in quotation marks, as in "12".'))
    return int(found[1])


Asking = Annotated[Ask, Depends(_ask)]
Acting = Annotated[Act, Depends(_act)]
