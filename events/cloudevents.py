"""An event of the log as a CloudEvent 1.0 in its JSON format, one to one: nothing is lost, nothing is added.

| CloudEvents | here |
| --- | --- |
| `id`, `type`, `time`, `subject` | event id, `se.styrkedjan.{kind}`, recorded, stream |
| `source` | `urn:uuid:{organiser}` |
| `dataschema` | `urn:styrkedjan:{kind}:{version of its payload}` |
| extensions | the rest, in lower case as the standard wants; `facts` as `stream=version` joined by commas |
"""

import json
from collections.abc import Mapping
from typing import Any, Final

TYPE_PREFIX: Final = "se.styrkedjan."

EXTENSIONS: Final = {
    "causation": "causation",
    "command": "command",
    "correlation": "correlation",
    "digest": "payloaddigest",
    "effective": "effective",
    "rules": "rulesversion",
    "streamversion": "streamversion",
}
"""The envelope's names that become extension attributes of their own, with the names they have there."""


def to_cloudevent(envelope: bytes, payload: bytes) -> dict[str, Any]:
    """The CloudEvent of one stored event, ready for `json.dumps`; sealed values stay sealed."""
    held: Mapping[str, Any] = json.loads(envelope)
    facts = ",".join(f"{stream}={version}" for stream, version in held["facts"].items())
    return {
        "specversion": "1.0",
        "id": held["id"],
        "source": f"urn:uuid:{held['organiser']}",
        "type": TYPE_PREFIX + held["type"],
        "time": held["recorded"],
        "subject": held["stream"],
        "datacontenttype": "application/json",
        "dataschema": f"urn:styrkedjan:{held['type']}:{held['typeversion']}",
        **{there: held[here] for here, there in EXTENSIONS.items() if here in held},
        **{f"actor{name}": value for name, value in held["actor"].items()},
        **({"facts": facts} if facts else {}),  # the standard has no empty attribute
        "data": json.loads(payload),
    }
