"""`styrkedjan serve`: the API, until asked to stop."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import UUID

import uvicorn

from events.answering import Answering
from events.clock import SystemClock
from events.engine import connect
from events.files import Files
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.reading import Reader
from events.store import Store
from styrkedjan.locations import Locations, locate
from styrkedjan.settings import Settings
from styrkedjan.translation import Language, best_language, translator
from web.app import create_app
from web.asking import Bearer
from web.desk import Caller, Desk
from web.speech import Speak, Speech

log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is being answered.

    Raises Obstacle, MasterKeyError, or what the database raises if it is away at the start.
    """
    asyncio.run(_serve(settings, locate(settings)))


async def _serve(settings: Settings, locations: Locations) -> None:
    engine = connect(locations.database)
    store, keys, clock = Store(engine), Keys(engine, MasterKey.load(locations.key_file)), SystemClock()
    try:
        await keys.check()
        answering = Answering(engine, keys)
        ledger, reader = Ledger(store, keys, clock), Reader(engine)
        desk = Desk(
            ledger=ledger,
            store=store,
            reader=reader,
            keys=keys,
            answering=answering,
            files=Files(engine, keys),
            clock=clock,
        )
        bearers = bearers_of(settings)
        if not bearers:
            log.warning("no token is set: the API answers no one")
        app = create_app(desk, bearers, speaker(settings.language), settings.public_address)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            lifespan="off",
            log_config=None,  # ours is set up already
            access_log=False,
            server_header=False,
        )
        await uvicorn.Server(config).serve()
    finally:
        await store.aclose()
        await engine.dispose()


def bearers_of(settings: Settings) -> Sequence[Bearer]:
    """The one token there is until sign-in exists."""
    token, organiser, person = settings.api_token, settings.api_organiser, settings.api_person
    if token is None or not isinstance(organiser, UUID) or not isinstance(person, UUID):
        return ()
    return (Bearer(token=token.get_secret_value(), caller=Caller(organiser=organiser, person=person)),)


def speaker(default: Language) -> Speak:
    """Answers in the language asked for, else in the installation's."""

    def speak(accepted: str) -> Speech:
        language = best_language(accepted, default)
        return Speech(language=language, translate=translator(language))

    return speak
