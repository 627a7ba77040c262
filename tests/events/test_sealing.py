"""What a seal keeps, and what it tells whoever breaks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import urandom
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sealed import Sealed
from events.keys import MasterKey, MasterKeyMissingError, MasterKeyUnreadableError, MasterKeyWrongError
from events.sealing import (
    ERASED,
    KEY,
    NO_KEY,
    AlreadySealedError,
    LostKey,
    SubjectKey,
    TamperedError,
    open_fields,
    seal_fields,
    text,
)

ORGANISER = UUID(int=1)
SUBJECT = "person:x"


def key(organiser: UUID = ORGANISER, subject: str = SUBJECT, secret: bytes = b"k" * 32) -> SubjectKey:
    return SubjectKey(key=secret, organiser=organiser, subject=subject)


@given(st.text(min_size=1))
def test_what_is_sealed_opens_and_cannot_be_taken_for_text(plain: str) -> None:
    sealed = key().seal(plain.encode())
    assert key().open(sealed) == plain.encode()
    with pytest.raises(UnicodeDecodeError):
        sealed.decode()


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert key().seal(b"Kim") != key().seal(b"Kim")


def test_an_absent_text_stays_absent() -> None:
    assert key().seal(b"") == key().open(b"") == LostKey(SUBJECT, erased=True).open(b"") == b""


@pytest.mark.parametrize("at", [0, 1, 13, -1])
def test_a_changed_bit_does_not_open(at: int) -> None:
    sealed = bytearray(key().seal(b"Kim Exempel"))
    sealed[at] ^= 1
    with pytest.raises(TamperedError):
        key().open(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"Kim Exempel", b"\xf8", b"\xf8short"])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(TamperedError):
        key().open(sealed)


@pytest.mark.parametrize("elsewhere", [key(organiser=UUID(int=2)), key(subject="person:y"), key(secret=b"l" * 32)])
def test_a_value_moved_to_another_place_does_not_open(elsewhere: SubjectKey) -> None:
    with pytest.raises(TamperedError):
        elsewhere.open(key().seal(b"Kim Exempel"))


def test_a_value_put_to_another_use_does_not_open() -> None:
    with pytest.raises(TamperedError):
        key().open(key().seal(b"Kim Exempel", KEY))


def test_nothing_is_sealed_twice() -> None:
    with pytest.raises(AlreadySealedError):
        key().seal(key().seal(b"Kim Exempel"))


def test_a_digest_needs_the_key() -> None:
    assert key().digest(b"x") == key().digest(b"x")
    assert key().digest(b"x") != key(secret=b"l" * 32).digest(b"x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    said: Sealed
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    word: str = "ordinary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    one: Sealed
    none: Sealed | None
    rows: tuple[Row, ...]
    either: Row | Plain
    other: Row | Plain
    by_name: Mapping[str, Sealed]
    pairs: tuple[tuple[str, Sealed], ...]
    plain: Plain
    raw: bytes = b"stays"


EVERYTHING = Everything(
    one=Sealed(b"a"),
    none=None,
    rows=(Row(said=Sealed(b"b"), count=3), Row(said=Sealed(b""))),
    either=Row(said=Sealed(b"c")),
    other=Plain(),
    by_name={"x": Sealed(b"d")},
    pairs=(("y", Sealed(b"e")),),
    plain=Plain(),
)


def test_every_sealed_field_is_sealed_however_deep_it_lies_and_nothing_else() -> None:
    sealed = seal_fields(EVERYTHING, key())
    rows, pair = sealed.rows, sealed.pairs[0]
    assert isinstance(sealed.either, Row)
    for value in (sealed.one, rows[0].said, sealed.either.said, sealed.by_name["x"], pair[1]):
        assert value[:1] == b"\xf8"
    assert (sealed.none, rows[1].said, rows[0].count, pair[0], sealed.raw) == (None, b"", 3, "y", b"stays")
    assert open_fields(sealed, key()) == EVERYTHING


def test_a_lost_key_opens_to_what_says_why() -> None:
    sealed = seal_fields(Row(said=Sealed(b"b")), key())
    assert open_fields(sealed, LostKey(SUBJECT, erased=True)).said == ERASED
    assert text(open_fields(sealed, LostKey(SUBJECT, erased=False)).said) == text(NO_KEY)


def test_a_set_of_sealed_values_is_refused() -> None:
    @dataclass(frozen=True)
    class Wrong:
        names: frozenset[Sealed]

    with pytest.raises(TypeError):
        seal_fields(Wrong(names=frozenset()), key())


def test_a_master_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    MasterKey.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 32
    with pytest.raises(FileExistsError):
        MasterKey.create(path)


def test_a_missing_master_key_is_never_made_by_loading(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    with pytest.raises(MasterKeyMissingError, match=str(path)):
        MasterKey.load(path)
    assert not path.exists()


def test_a_master_key_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    MasterKey.create(path)
    path.chmod(0o644)
    with pytest.raises(MasterKeyUnreadableError, match="chmod 600"):
        MasterKey.load(path)


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.touch(mode=0o600)
    path.write_bytes(b"short")
    with pytest.raises(MasterKeyUnreadableError, match="5 bytes"):
        MasterKey.load(path)


def test_a_wrong_master_key_is_told_apart(tmp_path: Path) -> None:
    right, wrong = MasterKey.create(tmp_path / "right"), MasterKey.create(tmp_path / "wrong")
    subject = f"person:{uuid4()}"
    wrapped = right.wrap(ORGANISER, subject, urandom(32))
    right.unwrap(ORGANISER, subject, wrapped)
    with pytest.raises(MasterKeyWrongError, match="another vault"):
        wrong.unwrap(ORGANISER, subject, wrapped)
