"""Old payloads, read as new ones. Stored bytes never change; these do it on every read.

How an event may evolve: a kind's payload never changes its shape under the same version. For a new shape, write here
how the last version becomes it; the kind's version is one more than its upcasters, its golden file is kept for ever,
and `write_goldens` adds the new one. A kind that changes its meaning is a new kind.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]
"""Pure: the payload of one version as that of the next, `kind` included, sealed values still in base64."""

UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = {}
"""By kind and the version that is read."""
