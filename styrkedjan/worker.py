"""`styrkedjan worker`: sequences the log, follows it, and serves the initiatives' workflows, until asked to stop."""

import asyncio
import contextlib
import logging
import signal
from typing import Final

from prometheus_client import start_http_server
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from events.clock import SystemClock
from events.engine import connect
from events.keys import MasterKey
from styrkedjan.build import build_id
from styrkedjan.embedded.temporal import let_core_go
from styrkedjan.locations import Locations, locate
from styrkedjan.payloads import DATA_CONVERTER
from styrkedjan.settings import Settings
from styrkedjan.settling import Settling
from styrkedjan.works import Clockwork, Gear, Works

log = logging.getLogger(__name__)

AGAIN: Final = 1.0
"""Seconds between attempts to reach Temporal."""
ENDING: Final = (signal.SIGINT, signal.SIGTERM)


def run(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM, then finish what is under way.

    Raises Obstacle, MasterKeyError, or what the database raises if it is away at the start.
    """
    asyncio.run(_until_asked(settings))


async def _until_asked(settings: Settings) -> None:
    working = asyncio.create_task(_work(settings, locate(settings)))
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, working.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await working
    log.info("stopped")
    await let_core_go()


async def _work(settings: Settings, locations: Locations) -> None:
    engine = connect(locations.database)
    try:
        works = Works(engine, MasterKey.load(locations.key_file), SystemClock())
        await works.keys.check()
        start_http_server(settings.metrics_port, addr=settings.host)
        async with works.running():
            gear = Gear(build=build_id(), cache=settings.workflow_cache)
            client = await _reach(settings, locations)
            clockwork = Clockwork(works, client, gear)
            async with clockwork.running():
                log.info("working", extra={"build": gear.build})
                await Settling(client, works, clockwork, gear, alone=settings.embedded).run()
    finally:
        await engine.dispose()


async def _reach(settings: Settings, locations: Locations) -> Client:
    """A client, however long Temporal is away: meanwhile the log goes on."""
    address = f"{settings.host}:{settings.temporal_metrics_port}"
    metrics = PrometheusConfig(
        bind_address=address, counters_total_suffix=True, unit_suffix=True, durations_as_seconds=True
    )
    runtime = Runtime(telemetry=TelemetryConfig(metrics=metrics))
    while True:
        try:
            return await Client.connect(
                locations.temporal,
                namespace=settings.temporal_namespace,
                data_converter=DATA_CONVERTER,
                tls=settings.temporal_tls,
                api_key=settings.temporal_api_key.get_secret_value() if settings.temporal_api_key else None,
                runtime=runtime,
            )
        except RuntimeError:
            log.warning("Temporal cannot be reached", extra={"address": locations.temporal})
            await asyncio.sleep(AGAIN)
