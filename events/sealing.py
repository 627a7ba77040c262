"""Personal data and free text under lock: one data key per subject, AES-GCM, every value bound to its place.

A subject is a stream (a person, an initiative, an organiser). A sealed value is a version byte, a 12-byte nonce and
the ciphertext with its tag; the associated data is `organiser|subject|purpose`, so that a value moved to another
organiser, subject or use does not open. The purpose is what a value is for (`TEXT`, `KEY`, `DIGEST`), not its field's
name: a text keeps its ciphertext on its way from command to event to row, and fields are named differently there.

SealingError
├── ErasedError        the subject's key was destroyed: nothing more can be sealed for it
├── KeyMissingError    the vault never had the key, or was restored without it
├── TamperedError      the value was altered, moved, or is not sealed at all
├── AlreadySealedError ciphertext where plaintext was expected
└── MasterKeyError     events/keys.py: the file that wraps every key
    ├── MasterKeyMissingError
    ├── MasterKeyUnreadableError
    └── MasterKeyWrongError
"""

import hmac
from collections.abc import Callable
from os import urandom
from typing import Final, TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from domain.sealed import Sealed
from events.sealed_fields import change_fields

VERSION_1: Final = b"\xf8"
"""First byte of a sealed value; no UTF-8 text contains it, so plaintext can never be taken for ciphertext."""

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12

TEXT: Final = b"text"
"""Purpose of the values in commands, events and rows."""
KEY: Final = b"key"
"""Purpose of a data key wrapped by the master key."""
DIGEST: Final = b"digest"
"""Purpose of the key that commands are digested with."""

ERASED: Final = Sealed(b"[erased]")
"""What an erased subject's values open to; edges translate it."""
NO_KEY: Final = Sealed(b"[no key]")
"""What values open to where the vault lacks the key (a restore without keys)."""

T = TypeVar("T")


class SealingError(Exception):
    """Something is wrong with a key or a sealed value; the message names the subject, never a value."""


class ErasedError(SealingError):
    """The subject's key was destroyed: nothing more can be sealed for it."""


class KeyMissingError(SealingError):
    """The vault never had the key, or was restored without it."""


class TamperedError(SealingError):
    """The value was altered, moved, or is not sealed at all."""


class AlreadySealedError(SealingError):
    """Ciphertext where plaintext was expected."""


class SubjectKey:
    """The data key of one subject: seals, opens and digests."""

    __slots__ = ("_aead", "_context", "_digest_key", "subject")

    def __init__(self, *, key: bytes, organiser: UUID, subject: str) -> None:
        self.subject = subject
        self._context = f"{organiser}|{subject}|".encode()
        self._aead = AESGCM(key)
        self._digest_key = HKDFExpand(SHA256(), KEY_BYTES, self._context + DIGEST).derive(key)

    def seal(self, plain: bytes, purpose: bytes = TEXT) -> Sealed:
        """Seal `plain`; empty stays empty, since only presence may be seen. Raises AlreadySealedError."""
        if not plain:
            return Sealed(plain)
        if plain[:1] == VERSION_1 and purpose is TEXT:
            raise AlreadySealedError(f"a value for {self.subject} is sealed already")
        nonce = urandom(NONCE_BYTES)
        return Sealed(VERSION_1 + nonce + self._aead.encrypt(nonce, plain, self._context + purpose))

    def open(self, sealed: bytes, purpose: bytes = TEXT) -> Sealed:
        """The plaintext of a sealed value. Raises TamperedError."""
        if not sealed:
            return Sealed(sealed)
        if sealed[:1] != VERSION_1:
            raise TamperedError(f"a value of {self.subject} is not sealed")
        try:
            return Sealed(self._aead.decrypt(sealed[1:13], sealed[13:], self._context + purpose))
        except (InvalidTag, ValueError) as error:
            raise TamperedError(f"a value of {self.subject} does not open under its key") from error

    def branch(self, purpose: bytes) -> bytes:
        """A key for something of this subject's that is neither sealed nor a command, 32 bytes."""
        return HKDFExpand(SHA256(), KEY_BYTES, self._context + purpose).derive(self._digest_key)

    def digest(self, plain: bytes) -> bytes:
        """A keyed digest, 32 bytes: what a command is compared by without keeping a hash that can be guessed at."""
        return hmac.digest(self._digest_key, plain, "sha256")


class LostKey:
    """Stands where a subject's key was: opens everything to one clear value and seals nothing."""

    __slots__ = ("erased", "subject")

    def __init__(self, subject: str, *, erased: bool) -> None:
        self.subject = subject
        self.erased = erased

    def open(self, sealed: bytes) -> Sealed:
        """`ERASED` or `NO_KEY`; empty stays empty."""
        if not sealed:
            return Sealed(sealed)
        return ERASED if self.erased else NO_KEY

    def refuse(self) -> SealingError:
        """The error of whoever wanted to seal."""
        return (
            ErasedError(f"{self.subject} is erased") if self.erased else KeyMissingError(f"no key for {self.subject}")
        )


def seal_fields(value: T, key: SubjectKey) -> T:
    """A copy of a dataclass with every Sealed-typed field sealed, however deep it lies."""
    return change_fields(value, key.seal)


def open_fields(value: T, key: SubjectKey | LostKey) -> T:
    """A copy of a dataclass with every Sealed-typed field in plaintext, or the value that says why not."""
    opened: Callable[[bytes], Sealed] = key.open
    return change_fields(value, opened)


def text(opened: Sealed | None) -> str:
    """An opened value as text; empty where there is none."""
    return opened.decode() if opened else ""
