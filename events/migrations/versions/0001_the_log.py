"""The log and its read models."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# What `append_batch` takes: arrays of rows. `n` is a row's own place; `command`, `place` and a guard's `stream` point.
BEFORE_TABLES = (
    "CREATE SCHEMA vault",
    "CREATE SCHEMA answering",
    "CREATE SEQUENCE event_seq CACHE 1",
    "CREATE TYPE append_stream AS (stream text, target bool)",
    """CREATE TYPE append_command AS (
        n int, place int, id uuid, stream text, organiser uuid, expected int, becomes int,
        digest bytea, payload bytea, answer bytea)""",
    "CREATE TYPE append_guard AS (command int, stream int, version int)",
    """CREATE TYPE append_entry AS (
        n int, command int, stream text, organiser uuid, version int, envelope bytea, payload bytea, leaf bytea)""",
    """CREATE TYPE append_task AS (
        command int, stream text, organiser uuid, version int, task uuid, key text, state text, address text,
        post uuid, persons uuid[], handed_to uuid, opened date, due date)""",
    """CREATE TYPE append_initiative AS (
        command int, stream text, organiser uuid, version int, title bytea, unit uuid, post uuid, template text,
        template_version int, track text, stage int, status text, stalled text, outcome text, started date,
        programme uuid, low_capacity bool, persons uuid[], proposes bool, principal uuid, came_by uuid,
        came_on date)""",
    """CREATE TYPE append_person AS (
        command int, stream text, organiser uuid, version int, name bytea, email bytea)""",
    """CREATE TYPE append_programme AS (
        command int, stream text, organiser uuid, version int, title bytea, template text, status text, started date,
        waiting int, held_back int, initiatives int, not_taking_part int)""",
    """CREATE TYPE append_handover AS (
        command int, stream text, organiser uuid, version int, unit uuid, post uuid, leaver uuid, last_day date,
        newcomer uuid, first_day date, manager uuid, status text, opened date, initiatives int, waits int)""",
    """CREATE TYPE append_holding AS (
        command int, stream text, organiser uuid, version int, post uuid, since date, until date, standing text,
        person uuid, principal uuid, service_since date, manager uuid)""",
)


def upgrade() -> None:
    for statement in BEFORE_TABLES:
        op.execute(statement)
    op.create_table(
        "clock",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_clock")),
        comment="What each initiative's workflow last saw of its stream, and when it will look again.",
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "commands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commands")),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_events")),
        sa.UniqueConstraint("stream", "version", name=op.f("uq_events_stream_version")),
    )
    op.create_table(
        "followers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="The next position to handle."),
        sa.Column("holder", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True, comment="By the server's clock."),
        sa.Column(
            "far_side",
            sa.Text(),
            nullable=True,
            comment="Which one it has acted on, where that can lose its memory: Temporal's namespace.",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_followers")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "handovers",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Uuid(), nullable=False),
        sa.Column("post", sa.Uuid(), nullable=False),
        sa.Column("leaver", sa.Uuid(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("newcomer", sa.Uuid(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("manager", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.Column("initiatives", sa.Integer(), nullable=False),
        sa.Column("waits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_handovers")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(op.f("ix_handovers_organiser"), "handovers", ["organiser"], unique=False)
    op.create_index(op.f("ix_handovers_post"), "handovers", ["post"], unique=False)
    op.create_table(
        "holdings",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("post", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=True),
        sa.Column("principal", sa.Uuid(), nullable=True),
        sa.Column("service_since", sa.Date(), nullable=True),
        sa.Column("manager", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("stream", "version", "since", name=op.f("pk_holdings")),
    )
    op.create_index(op.f("ix_holdings_post"), "holdings", ["post"], unique=False)
    op.create_index("ix_holdings_person", "holdings", ["organiser", "person"], unique=False)
    op.create_table(
        "initiatives",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.Uuid(), nullable=False),
        sa.Column("post", sa.Uuid(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("stalled", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("started", sa.Date(), nullable=False),
        sa.Column("programme", sa.Uuid(), nullable=True),
        sa.Column("low_capacity", sa.Boolean(), nullable=True),
        sa.Column("persons", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("proposes", sa.Boolean(), nullable=False),
        sa.Column("principal", sa.Uuid(), nullable=True),
        sa.Column("came_by", sa.Uuid(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_initiatives")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(op.f("ix_initiatives_organiser"), "initiatives", ["organiser"], unique=False)
    op.create_index(op.f("ix_initiatives_unit"), "initiatives", ["unit"], unique=False)
    op.create_table(
        "programmes",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("held_back", sa.Integer(), nullable=False),
        sa.Column("initiatives", sa.Integer(), nullable=False),
        sa.Column("not_taking_part", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_programmes")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(op.f("ix_programmes_organiser"), "programmes", ["organiser"], unique=False)
    op.create_table(
        "log",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("organiser_index", sa.BigInteger(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log")),
        sa.UniqueConstraint("organiser", "organiser_index", name=op.f("uq_log_organiser_organiser_index")),
        sa.UniqueConstraint("seq", name=op.f("uq_log_seq")),
    )
    op.create_table(
        "log_head",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one", name=op.f("ck_log_head_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_log_head")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "pending",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_pending")),
        postgresql_with={
            "autovacuum_vacuum_scale_factor": 0,
            "autovacuum_vacuum_threshold": 5000,
            "autovacuum_vacuum_cost_delay": 0,
            "autovacuum_vacuum_insert_scale_factor": 0,
        },
    )
    op.create_table(
        "persons",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_persons")),
    )
    op.create_index(op.f("ix_persons_organiser"), "persons", ["organiser"], unique=False)
    op.create_table(
        "streams",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_streams")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(op.f("ix_streams_organiser"), "streams", ["organiser"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("task", sa.Uuid(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("post", sa.Uuid(), nullable=True),
        sa.Column("persons", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("handed_to", sa.Uuid(), nullable=True),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("stream", "task", name=op.f("pk_tasks")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "ix_tasks_live", "tasks", ["organiser"], unique=False, postgresql_where=sa.text("state IN ('open', 'answered')")
    )
    op.create_table(
        "trees",
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organiser", name=op.f("pk_trees")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "keys",
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "wrapped",
            sa.LargeBinary(),
            nullable=True,
            comment="NULL once destroyed: the row that stays is the tombstone.",
        ),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name=op.f("ck_keys_tombstone")),
        sa.PrimaryKeyConstraint("organiser", "subject", name=op.f("pk_keys")),
        schema="vault",
    )
    op.create_table(
        "parked",
        sa.Column("follower", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="The first one not handled."),
        sa.Column(
            "error", sa.Text(), nullable=False, comment="The exception's type; never its text, which may hold data."
        ),
        sa.Column("released", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["follower"], ["followers.name"], name=op.f("fk_parked_follower_followers")),
        sa.PrimaryKeyConstraint("follower", "stream", name=op.f("pk_parked")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column(
            "digest",
            sa.Text(),
            nullable=True,
            comment="SHA-256 of the ciphertext; NULL until the upload is whole.",
        ),
        sa.Column(
            "size",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Bytes, before sealing.",
        ),
        sa.Column("chunks", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("holds", sa.Text(), nullable=True),
        sa.Column(
            "touched_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("kept", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="An event names it."),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("digest", name=op.f("uq_files_digest")),
    )
    op.create_index("ix_files_unnamed", "files", ["touched_at"], unique=False, postgresql_where=sa.text("NOT kept"))
    op.create_table(
        "file_chunks",
        sa.Column("file", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False, comment="From 0."),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("file", "n", name=op.f("pk_file_chunks")),
    )
    op.create_table(
        "rounds",
        sa.Column("task", sa.Uuid(), nullable=False),
        sa.Column("organiser", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False, comment="How every code of the round begins."),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "wrong",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Codes that were none, since then:",
        ),
        sa.Column("wrong_since", sa.DateTime(timezone=True), server_default=sa.text("'-infinity'"), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_rounds")),
        sa.UniqueConstraint("tag", name=op.f("uq_rounds_tag")),
        schema="answering",
    )
    op.create_table(
        "codes",
        sa.Column("task", sa.Uuid(), nullable=False),
        sa.Column(
            "hash",
            sa.LargeBinary(),
            nullable=False,
            comment="HMAC under a key of the round, which is kept nowhere.",
        ),
        sa.Column("spent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("task", "hash", name=op.f("pk_codes")),
        schema="answering",
    )
    op.create_table(
        "counters",
        sa.Column("task", sa.Uuid(), nullable=False),
        sa.Column("question", sa.SmallInteger(), nullable=False, comment="From 1."),
        sa.Column("choice", sa.SmallInteger(), nullable=False, comment="From 1."),
        sa.Column("times", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("task", "question", "choice", name=op.f("pk_counters")),
        schema="answering",
    )
    op.execute("INSERT INTO log_head (position, logged_at) VALUES (0, '-infinity')")
