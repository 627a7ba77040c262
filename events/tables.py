"""Every table, declared once: Alembic's migrations are made from and checked against this MetaData.

The application role may only SELECT from them; they are written by the functions under `events/sql`.
"""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

VACUUM_OFTEN = {
    # Rows that come and go by the thousand: a bloated `pending` alone took the append to 147 commands/s.
    "autovacuum_vacuum_scale_factor": 0,
    "autovacuum_vacuum_threshold": 5000,
    "autovacuum_vacuum_cost_delay": 0,
    "autovacuum_vacuum_insert_scale_factor": 0,
}

# CACHE 1, always: a cached range would let a stream's later event have the lower number.
event_seq = Sequence("event_seq", metadata=metadata, cache=1)

streams = Table(
    "streams",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "organiser"),
    postgresql_with={"fillfactor": 70},
)

commands = Table(
    "commands",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("organiser", Uuid, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("organiser", Uuid, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("stream", "version"),
)

pending = Table(
    "pending",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("organiser", Uuid, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    postgresql_with=VACUUM_OFTEN,
)

log = Table(
    "log",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    # Unique, so that nothing can be logged twice; also finds an event's position.
    Column("seq", BigInteger, nullable=False, unique=True),
    Column("organiser", Uuid, nullable=False),
    Column("organiser_index", BigInteger, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("logged_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("organiser", "organiser_index"),
)

log_head = Table(
    "log_head",
    metadata,
    Column("one", Boolean, primary_key=True, server_default=text("true")),
    Column("position", BigInteger, nullable=False),
    Column("logged_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("one", name="one"),
    postgresql_with={"fillfactor": 50},
)

trees = Table(
    "trees",
    metadata,
    Column("organiser", Uuid, primary_key=True),
    Column("size", BigInteger, nullable=False),
    postgresql_with={"fillfactor": 50},
)

tasks = Table(
    "tasks",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("task", Uuid, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("post", Uuid),
    Column("persons", ARRAY(Uuid), nullable=False),
    Column("handed_to", Uuid),
    Column("opened", Date, nullable=False),
    Column("due", Date),
    Index("ix_tasks_live", "organiser", postgresql_where=text("state IN ('open', 'answered')")),
    postgresql_with={"fillfactor": 70},
)

initiatives = Table(
    "initiatives",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", LargeBinary, nullable=False),
    Column("unit", Uuid, nullable=False),
    Column("post", Uuid, nullable=False),
    Column("template", Text, nullable=False),
    Column("template_version", Integer, nullable=False),
    Column("track", Text, nullable=False),
    Column("stage", SmallInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("stalled", Text),
    Column("outcome", Text),
    Column("started", Date, nullable=False),
    Column("programme", Uuid),
    Column("low_capacity", Boolean),
    Column("persons", ARRAY(Uuid), nullable=False),
    Column("proposes", Boolean, nullable=False),
    Column("principal", Uuid),
    Column("came_by", Uuid),
    Column("came_on", Date),
    Index(None, "organiser"),
    Index(None, "unit"),
    postgresql_with={"fillfactor": 70},
)

programmes = Table(
    "programmes",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", LargeBinary, nullable=False),
    Column("template", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("started", Date, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("held_back", Integer, nullable=False),
    Column("initiatives", Integer, nullable=False),
    Column("not_taking_part", Integer, nullable=False),
    Index(None, "organiser"),
    postgresql_with={"fillfactor": 70},
)

handovers = Table(
    "handovers",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("unit", Uuid, nullable=False),
    Column("post", Uuid, nullable=False),
    Column("leaver", Uuid),
    Column("last_day", Date),
    Column("newcomer", Uuid),
    Column("first_day", Date),
    Column("manager", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("opened", Date, nullable=False),
    Column("initiatives", Integer, nullable=False),
    Column("waits", Integer, nullable=False),
    Index(None, "organiser"),
    Index(None, "post"),
    postgresql_with={"fillfactor": 70},
)

holdings = Table(
    "holdings",
    metadata,
    Column("stream", Text, primary_key=True),
    # Of the key, so that a post's new rows can be written in the statement that takes away the old.
    Column("version", Integer, primary_key=True),
    Column("since", Date, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("post", Uuid, nullable=False),
    Column("until", Date),
    Column("standing", Text, nullable=False),
    Column("person", Uuid),
    Column("principal", Uuid),
    Column("service_since", Date),
    Column("manager", Uuid),
    Index(None, "post"),
    Index("ix_holdings_person", "organiser", "person"),
)

persons = Table(
    "persons",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("email", LargeBinary),
    Index(None, "organiser"),
)

clock = Table(
    "clock",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("seen_version", Integer, nullable=False),
    Column("next_due", DateTime(timezone=True)),
    comment="What each initiative's workflow last saw of its stream, and when it will look again.",
    postgresql_with={"fillfactor": 70},
)

followers = Table(
    "followers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False, comment="The next position to handle."),
    Column("holder", Uuid),
    Column("leased_until", DateTime(timezone=True), comment="By the server's clock."),
    Column(
        "far_side", Text, comment="Which one it has acted on, where that can lose its memory: Temporal's namespace."
    ),
    postgresql_with={"fillfactor": 50},
)

parked = Table(
    "parked",
    metadata,
    Column("follower", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("position", BigInteger, nullable=False, comment="The first one not handled."),
    Column("error", Text, nullable=False, comment="The exception's type; never its text, which may hold data."),
    Column("released", Boolean, nullable=False, server_default=text("false")),
    ForeignKeyConstraint(["follower"], ["followers.name"]),
)

keys = Table(
    "keys",
    metadata,
    Column("organiser", Uuid, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("wrapped", LargeBinary, comment="NULL once destroyed: the row that stays is the tombstone."),
    Column("destroyed_at", DateTime(timezone=True)),
    CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="tombstone"),
    schema="vault",
)

files = Table(
    "files",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("stream", Text, nullable=False),
    Column("digest", Text, unique=True, comment="SHA-256 of the ciphertext; NULL until the upload is whole."),
    Column("size", BigInteger, nullable=False, server_default=text("0"), comment="Bytes, before sealing."),
    Column("chunks", Integer, nullable=False, server_default=text("0")),
    Column("holds", Text),
    Column("touched_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("kept", Boolean, nullable=False, server_default=text("false"), comment="An event names it."),
    Index("ix_files_unnamed", "touched_at", postgresql_where=text("NOT kept")),
)

file_chunks = Table(
    "file_chunks",
    metadata,
    Column("file", Uuid, primary_key=True),
    Column("n", Integer, primary_key=True, comment="From 0."),
    Column("sealed", LargeBinary, nullable=False),
)

# Answers by code, until they are counted: read and written by the functions of `events/sql/answering.sql` only, not
# even read by the application.
ANSWERING = "answering"

rounds = Table(
    "rounds",
    metadata,
    Column("task", Uuid, primary_key=True),
    Column("organiser", Uuid, nullable=False),
    Column("stream", Text, nullable=False),
    Column("questionnaire", Text, nullable=False),
    Column("tag", Text, nullable=False, unique=True, comment="How every code of the round begins."),
    Column("closes_at", DateTime(timezone=True), nullable=False),
    Column("frozen", Boolean, nullable=False, server_default=text("false")),
    Column("wrong", Integer, nullable=False, server_default=text("0"), comment="Codes that were none, since then:"),
    Column("wrong_since", DateTime(timezone=True), nullable=False, server_default=text("'-infinity'")),
    schema=ANSWERING,
)

codes = Table(
    "codes",
    metadata,
    Column("task", Uuid, primary_key=True),
    Column("hash", LargeBinary, primary_key=True, comment="HMAC under a key of the round, which is kept nowhere."),
    Column("spent", Boolean, nullable=False, server_default=text("false")),
    schema=ANSWERING,
)

counters = Table(
    "counters",
    metadata,
    Column("task", Uuid, primary_key=True),
    Column("question", SmallInteger, primary_key=True, comment="From 1."),
    Column("choice", SmallInteger, primary_key=True, comment="From 1."),
    Column("times", Integer, nullable=False, server_default=text("0")),
    schema=ANSWERING,
)
