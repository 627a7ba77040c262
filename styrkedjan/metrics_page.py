"""docs/metrics.md, made from what is registered with prometheus-client."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

PACKAGES: Final = ("domain", "events", "activities", "workflows", "web", "styrkedjan")
SCRIPTS: Final = ("events.migrations",)
"""Run by Alembic; not to be imported."""
HEAD: Final = """# Metrics

`styrkedjan serve` and `styrkedjan worker` answer Prometheus at `/metrics` (ports: `docs/settings.md`). Names end in
their unit; no label holds an initiative, a person or a school. This page is made from the code by `make docs`.

| metric | type | labels | meaning |
| --- | --- | --- | --- |
"""
TAIL: Final = """
Beside them:

- `process_*` and `python_*`: memory, CPU, open files, garbage collection, from prometheus-client.
- `temporal_*`: the Temporal SDK's own, on a port of its own in the worker. Those to watch:
  `temporal_workflow_task_execution_failed_total{failure_reason="NonDeterminismError"}` above 0 (a build that cannot
  read its own past), `temporal_num_pollers` at 0 (nobody works), and
  `temporal_workflow_task_schedule_to_start_latency_seconds` with a p99 above 5 s (too few workers).

What to be woken by: `styrkedjan_follower_lag_seconds` above 300 (followers stand still, or what they talk to is away),
`styrkedjan_follower_parked_streams` above 0 (something could not be handled and waits for a person), and
`styrkedjan_sequencer_pending_events` that only rises (nobody sequences).
"""


def registered() -> list[MetricWrapperBase]:
    """Every metric of ours, whichever module defines it, by name."""
    for package in PACKAGES:
        for module in _modules(package):
            importlib.import_module(module)
    found = {collector for collector in REGISTRY._collector_to_names if isinstance(collector, MetricWrapperBase)}  # noqa: SLF001  the registry has no other list of them
    return sorted(found, key=name_of)


def name_of(metric: MetricWrapperBase) -> str:
    """As Prometheus shows it: counters end in `_total`."""
    family = next(iter(metric.describe()))
    return f"{family.name}_total" if family.type == "counter" else str(family.name)


def metrics_page() -> str:
    return HEAD + "".join(_row(metric) for metric in registered()) + TAIL


def _row(metric: MetricWrapperBase) -> str:
    family = next(iter(metric.describe()))
    labels = ", ".join(f"`{label}`" for label in metric._labelnames) or "–"  # noqa: SLF001  shown nowhere else until used
    return f"| `{name_of(metric)}` | {family.type} | {labels} | {family.documentation} |\n"


def _modules(package: str) -> Iterator[str]:
    path = importlib.import_module(package).__path__
    for module in pkgutil.walk_packages(path, f"{package}."):
        if not module.name.startswith(SCRIPTS):
            yield module.name
