"""What is marked for translation can be found: the extractor does not look inside f-strings."""

import ast
from pathlib import Path

from styrkedjan.catalogue import MARKER, PACKAGES, ROOT


def _hidden(file: Path) -> list[int]:
    """Lines of marked messages inside f-strings."""
    found = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.JoinedStr))
    calls = (call for node in found for call in ast.walk(node) if isinstance(call, ast.Call))
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == MARKER]


def test_no_message_is_marked_inside_an_f_string() -> None:
    hidden = {str(file): lines for name in PACKAGES for file in (ROOT / name).rglob("*.py") if (lines := _hidden(file))}
    assert hidden == {}
