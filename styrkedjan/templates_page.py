"""docs/templates.md: the template file field by field, from the dataclasses and their docstrings."""

from collections.abc import Iterator
from dataclasses import MISSING, Field
from enum import Enum
from typing import Any, Final, get_args, get_origin, get_type_hints

from domain.bounds import ORDINARY, bounds_of
from domain.catalogue import CATALOGUE
from domain.template import TemplateContent
from web.plain import plain
from web.template_schema import dataclasses_in, described

HEAD: Final = """# Templates

A template is the kind of an initiative: its due days, meeting series, moments, check-ins and numbers, as a TOML file.
The product brings some along (`styrkedjan template list`); an organiser copies one and makes it its own:

```sh
styrkedjan template copy lartraffar egen.toml      # with its comments; --key NAME makes another kind of it
styrkedjan template check egen.toml                # every fault with its line, and what may be a mistake
styrkedjan template publish egen.toml              # what would change; with --yes it becomes the next version
styrkedjan template rehearse lartraffar            # what moving to it would mean for each live initiative
styrkedjan template rehearse egen.toml             # the same before it is published
styrkedjan template move lartraffar --to 2 --yes   # move them; --only ID for some of them
```

An administrator publishes; the organiser's staff rehearse and move. New initiatives start with the latest version, and
running ones keep theirs until they are moved: `docs/decisions/template-versions.md` says what moves with them.

The file's JSON Schema is [`styrkedjan/templates/schema.json`](../styrkedjan/templates/schema.json); editors that know
TOML schemas complete and check by it. This page is made from the code by `make docs`.

"""


def templates_page() -> str:
    """The whole page."""
    return HEAD + "\n".join([*_tables(), *_tasks()]) + "\n"


def _tables() -> Iterator[str]:
    for kind in dataclasses_in(TemplateContent):
        name = "The file" if kind is TemplateContent else f"`{kind.__name__}`"
        yield from (
            f"## {name}",
            "",
            str(kind.__doc__),
            "",
            "| field | holds | otherwise | |",
            "| --- | --- | --- | --- |",
        )
        hints = get_type_hints(kind)
        for each, said in described(kind):
            yield f"| `{each.name}` | {_holds(hints[each.name], each)} | {_otherwise(each)} | {said} |"
        yield ""


def _tasks() -> Iterator[str]:
    yield from ("## Tasks that `due` may name", "", "| task | | otherwise |", "| --- | --- | --- |")
    for key, kind in CATALOGUE.items():
        if kind.due is not None:
            yield f"| `{key.value}` | {kind.title} | {kind.due} |"


def _holds(hint: Any, each: Field[Any]) -> str:
    """What may stand in a field, in words."""
    origin, members = get_origin(hint), [member for member in get_args(hint) if member is not type(None)]
    if origin is tuple:
        return f"list: {_holds(members[0], each)}"
    if hint is str:
        return "text"
    if hint is int:
        return _number(each)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "a task" if len(hint) == len(CATALOGUE) else ", ".join(f"`{member.value}`" for member in hint)
    if isinstance(hint, type):
        return f"`{hint.__name__}`"
    if len(members) > 1:
        return f"by {_holds(members[0], each)}: {_holds(members[1], each)}"
    return _holds(members[0], each)


def _number(each: Field[Any]) -> str:
    bounds = bounds_of(each)
    if bounds.most is not None:
        return f"{bounds.least}–{bounds.most}"
    return "number" if bounds == ORDINARY else f"number from {bounds.least}"


def _otherwise(each: Field[Any]) -> str:
    """The default; a needed field has none."""
    if each.default is not MISSING:
        return f"`{plain(each.default)}`" if each.default is not None else "–"
    return "**needed**" if each.default_factory is MISSING else "as they are"
