"""Lists in pages: the cursor says after what the next one begins."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel

from events.reading import cursor_wrong

T = TypeVar("T")

LAST: Final = 2**31 - 1
"""The highest version the log can give."""


def _storable(cursor: str) -> str:
    """Raises Unmet for what no text in the database can be."""
    if "\0" in cursor:
        raise cursor_wrong()
    return cursor


Limit = Annotated[int, Query(ge=1, le=200, description="At most so many.")]
After = Annotated[str, Query(max_length=400, description="The `next` of the page before."), AfterValidator(_storable)]
AfterVersion = Annotated[int, Query(ge=0, le=LAST, description="The `next` of the page before.")]


class Page(BaseModel, Generic[T]):
    """Some of a list, and the cursor of what follows."""

    items: list[T]
    next: str | None


def page_of(items: Sequence[T], key: Callable[[T], str], after: str, limit: int) -> tuple[list[T], str | None]:
    """The items whose key lies above `after`; `items` are in the order of their keys."""
    left = [item for item in items if key(item) > after]
    return left[:limit], key(left[limit - 1]) if len(left) > limit else None
