"""The store's contract, on every PostgreSQL we support."""

from collections.abc import Iterator

import pytest

from styrkedjan.embedded.postgres import Cluster
from tests.events.contract_append import AppendContract
from tests.events.contract_connection import ConnectionContract, far_store, proxy
from tests.events.contract_plans import PlanContract
from tests.events.contract_processes import ProcessContract
from tests.events.contract_roles import RoleContract
from tests.events.debian import debian_cluster

__all__ = ["far_store", "proxy"]  # fixtures of the contract


class Contract(AppendContract, ConnectionContract, PlanContract, ProcessContract, RoleContract):
    """All of it."""


class TestEmbedded(Contract):
    """On the wheel's PostgreSQL."""


class Longer(ProcessContract):
    """Half a minute instead of a number of commands."""

    commands = 1_000_000
    seconds = 30.0
    held = 4.0
    kills = 12


@pytest.mark.full
class TestEmbeddedLonger(Longer):
    """On the wheel's PostgreSQL."""


@pytest.mark.full
class TestDebian15(Longer, Contract):
    """On the oldest supported."""

    @pytest.fixture(scope="class")
    @classmethod
    def cluster(cls) -> Iterator[Cluster]:
        with debian_cluster() as running:
            yield running
