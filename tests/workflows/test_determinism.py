"""What the sandbox does not watch in a worker is read from the source (docs/decisions/no-sandbox.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FILES = sorted(Path("workflows").rglob("*.py"))
ALLOWED = {"asyncio", "collections", "datetime", "functools", "typing", "uuid", "temporalio", "activities.contracts"}
ALLOWED |= {"domain", "workflows"}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic"}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module


def changeable(body: list[ast.stmt]) -> Iterator[str]:
    """What a module or class holds besides definitions, texts and constants."""
    for statement in body:
        match statement:
            case ast.ClassDef(body=inner):
                yield from changeable(inner)
            case ast.Assign(value=ast.Name() | ast.Subscript()):
                pass  # another name for a type
            case ast.AnnAssign(annotation=ast.Name(id="Final"), value=value) if not isinstance(
                value, ast.List | ast.Dict | ast.Set
            ):
                pass
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                yield ast.unparse(statement)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_workflows_import_nothing_that_could_differ_at_a_replay(file: Path) -> None:
    names = set(imported(ast.parse(file.read_text("utf-8"))))
    assert [name for name in names if name not in ALLOWED and name.partition(".")[0] not in ALLOWED] == []


@pytest.mark.parametrize("file", FILES, ids=str)
def test_no_initiative_can_leave_anything_to_another(file: Path) -> None:
    assert list(changeable(ast.parse(file.read_text("utf-8")).body)) == []


@pytest.mark.parametrize("file", FILES, ids=str)
def test_only_the_workflow_s_clock_is_asked(file: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    asked = [call for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS]
    assert [call for call in asked if ast.unparse(call.value) != "workflow"] == []
