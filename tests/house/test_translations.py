from styrkedjan.catalogue import faults, placeholders
from styrkedjan.translation import best_language, translator


def test_every_marked_message_has_its_swedish_and_none_is_stale() -> None:
    assert list(faults()) == []


def test_placeholders_are_found_with_their_formats() -> None:
    assert placeholders("{days} days from {start:%d %B}") == {"days", "start"}


def test_a_message_without_translation_is_shown_in_english() -> None:
    assert translator("sv")("Nobody wrote {this} down.", this="anything") == "Nobody wrote anything down."


def test_the_first_language_we_have_is_taken() -> None:
    assert best_language("de-DE,en-GB;q=0.8,sv;q=0.5", "sv") == "en"
    assert best_language("de", "sv") == "sv"
