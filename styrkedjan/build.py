"""The build id of the worker: a digest of exactly what workflows are made of, so that nothing else makes a new one."""

import ast
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
LENGTH: Final = 12
"""Hexadecimal characters."""


def build_id(root: Path = ROOT) -> str:
    """The same for the same workflows, activity contracts and the domain modules they import, and for no others."""
    digest = sha256()
    for file in parts(root):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:LENGTH]


def parts(root: Path = ROOT) -> list[Path]:
    """The files a workflow's code consists of, in order."""
    ahead = [root / "activities" / "contracts.py", *(root / "workflows").rglob("*.py")]
    found: set[Path] = set()
    while ahead:
        file = ahead.pop()
        if file not in found:
            found.add(file)
            ahead.extend(_imported(file, root))
    return sorted(found)


def _imported(file: Path, root: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        match node:
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), names=names):
                modules = [module, *(f"{module}.{alias.name}" for alias in names)]
            case _:
                continue
        yield from (file for module in modules for file in _files(module, root))


def _files(module: str, root: Path) -> Iterator[Path]:
    """Where one of our own modules lives; nothing for anybody else's."""
    if module.partition(".")[0] in ("workflows", "domain"):
        place = root.joinpath(*module.split("."))
        yield from (file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file())
