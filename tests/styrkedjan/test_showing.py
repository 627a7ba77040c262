"""Tables at a terminal: words stay whole as long as there is room."""

from hypothesis import given
from hypothesis import strategies as st

from styrkedjan.cli.showing import fitting, shared

UNIT = "Östra Ängby-Ytterlännäs grundskola med fritidshem och anpassad grundskola F–9"


def test_where_there_is_room_every_line_is_whole() -> None:
    assert fitting([["Enhet", UNIT], ["Steg", "1 Behovsinventering"]], 200) == [len(UNIT), 19]


def test_short_columns_keep_their_lines_and_the_long_one_is_wrapped() -> None:
    assert fitting([["Enhet", UNIT], ["Steg", "1 Behovsinventering"], ["Sena", "0"]], 60) == [37, 19, 4]


def test_a_word_is_broken_only_where_there_is_no_other_way() -> None:
    assert fitting([["Enhet", UNIT], ["Steg", "Behovsinventering"], ["Sena", "0"]], 30) == [13, 13, 4]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(0, 200))
def test_what_is_shared_never_is_more_than_there_is_or_than_anybody_wants(wanted: list[int], room: int) -> None:
    given_out = shared(wanted, room)
    assert sum(given_out) <= room
    assert all(got <= want for got, want in zip(given_out, wanted, strict=True))
    assert sum(wanted) > room or given_out == wanted
