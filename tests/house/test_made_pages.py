"""Pages made from the code say what the code says."""

from styrkedjan.documentation import stale


def test_made_pages_are_up_to_date() -> None:
    assert stale() == [], "run `make docs`"
