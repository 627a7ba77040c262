"""A no in the reader's words."""

from collections.abc import Callable

from domain.messages import Message
from domain.refusals import Refusal
from web.forms import Fault

Translate = Callable[..., str]


def sentence_of(refusal: Refusal, translate: Translate) -> str:
    """The refusal's sentence, filled; a `Message` that it is filled with (a field's label) is translated too."""
    filled = {name: translate(held) if isinstance(held, Message) else held for name, held in refusal.details.items()}
    return translate(refusal.sentence, **filled)


def sentence_of_fault(fault: Fault, translate: Translate) -> str:
    """What is wrong with one field."""
    return translate(fault.sentence, allowed=fault.allowed) if fault.allowed else translate(fault.sentence)
