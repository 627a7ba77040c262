"""Forms and other dataclasses from what people send: every fault at once, each with its place and what is allowed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NewType, TypeVar, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from domain.messages import N_
from domain.refusals import Unmet
from domain.sealed import Sealed
from events.sealed_fields import change_fields

T = TypeVar("T")

LONGEST_TEXT: Final = 20_000
"""Characters of one text: a long protocol has five thousand."""

SENTENCES: Final = {
    "unexpected_keyword_argument": N_("there is no such field"),
    "extra_forbidden": N_("there is no such field"),
    "missing": N_("this is needed"),
    "json_invalid": N_("this is no JSON"),
    "string_too_long": N_("this text is too long"),
    "greater_than_equal": N_("give a larger number"),
    "less_than_equal": N_("give a smaller number"),
    "date_from_datetime_inexact": N_("give a date, as 2026-08-17"),
    "bytes_type": N_("give a text"),
    "tuple_type": N_("give a list"),
    "list_type": N_("give a list"),
    "dict_type": N_("give a group of fields"),
    "model_type": N_("give a group of fields"),
    "model_attributes_type": N_("give a group of fields"),
    "dataclass_type": N_("give a group of fields"),
}
ONE_OF: Final = N_("give one of {allowed}")
SENTENCE_BY_START: Final = {
    "date": N_("give a date, as 2026-08-17"),
    "int": N_("give a whole number"),
    "float": N_("give a number"),
    "bool": N_("give true or false"),
    "uuid": N_("give an id"),
    "string": N_("give a text"),
    "too_": N_("give as many as the help text says"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with what was sent."""

    path: tuple[str | int, ...]
    """Names of fields and numbers of rows (from 0), outermost first."""
    sentence: str
    """English, marked for translation, filled with `allowed`."""
    allowed: str = ""

    @property
    def where(self) -> str:
        """`problems[2].statement`, its rows counted from 1 as people do."""
        steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(steps).removeprefix(".")

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer."""
        return "".join(f"/{step}" for step in self.path)


class FormRefused(Unmet):
    """What was sent is not such a form."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("form_invalid", N_("The form cannot be taken as it is."))
        self.faults = faults


def read_form(cls: type[T], sent: Mapping[str, Any]) -> T:
    """A dataclass from plain values, its texts in UTF-8. Raises FormRefused."""
    try:
        read: T = _adapter(cast("Any", cls)).validate_python(sent)
    except ValidationError as error:
        raise FormRefused(tuple(_faults(error))) from None
    return change_fields(read, _text)


def _text(text: bytes) -> Sealed:
    """Blank is no answer; nothing is as long as `LONGEST_TEXT` by intent."""
    if len(text) > LONGEST_TEXT * 4 or len(text.decode()) > LONGEST_TEXT:
        raise Unmet("text_too_long", N_("A text may have at most {longest} characters."), longest=LONGEST_TEXT)
    return Sealed(text.strip())


def sealed(text: str) -> Sealed:
    """A single text on its way into the ledger. Raises Unmet."""
    return _text(text.encode())


@cache
def _adapter(cls: Any) -> TypeAdapter[Any]:
    # Configuration can be given for anything but a dataclass itself, so the dataclass goes under another name.
    rename: Any = NewType
    return TypeAdapter(rename(cls.__name__, cls), config=ConfigDict(extra="forbid", hide_input_in_errors=True))


def _faults(error: ValidationError) -> Iterator[Fault]:
    for details in error.errors(include_url=False, include_input=False):
        path = tuple(step for step in details["loc"] if not (isinstance(step, str) and step[:1].isupper()))
        yield fault_at(path, details)


def fault_at(path: tuple[str | int, ...], details: ErrorDetails) -> Fault:
    """What pydantic finds wrong there, as a sentence."""
    return Fault(path=path, sentence=_sentence(details), allowed=_allowed(details))


def _allowed(details: ErrorDetails) -> str:
    expected = str(details.get("ctx", {}).get("expected", ""))
    return expected.replace("'", "").replace(" or ", ", ")


def _sentence(details: ErrorDetails) -> str:
    kind = details["type"]
    if kind in {"enum", "literal_error"}:
        return ONE_OF
    by_start = (sentence for start, sentence in SENTENCE_BY_START.items() if kind.startswith(start))
    return SENTENCES.get(kind) or next(by_start, N_("this cannot be understood"))
