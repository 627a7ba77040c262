"""Log lines for people or machines, with ids and never personal data.

An exception's text may quote a row, a form or a name, so only its type, its stable code and its place are logged.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Literal, TextIO

OURS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
NOISY: Final = ("uvicorn.access", "sqlalchemy.engine", "httpx", "asyncio")
"""They log statements, addresses with query strings, or every request: from warnings up only."""


class _Formatter(logging.Formatter):
    def fields(self, record: logging.LogRecord) -> dict[str, object]:
        """What the caller passed in `extra`, and where an exception came from."""
        found = {name: value for name, value in vars(record).items() if name not in OURS}
        if record.exc_info and record.exc_info[1] is not None:
            found |= {"error": describe(record.exc_info[1]), "at": place(record.exc_info[2])}
        return found


class Lines(_Formatter):
    """`2026-08-17 09:15:02 warning events.followers: parked a stream  follower=waker stream=initiative:…`."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        rest = "".join(f"  {name}={value}" for name, value in self.fields(record).items())
        return f"{when} {record.levelname.lower()} {record.name}: {record.getMessage()}{rest}"


class JsonLines(_Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        known = {"time": when, "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        return json.dumps(known | self.fields(record), ensure_ascii=False, default=str)


def describe(error: BaseException) -> str:
    """Its type and, where it has one, its stable code (a refusal's, a SQLSTATE): never its text."""
    code = getattr(error, "code", None) or getattr(error, "sqlstate", None)
    cause = error.__cause__
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return (f"{name} ({code})" if isinstance(code, str) else name) + (f" from {describe(cause)}" if cause else "")


def place(trace: TracebackType | None) -> str:
    """The innermost three frames, outermost first."""
    frames = traceback.extract_tb(trace)[-3:]
    return " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames)


def set_up(form: Literal["lines", "json"], level: str, stream: TextIO = sys.stderr) -> None:
    """Send everything this process logs to `stream`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if form == "json" else Lines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
