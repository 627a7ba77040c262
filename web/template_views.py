"""What is shown of templates, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.template import TemplateContent, Text
from web.forms import Fault
from web.plain import plain
from web.refusing import Translate, sentence_of_fault
from web.template_content import Change, changes
from web.template_desk import Published


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLine:
    """One template of the list."""

    key: str
    name: str
    number: int
    """The version in force for new initiatives."""
    live: Mapping[int, int]
    """How many initiatives live by each version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateView:
    """One version of a template."""

    key: str
    number: int
    in_force: int
    """The version new initiatives start with."""
    live: Mapping[int, int]
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultView:
    """One thing that is wrong, or worth a second look."""

    pointer: str
    field: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """What publishing a template would mean."""

    faults: tuple[FaultView, ...]
    """Empty where it can be published."""
    advice: tuple[FaultView, ...]
    number: int | None
    """The version it would be; `None` where nothing would change, or it cannot be published."""
    changes: tuple[Change, ...]
    """What differs from the version in force."""
    live: Mapping[int, int]
    """The initiatives that keep their version."""


def words_of(text: Text, language: str) -> str:
    """A shipped text in the reader's language."""
    return text.en if language == "en" else text.sv


def line(held: Published, language: str) -> TemplateLine:
    """One line of the list."""
    name = words_of(held.state.latest.name, language)
    return TemplateLine(key=held.key, name=name, number=held.number, live=held.live)


def view(held: Published, number: int | None = None) -> TemplateView:
    """A version of a template, the one in force if none is asked for. Raises NotFound."""
    shown = number or held.number
    content: Mapping[str, Any] = plain(held.state.at(shown))
    return TemplateView(key=held.key, number=shown, in_force=held.number, live=held.live, content=content)


def fault_view(fault: Fault, translate: Translate) -> FaultView:
    """A fault in the reader's language."""
    return FaultView(pointer=fault.pointer, field=fault.where, what=sentence_of_fault(fault, translate))


def check_view(content: TemplateContent, held: Published, advice: tuple[FaultView, ...]) -> CheckView:
    """What publishing this would mean."""
    changed = changes(held.latest, content)
    number = held.number + 1 if changed else None
    return CheckView(faults=(), advice=advice, number=number, changes=changed, live=held.live)
