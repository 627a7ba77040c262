"""The store's contract, on every PostgreSQL we support."""

from collections.abc import Iterator

import pytest

from styrkedjan.embedded.postgres import Cluster
from tests.events.contract_append import AppendContract
from tests.events.debian import debian_cluster


class Contract(AppendContract):
    """All of it."""


class TestEmbedded(Contract):
    """On the wheel's PostgreSQL."""


@pytest.mark.full
class TestDebian15(Contract):
    """On the oldest supported."""

    @pytest.fixture(scope="class")
    @classmethod
    def cluster(cls) -> Iterator[Cluster]:
        with debian_cluster() as running:
            yield running
