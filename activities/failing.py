"""What goes wrong in an activity reaches Temporal and its history by type only: an exception's text may hold data."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from temporalio.exceptions import ApplicationError

P = ParamSpec("P")
R = TypeVar("R")


def by_type_only(activity: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """The activity, its exceptions replaced by their type's name; Temporal repeats it as before."""

    @wraps(activity)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await activity(*args, **kwargs)
        except Exception as error:
            name = type(error).__name__
            raise ApplicationError(name, type=name) from None

    return guarded
