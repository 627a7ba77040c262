"""How much an initiative asks of people."""

from enum import StrEnum


class Track(StrEnum):
    """How much is asked: light is for small units and small things."""

    FULL = "full"
    LIGHT = "light"
