"""Alembic's entry: runs on the connection that `events.migrating` hands it, and on nothing else."""

from alembic import context

from events.migrating import COMPARISON
from events.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, **COMPARISON)
context.run_migrations()
