"""Writes `requirements.txt`: every package pinned and hashed for every supported platform, naming no index host.

Run by `make lock`, with uv at hand. Fails if a package has no ready wheel for a supported platform and Python: a set-up
must not need a compiler. The first lines say what a set-up fetches, computed from the index's own sizes; `make` prints
the line of its platform.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

PYTHONS: Final = ((3, 11), (3, 12), (3, 13), (3, 14))
LARGEST: Final = 5
"""How many packages the figure names."""


def manylinux(machine: str) -> list[str]:
    """The platform tags that glibc 2.28 can run, best first."""
    aliases = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    tags = []
    for minor in range(28, 4, -1):
        tags.append(f"manylinux_2_{minor}_{machine}")
        if minor in aliases:
            tags.append(f"{aliases[minor]}_{machine}")
    return [*tags, f"linux_{machine}"]


PLATFORMS: Final = {
    "Linux-x86_64": ("linux", manylinux("x86_64")),
    "Linux-aarch64": ("linux", manylinux("aarch64")),
    "Darwin-arm64": ("darwin", list(mac_platforms((14, 0), "arm64"))),
}
"""Named as `uname -sm` does, joined by a dash."""


def compile_lock(uv: str, *options: str) -> None:
    command = [uv, "pip", "compile", "pyproject.toml", "--extra", "dev", "--universal", "--python-version", "3.11"]
    command += ["--no-emit-index-url", "--no-header", "--quiet", *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def supported(python: tuple[int, int], platforms: list[str]) -> list[Tag]:
    interpreter = f"cp{python[0]}{python[1]}"
    return [*cpython_tags(python, None, platforms), *compatible_tags(python, interpreter, platforms)]


def wheel_size(package: dict[str, Any], tags: list[Tag]) -> int | None:
    """Bytes of the wheel pip would take, or None where there is none."""
    rank = {tag: place for place, tag in enumerate(tags)}
    fitting = []
    for wheel in package.get("wheels", ()):
        places = [rank[tag] for tag in parse_wheel_filename(wheel["url"].rsplit("/", 1)[1])[3] if tag in rank]
        if places:
            fitting.append((min(places), wheel["size"]))
    return min(fitting)[1] if fitting else None


def wanted(package: dict[str, Any], system: str, python: tuple[int, int]) -> bool:
    environment = {
        "sys_platform": system,
        "python_version": f"{python[0]}.{python[1]}",
        "python_full_version": f"{python[0]}.{python[1]}.0",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    return "marker" not in package or Marker(package["marker"]).evaluate(environment)


def fetched(packages: list[dict[str, Any]], platform: str) -> Iterator[tuple[str, int]]:
    """What a set-up on `platform` fetches, by package, for the Python that fetches most."""
    system, platforms = PLATFORMS[platform]
    for package in packages:
        sizes = []
        for python in PYTHONS:
            if wanted(package, system, python):
                size = wheel_size(package, supported(python, platforms))
                if size is None:
                    sys.exit(f"{package['name']} has no wheel for {platform}, Python {python[0]}.{python[1]}.")
                sizes.append(size)
        if sizes:
            yield package["name"], max(sizes)


def figure(packages: list[dict[str, Any]], platform: str) -> str:
    sizes = dict(fetched(packages, platform))
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:LARGEST]
    named = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in largest)
    return f"# {platform}: {len(sizes)} packages, {sum(sizes.values()) / 1e6:.0f} MB (of them {named})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", required=True, help="path of the uv to use")
    parser.add_argument("--upgrade", action="store_true", help="take newer versions than the lock has")
    chosen = parser.parse_args()
    lock = Path("requirements.txt")
    upgrade = ["--upgrade"] if chosen.upgrade else []
    compile_lock(chosen.uv, "--generate-hashes", "--output-file", str(lock), *upgrade)
    with tempfile.TemporaryDirectory() as folder:
        sized = Path(folder, "pylock.toml")
        compile_lock(chosen.uv, "--constraints", str(lock), "--output-file", str(sized))
        packages = tomllib.loads(sized.read_text())["packages"]
    header = ["# Made by `make lock` from pyproject.toml. What a set-up fetches:"]
    header += [figure(packages, platform) for platform in PLATFORMS]
    lock.write_text("\n".join(header) + "\n" + lock.read_text())


if __name__ == "__main__":
    main()
