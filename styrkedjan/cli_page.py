"""docs/cli.md: every command with its arguments and options, from the code."""

from collections.abc import Iterator
from typing import Any, Final

from styrkedjan.cli.building import built
from styrkedjan.cli.exits import Exit

HEAD: Final = """# The command line

`styrkedjan` (in a checkout `.venv/bin/styrkedjan`) works beside a running `styrkedjan up`, and against production
settings (`docs/settings.md`). It speaks Swedish unless `--lang en` or `STYRKEDJAN_LANGUAGE` says otherwise. This page
is made from the code by `make docs`.

**Who acts.** The person in `STYRKEDJAN_API_PERSON`, of the organiser in `STYRKEDJAN_API_ORGANISER`. In the embedded
mode, where neither is set, the administrator that the installation began with; or whoever of the organiser's people
`--as` names: a person's name, or the beginning of their id. Against production `--as` is refused. `--for` names a
principal to act for, by their leave. `--lang`, `--as` and `--for` may stand anywhere on the line.
Rights are those of the log: the command line cannot do what the person may not.

**Ids** may be shortened to any beginning that only one thing has; people and units go by name too. Each invocation is
one command with an id of its own: what the connection loses, the ledger repeats under the same id, once.

**Forms** are TOML files. `styrkedjan task TASK --out FILE` writes one out with what is known already, the questions,
help and allowed answers as comments; fill it in and send it with `styrkedjan complete TASK --form FILE`. What changed
about the task since the file was written is noticed, and said. An initiative begins the same way: `styrkedjan start
--blank FILE`, then `styrkedjan start FILE`. A file with a `[start]` table, such as `examples/lartraffar.toml`, first
introduces the people and units it names.

## Exit codes

| code | when |
| --- | --- |
"""

WHEN: Final = {
    Exit.DONE: "it is done, or was done already",
    Exit.FAULT: "`up` cannot start, or a fault of our own",
    Exit.USAGE: "no such command or option, or a setting that cannot be used",
    Exit.NOT_ALLOWED: "whoever acts may not do this",
    Exit.NOT_FOUND: "there is no such thing here",
    Exit.CONFLICT: "the state does not allow it, it has changed meanwhile, or an id could mean several things",
    Exit.UNMET: "an answer is missing or wrong, or a file cannot be used",
    Exit.AWAY: "the installation is not running, or a server does not answer",
    Exit.KEY: "the master key, or a key, is missing or wrong",
    Exit.FOUND_WRONG: "`verify` or `doctor` found something",
    Exit.INTERRUPTED: "interrupted",
}


def cli_page() -> str:
    """The whole page."""
    codes = "".join(f"| {code.value} | {WHEN[code]} |\n" for code in Exit)
    command = built(str.format, "en")
    sections = "\n".join(section for name, below in command.commands.items() for section in _sections(name, below))
    return f"{HEAD}{codes}\nWhat goes wrong is a sentence on standard error.\n\n## Commands\n\n{sections}"


def _sections(name: str, command: Any) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield _section(name, command)
        return
    for sub, its in below.items():
        yield from _sections(f"{name} {sub}", its)


def _section(name: str, command: Any) -> str:
    """One command; `command` is one of Typer's own, which it does not export."""
    rows = "".join(f"| {_called(each)} | {_needed(each)} |\n" for each in command.params if each.name != "help")
    table = f"\n| | |\n| --- | --- |\n{rows}" if rows else ""
    return f"### `{name}`\n\n{command.help}\n{table}"


def _called(parameter: Any) -> str:
    names = ", ".join(name for name in parameter.opts if name.startswith("-"))
    takes = parameter.metavar or ("" if getattr(parameter, "is_flag", False) else str(parameter.name).upper())
    return f"`{names} {takes}`".replace(" `", "`") if names else f"`{takes}`"


def _needed(parameter: Any) -> str:
    said = parameter.help or ""
    return f"{said} Needed." if parameter.required and parameter.opts[0].startswith("-") else said
