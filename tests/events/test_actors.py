"""The clock and the installation come from us alone: nothing that reads a request can become either."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAY = {
    "activities/handover.py",
    "activities/initiative.py",
    "activities/programme.py",
    "styrkedjan/bootstrap.py",
    "styrkedjan/follower_of_posts.py",
    "styrkedjan/cli/organisation.py",
    "styrkedjan/linker.py",
    "styrkedjan/player.py",
    "styrkedjan/reactions.py",
    "styrkedjan/rescheduler.py",
}
"""The clocks' activities, followers of the log, and what runs on the installation's own machine."""


def speaks_for_us(source: str) -> bool:
    """Whether a module imports one of our own actors or what acts as one, or makes one that is not called a person."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module="domain.actors", names=names):
                if {alias.name for alias in names} & {"CLOCK", "INSTALLATION", "PROGRAMME"}:
                    return True
            case ast.ImportFrom(module="styrkedjan.reactions"):
                return True
            case ast.Call(func=ast.Name(id="Actor"), keywords=keywords):
                kinds = [keyword.value for keyword in keywords if keyword.arg == "kind"]
                if not all(isinstance(kind, ast.Constant) and kind.value == "person" for kind in kinds):
                    return True
    return False


def test_only_composition_roots_speak_for_the_clock_and_the_installation() -> None:
    packages = ("web", "workflows", "activities", "styrkedjan")
    modules = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in modules if speaks_for_us(path.read_text("utf-8"))}
    assert found <= MAY
