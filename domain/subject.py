"""What a learning group is about, as far as the sources' numbers depend on it."""

from enum import StrEnum


class Subject(StrEnum):
    """What a group is about, as far as a span depends on it."""

    OTHER = "other"
    MATHEMATICS = "mathematics"
