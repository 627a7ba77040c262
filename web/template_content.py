"""A template from what people send: every fault at once, with a suggestion where a word is nearly right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from domain.bounds import ORDINARY, Bounds, Path, bounds_of, out_of_bounds
from domain.messages import N_
from domain.tasks import Key
from domain.template import TemplateContent
from domain.template_flaws import Flaw, flaws, number_flaw
from web.forms import ONE_OF, SENTENCES, Fault, FormRefused, read_form
from web.plain import plain

NO_SUCH_FIELD: Final = SENTENCES["unexpected_keyword_argument"]
OF_A_KEY: Final = "[key]"
"""How pydantic ends the place of a key that is none."""


def read_content(sent: Mapping[str, Any]) -> TemplateContent:
    """The template, if it can be followed. Raises FormRefused."""
    try:
        content = read_form(TemplateContent, sent)
    except FormRefused as refused:
        others = as_faults(number_flaw(path, bounds) for path, bounds in _numbers(TemplateContent, sent))
        raise FormRefused((*(_helped(fault, sent) for fault in refused.faults), *others)) from None
    if found := as_faults(flaws(content)):
        raise FormRefused(found)
    return content


def as_faults(found: Iterable[Flaw]) -> tuple[Fault, ...]:
    """What the domain says of a template, as faults of what was sent."""
    return tuple(Fault(path=flaw.path, sentence=flaw.sentence, allowed=flaw.allowed) for flaw in found)


def _numbers(kind: Any, held: Any, bounds: Bounds = ORDINARY, path: Path = ()) -> Iterator[tuple[Path, Bounds]]:
    """Whole numbers out of bounds in what was sent, however wrong the rest of it is."""
    match held:
        case Mapping() if is_dataclass(kind):
            hints = get_type_hints(kind)
            for each in fields(kind):
                if each.name in held:
                    inner = _inside(hints[each.name], row=False)
                    yield from _numbers(inner, held[each.name], bounds_of(each), (*path, each.name))
        case Mapping():
            yield from out_of_bounds({name: value for name, value in held.items() if type(value) is int}, bounds, path)
        case list():
            for number, value in enumerate(held):
                yield from _numbers(_inside(kind, row=True), value, bounds, (*path, number))
        case _ if type(held) is int:
            yield from out_of_bounds(held, bounds, path)


def _helped(fault: Fault, sent: Mapping[str, Any]) -> Fault:
    """The same fault with what was probably meant."""
    *above, last = fault.path or ("",)
    if last == OF_A_KEY:
        *table, name = above
        return _suggesting(Fault(path=(*table, name), sentence=""), str(name), [key.value for key in Key])
    if fault.sentence == NO_SUCH_FIELD:
        kind = _kind_at(above)
        return _suggesting(fault, str(last), [each.name for each in fields(kind)] if is_dataclass(kind) else [])
    if fault.sentence == ONE_OF:
        near = get_close_matches(str(_value_at(sent, fault.path)), fault.allowed.split(", "), 1)
        sentence = N_("there is no such choice; did you mean {allowed}?")
        return replace(fault, sentence=sentence, allowed=near[0]) if near else fault
    return fault


def _suggesting(fault: Fault, said: str, names: Sequence[str]) -> Fault:
    near = get_close_matches(said, names, 1)
    if near:
        return replace(fault, sentence=N_("there is no such field; did you mean {allowed}?"), allowed=near[0])
    return replace(fault, sentence=N_("there is no such field; here stand {allowed}"), allowed=", ".join(names))


def _value_at(sent: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        sent = sent[step]
    return sent


def _kind_at(path: Sequence[str | int]) -> Any:
    """The type of what stands at a place of a template."""
    kind: Any = TemplateContent
    for step in path:
        kind = _inside(get_type_hints(kind).get(str(step)) if is_dataclass(kind) else kind, row=isinstance(step, int))
    return kind


def _inside(kind: Any, *, row: bool) -> Any:
    """What may be absent as what it is otherwise; of a list's rows their type."""
    members = [member for member in get_args(kind) if member not in (NoneType, Ellipsis)]
    if get_origin(kind) in (Union, UnionType) or (row and get_origin(kind) is tuple):
        return members[0]
    return kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that two versions of a template do not share."""

    field: str
    before: Any
    """Plain; `None` where there was none."""
    after: Any


def changes(before: TemplateContent | None, after: TemplateContent) -> tuple[Change, ...]:
    """Where two versions differ, in the order of the later; of a first version everything."""
    old = dict(_values(plain(before), ())) if before else {}
    new = dict(_values(plain(after), ()))
    paths = [path for path in {**new, **old} if old.get(path) != new.get(path)]
    return tuple(
        Change(field=Fault(path=path, sentence="").where, before=old.get(path), after=new.get(path)) for path in paths
    )


def _values(held: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The single values of plain data; a list of numbers counts as one."""
    if isinstance(held, dict):
        for name, value in held.items():
            yield from _values(value, (*path, name))
    elif isinstance(held, list) and any(isinstance(row, dict) for row in held):
        for number, row in enumerate(held):
            yield from _values(row, (*path, number))
    else:
        yield path, held
