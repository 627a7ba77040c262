"""How workflows' data is written: pydantic's JSON, with validators that all workflow instances share.

The SDK makes a converter for every workflow instance, and pydantic's makes validators anew in each: 5 ms of CPU and
some 100 KiB for an initiative's journey and view.
"""

from functools import lru_cache
from typing import Any, Final

from pydantic import TypeAdapter
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)

from activities.contracts import Arrival, Campaign, Journey, Launch, Launched, Reconcile, Reconciled, Step, View


@lru_cache(maxsize=100)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


for _contract in (Arrival, Campaign, Journey, Launch, Launched, Reconcile, Reconciled, Step, View):
    _adapter(_contract)  # here, not in the first workflow that needs it


class SharedJson(PydanticJSONPlainPayloadConverter):
    """Pydantic's converter, reading by shared validators."""

    def from_payload(self, payload: Payload, type_hint: Any = None) -> Any:
        """The value in `payload`. Raises pydantic's ValidationError."""
        return _adapter(Any if type_hint is None else type_hint).validate_json(payload.data)


class Payloads(CompositePayloadConverter):
    """The SDK's converters, with ours for JSON."""

    def __init__(self) -> None:
        """As the SDK makes one for every workflow instance."""
        theirs = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(_JSON if isinstance(each, JSONPlainPayloadConverter) else each for each in theirs))


_JSON: Final = SharedJson()
DATA_CONVERTER: Final = DataConverter(payload_converter_class=Payloads)
