"""Codes for those without an account: twelve characters that cannot be mistaken for one another.

The first four are the round's tag, the same for everybody in it; the other eight are one of 55,000 million. What is
kept of a code is an HMAC under the round's key, which is derived from the initiative's and kept nowhere.
"""

import hmac
from collections.abc import Iterator
from itertools import count, islice
from typing import Final, NamedTuple
from uuid import UUID

from events.sealing import SubjectKey

ALPHABET: Final = "34679CDFGHJKMNPQRTVWXY"
"""No vowels, so no words; nothing that looks like something else (0 O, 1 I L, 2 Z, 5 S, 8 B, U V)."""
TAG: Final = 4
SECRET: Final = 8
GROUP: Final = 4
TAGS: Final = 32
"""How many a round may choose from: with a thousand rounds open one in 234 is taken."""


class Code(NamedTuple):
    """What somebody holds."""

    tag: str
    secret: str

    def __str__(self) -> str:
        whole = self.tag + self.secret
        return "-".join(whole[place : place + GROUP] for place in range(0, len(whole), GROUP))


def read_code(said: str) -> Code | None:
    """A code as somebody typed it, in whatever case and groups; `None` if it cannot be one."""
    letters = "".join(letter for letter in said.upper() if letter.isalnum())
    if len(letters) != TAG + SECRET or not set(letters) <= set(ALPHABET):
        return None
    return Code(letters[:TAG], letters[TAG:])


class RoundKey:
    """Makes a round's codes and what is kept of them."""

    def __init__(self, key: SubjectKey, task: UUID) -> None:
        self._key = key.branch(b"codes|" + task.bytes)

    def tags(self) -> list[str]:
        """Tags for the round, the same every time."""
        return [self._letters(b"tag|%d" % number, TAG) for number in range(TAGS)]

    def codes(self, tag: str, command: UUID, number: int) -> list[Code]:
        """So many codes; the same for the same command, so that a lost answer can be asked for again."""
        return [Code(tag, secret) for secret in islice(self._secrets(command), number)]

    def hash(self, code: Code) -> bytes:
        """What is kept of a code, 32 bytes."""
        return hmac.digest(self._key, b"code|" + code.secret.encode(), "sha256")

    def _secrets(self, command: UUID) -> Iterator[str]:
        made: set[str] = set()
        for number in count():
            secret = self._letters(b"secret|%b|%d" % (command.bytes, number), SECRET)
            if secret not in made:
                made.add(secret)
                yield secret

    def _letters(self, purpose: bytes, length: int) -> str:
        drawn = int.from_bytes(hmac.digest(self._key, purpose, "sha256"))
        letters = ""
        while len(letters) < length:
            drawn, place = divmod(drawn, len(ALPHABET))
            letters += ALPHABET[place]
        return letters
