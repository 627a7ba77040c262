"""Tables at a terminal: words stay whole as long as there is room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages import N_
from styrkedjan.cli.session import Session
from styrkedjan.cli.showing import fitting, shared, table
from styrkedjan.settings import Settings

UNIT = "Östra Ängby-Ytterlännäs grundskola med fritidshem och anpassad grundskola F–9"


def test_where_there_is_room_every_line_is_whole() -> None:
    assert fitting([["Enhet", UNIT], ["Steg", "1 Behovsinventering"]], 200) == [len(UNIT), 19]


def test_short_columns_keep_their_lines_and_the_long_one_is_wrapped() -> None:
    assert fitting([["Enhet", UNIT], ["Steg", "1 Behovsinventering"], ["Sena", "0"]], 60) == [37, 19, 4]


def test_a_word_is_broken_only_where_there_is_no_other_way() -> None:
    assert fitting([["Enhet", UNIT], ["Steg", "Behovsinventering"], ["Sena", "0"]], 30) == [13, 13, 4]


def test_dates_and_ids_are_whole_before_any_word_is() -> None:
    columns = [["Id", "4f1b2a3c"], ["Antecknat", "2026-11-29 06:05"], ["Enhet", "Behovsinventering"]]
    assert fitting(columns, 30) == [8, 16, 6]


def test_where_words_would_be_broken_the_last_column_goes_under_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(Settings(), "sv", None)
    reason = "Sjukskriven till och med vecka två"
    rows = [("2026-11-29 06:05", "Ställföreträdare utsedd", "Åsa Öberg", reason), ("–", "–", "–", "")]

    def shown(width: int) -> list[str]:
        session.console.width = width
        table(session, (N_("Recorded"), N_("What"), N_("Name"), N_("Reason")), rows, under=True)
        return [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    assert shown(52) == [
        "Antecknat         Vad                      Namn",
        "2026-11-29 06:05  Ställföreträdare utsedd  Åsa Öberg",
        "  Skäl: Sjukskriven till och med vecka två",
        "–                 –                        –",
    ]
    assert shown(80) == [
        "Antecknat         Vad                      Namn       Skäl",
        "2026-11-29 06:05  Ställföreträdare utsedd  Åsa Öberg  Sjukskriven till och med",
        "                                                      vecka två",
        "–                 –                        –",
    ]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(0, 200))
def test_what_is_shared_never_is_more_than_there_is_or_than_anybody_wants(wanted: list[int], room: int) -> None:
    given_out = shared(wanted, room)
    assert sum(given_out) <= room
    assert all(got <= want for got, want in zip(given_out, wanted, strict=True))
    assert sum(wanted) > room or given_out == wanted
