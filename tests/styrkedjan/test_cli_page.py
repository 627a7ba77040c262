"""The command line's page is whole, and its exit codes are those there are."""

from collections.abc import Iterator
from typing import Any

from styrkedjan.cli.building import built
from styrkedjan.cli.exits import Exit
from styrkedjan.cli_page import WHEN, cli_page
from styrkedjan.translation import translator


def commands(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its path."""
    below = getattr(command, "commands", {})
    for name, its in below.items():
        yield from commands(its, f"{path} {name}".strip())
    if not below:
        yield path, command


def test_every_command_argument_and_option_is_on_the_page() -> None:
    sections = {part.partition("`")[0]: part for part in cli_page().split("### `")[1:]}
    known = dict(commands(built(translator("en"), "en")))
    assert set(sections) == set(known)
    for path, command in known.items():
        for parameter in command.params:
            shown = parameter.opts if parameter.opts[0].startswith("-") else [parameter.metavar]
            assert all(str(name) in sections[path] for name in shown if name != "--help"), f"{path} {shown}"


def test_every_exit_code_is_on_the_page() -> None:
    assert set(WHEN) == set(Exit)


def test_every_reading_command_answers_in_json() -> None:
    known = dict(commands(built(translator("en"), "en")))
    reading = {
        "tasks",
        "task",
        "initiatives",
        "show",
        "history",
        "people",
        "organiser show",
        "doctor",
        "verify",
        "calendar show",
        "calendar import",
        "codes show",
        "files",
        "programme show",
        "programme compare",
        "post show",
        "post import",
        "reassign",
    } | {f"template {name}" for name in ("list", "show", "check", "rehearse")}
    reading |= {f"handover {name}" for name in ("list", "show", "brief")}
    assert {path for path, its in known.items() if any("--json" in each.opts for each in its.params)} == reading


def test_help_is_in_the_readers_language() -> None:
    for path, command in commands(built(translator("sv"), "sv")):
        english = dict(commands(built(translator("en"), "en")))[path]
        assert command.help != english.help, path
        for mine, theirs in zip(command.params, english.params, strict=True):
            assert mine.help != theirs.help or not mine.help, f"{path} {mine.name}: {mine.help}"
