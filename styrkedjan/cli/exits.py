"""What a command ends with: a sentence and a code for every way it can fail, never a traceback.

The codes are part of the interface (docs/cli.md).
"""

import logging
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Any, Final

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, NotFound, Refusal, Unmet
from events.failures import FAILURES, StoreUnavailable
from events.keys import MasterKeyError
from events.ledger import BusyError
from events.sealing import SealingError
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.files import FileError
from styrkedjan.forms_toml import TomlRefused
from styrkedjan.settings import PREFIX
from web.forms import FormRefused
from web.refusing import sentence_of, sentence_of_fault

log = logging.getLogger(__name__)

Say = Callable[..., str]


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    FAULT = 1
    """Our own: it should not happen."""
    USAGE = 2
    NOT_ALLOWED = 3
    NOT_FOUND = 4
    CONFLICT = 5
    UNMET = 6
    """What was sent lacks something, or the file cannot be read."""
    AWAY = 7
    """A server does not answer, or the installation is not running."""
    KEY = 8
    FOUND_WRONG = 9
    """`verify`, `doctor`: something is not as it should be."""
    INTERRUPTED = 130


BY_REFUSAL: Final = {
    NotAllowed: Exit.NOT_ALLOWED,
    NotFound: Exit.NOT_FOUND,
    Conflict: Exit.CONFLICT,
    Unmet: Exit.UNMET,
}


def ended(error: BaseException, say: Say) -> tuple[Exit, list[str]]:
    """The code and the lines, in the reader's language, of what went wrong."""
    match error:
        case FormRefused():
            return Exit.UNMET, list(_faults(error, say))
        case Refusal():
            return BY_REFUSAL[type(error)], [sentence_of(error, say)]
        case FileError():
            return Exit.UNMET, [error.told(say)]
        case Obstacle():
            return Exit.AWAY, [say(error.sentence, **error.details)]
        case TyperException():
            return Exit.USAGE, [_usage(error, say)]
        case KeyboardInterrupt() | typer.Abort():
            return Exit.INTERRUPTED, [say(N_("Interrupted."))]
        case _:
            return _technical(error, say)


def _technical(error: BaseException, say: Say) -> tuple[Exit, list[str]]:
    match error:
        case MasterKeyError():
            return Exit.KEY, [str(error)]
        case SealingError():
            return Exit.KEY, [say(N_("A text cannot be opened or sealed: its key is missing. Restore the keys."))]
        case StoreUnavailable() | BusyError():
            return Exit.AWAY, [say(N_("Nobody knows whether it was done. See with styrkedjan show, then try again."))]
        case ValidationError():
            return Exit.USAGE, [say(N_("The setting {name} cannot be used."), name=name) for name in _settings(error)]
        case _ if isinstance(error, FAILURES):
            return Exit.AWAY, [say(N_("The database does not answer. See what is wrong with: styrkedjan doctor"))]
        case _:
            log.error("unexpected", exc_info=error)
            # Temporal's says more by its status; importing its class would cost every command 0.13 s.
            status = getattr(getattr(error, "status", None), "name", "")
            kind = f"{type(error).__name__} {status}".rstrip()
            return Exit.FAULT, [say(N_("Something went wrong that should not ({kind})."), kind=kind)]


def _faults(refused: FormRefused, say: Say) -> Iterator[str]:
    for fault in refused.faults:
        what = sentence_of_fault(fault, say)
        line = refused.line(fault) if isinstance(refused, TomlRefused) else None
        if line is None:
            yield say(N_("{field}: {what}."), field=fault.where, what=what)
        elif fault.path == ("?",):
            yield say(N_("Line {line}: {what}."), line=line, what=what)
        else:
            yield say(N_("Line {line}, {field}: {what}."), line=line, field=fault.where, what=what)


def _settings(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        name = "".join(str(step) for step in fault["loc"][:1]).upper()
        yield f"{PREFIX}{name}" if name else f"{PREFIX}DATABASE, {PREFIX}TEMPORAL"


USAGE: Final = {
    "NoSuchOption": N_("There is no option {name}. See --help."),
    "MissingParameter": N_("{name} is missing. See --help."),
    "BadOptionUsage": N_("{name} is missing. See --help."),
    "BadParameter": N_("{name} cannot be that. See --help."),
}
"""By the name of the exception: Typer exports only some of them."""


def _usage(error: TyperException, say: Say) -> str:
    kind = type(error).__name__
    allowed = _allowed(error)
    if kind == "BadParameter" and allowed:
        sentence = N_("{name} cannot be that, but one of: {allowed}. See --help.")
        return say(sentence, name=_parameter(error), allowed=", ".join(allowed))
    if kind == "BadParameter" and _annotation(error) is int:
        if (least := getattr(getattr(error, "param", None), "min", None)) is not None:
            sentence = N_("{name}: give a whole number, at least {least}. See --help.")
            return say(sentence, name=_parameter(error), least=least)
        return say(N_("{name}: give a whole number. See --help."), name=_parameter(error))
    if kind in USAGE:
        return say(USAGE[kind], name=_parameter(error))
    if kind == "NoArgsIsHelpError":
        return error.message
    if "No such command" in error.message:
        return say(N_("There is no such command. See --help."))
    return say(N_("The command cannot be read as it is. See --help."))


def _allowed(error: Any) -> list[str]:
    """What the option or argument may be, where that is a list."""
    members: Any = getattr(_annotation(error), "__members__", {})
    return [str(choice.value) for choice in members.values()]


def _annotation(error: Any) -> Any:
    described = getattr(getattr(error, "param", None), "type_descriptor", None)
    return getattr(described, "annotation", None)


def _parameter(error: Any) -> str:
    """The option or argument it is about."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "option_name", error.message))
    shown = parameter.opts[0]
    return str(shown if shown.startswith("-") else parameter.metavar or parameter.name)
