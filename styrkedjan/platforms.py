"""Where Styrkedjan runs: standard library only, so that `make` can ask before anything is installed."""

import platform
import sys
from typing import Final

from domain.messages import N_

PYTHONS: Final = ((3, 11), (3, 14))
GLIBC: Final = (2, 28)
SUPPORTED: Final = {("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64")}


def unsupported() -> str | None:
    """Why this machine cannot run it, in English with a way out; None if it can."""
    if (platform.system(), platform.machine()) not in SUPPORTED:
        return N_(
            "Styrkedjan runs on Linux x86-64 and aarch64 and on macOS arm64, not here. "
            "Use one of them, or a virtual machine."
        )
    if platform.system() == "Linux" and _glibc() < GLIBC:
        return N_("Styrkedjan needs glibc 2.28 or later. Use a newer Linux, or one that is built on glibc.")
    if not PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        return N_("Styrkedjan needs Python 3.11 to 3.14. Install one of them.")
    return None


def _glibc() -> tuple[int, ...]:
    """(0,) on a Linux of another kind."""
    name, version = platform.libc_ver()
    return tuple(int(part) for part in version.split(".")[:2]) if name == "glibc" else (0,)


if __name__ == "__main__":
    sys.exit(unsupported())
