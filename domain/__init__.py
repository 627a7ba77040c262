"""The rules of the chain: plain Python, standard library only, no imports outward."""

from typing import Final

RULES_VERSION: Final = 6
"""Raised whenever the same command on the same facts gives other events (the golden corpus tells)."""
