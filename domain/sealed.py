"""Personal data and free text, as the domain sees them: there or not there, nothing else."""

from typing import NewType

Sealed = NewType("Sealed", bytes)
"""Ciphertext everywhere inside the ledger; UTF-8 plaintext only in a command on its way in and in a form being shown.

The domain may test presence (empty text is never sealed, so `if form.reason` is right) and nothing more.
"""
