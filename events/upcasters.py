"""Old payloads, read as new ones. Stored bytes never change; these do it on every read.

How an event may evolve: a kind's payload never changes its shape under the same version. For a new shape, write here
how the last version becomes it; the kind's version is one more than its upcasters, its golden file is kept for ever,
and `write_goldens` adds the new one. What an old version did not know is `None` in the new one: nothing is made up, and
`verify` does not hold it against the decision. A kind that changes its meaning is a new kind.
The recipe, step by step: docs/decisions/changing-an-event.md.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]
"""Pure: the payload of one version as that of the next, `kind` included, sealed values still in base64."""


def stall_entered_from_1(held: Payload) -> Payload:
    """Version 2 says on whom the initiative waits."""
    return {**held, "waits_for": None}


UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = {("stall_entered", 1): stall_entered_from_1}
"""By kind and the version that is read."""
