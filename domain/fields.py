"""How a form's field is asked: its label and help, whether it must be answered, whether a gate or rule reads it."""

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Final

from domain.messages import N_, Message
from domain.refusals import Unmet

_ASKED: Final = "asked"
_EMPTY_IS_NONE: Final = (bytes, str, tuple, frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader of the form needs to know about one field (TASKS.md, "Notation")."""

    label: str
    help: str = ""
    required: bool = False
    gate: bool = False
    """A gate or a rule reads it: asked even under "already done"."""
    prefilled: str = ""
    """Where a suggestion comes from, in words."""


def asked(label: str, default: Any = None, **how: Any) -> Any:
    """A dataclass field with its question. Every field has a default, so that a half-filled form is a value."""
    return field(default=default, metadata={_ASKED: Asked(label=label, **how)})


def asked_of(described: Field[Any]) -> Asked | None:
    """The question of a field; `None` for plumbing such as `kind`."""
    return described.metadata.get(_ASKED)


def questions(form: Any) -> Iterator[tuple[Field[Any], Asked]]:
    """The fields of a form class or instance that a person fills in, in order."""
    return iter(_questions_of(form if isinstance(form, type) else type(form)))


@cache
def _questions_of(form: Any) -> tuple[tuple[Field[Any], Asked], ...]:
    every = fields(form) if is_dataclass(form) else ()
    return tuple((described, how) for described in every if (how := asked_of(described)) is not None)


def require_complete(form: Any, *, already_done: bool = False) -> None:
    """Refuse a form that leaves a required question unanswered, naming the first (`Unmet`, `field_missing`).

    Under "already done" only what a gate reads is required. Rows in lists are held to the same rule.
    """
    for described, how in questions(form):
        value = getattr(form, described.name)
        if how.required and (how.gate or not already_done) and is_blank(value):
            raise Unmet(
                "field_missing",
                N_("Answer “{label}” ({field}); it is needed."),
                label=Message(how.label),
                field=described.name,
            )
        for row in value if isinstance(value, tuple) else (value,):
            kind: Any = type(row)
            if _questions_of(kind):
                require_complete(row, already_done=already_done)


def need(form: Any, *names: str) -> None:
    """Refuse (`Unmet`, `field_missing`) unless each of these questions, not always required, is answered."""
    for described, how in questions(form):
        if described.name in names and is_blank(getattr(form, described.name)):
            raise Unmet(
                "field_missing",
                N_("Answer “{label}” ({field}); it is needed."),
                label=Message(how.label),
                field=described.name,
            )


def unmet(form: Any, field: str, code: str, sentence: str) -> Unmet:
    """The refusal of what one question was answered with; its `sentence` names it by `label` and `field`."""
    label = next(how.label for described, how in questions(form) if described.name == field)
    return Unmet(code, sentence, label=Message(label), field=field)


def is_blank(value: object) -> bool:
    """No answer: nothing, empty text or an empty list. Zero and `False` are answers."""
    return value is None or (isinstance(value, _EMPTY_IS_NONE) and not value)
