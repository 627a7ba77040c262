"""Lives of the shipped kinds of initiative."""

from styrkedjan.templates import load
from tests.domain.life import Life


def life_of(key: str) -> Life:
    """A life that has not begun, of the shipped template `key`."""
    return Life(template=load(key))
