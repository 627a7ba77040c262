"""The brief at the command line."""

from datetime import UTC, datetime, timedelta

from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell
from tests.styrkedjan.test_cli import started
from tests.styrkedjan.test_cli_implementation import implementing


def test_the_brief_is_printed_in_three_formats_and_two_languages(school: Shell) -> None:
    initiative = implementing(school)
    said = school("brief", initiative[:8], "--as", "Åsa Öberg").out
    assert "\nÖverlämningsunderlag. Åsö skola, läget den " in said
    assert "Steg 5: Genomförande, sedan " in said
    assert "Leds av Örjan Ågren (10 % av heltid)." in said
    marked = school("brief", initiative, "--format", "markdown").out
    assert marked.startswith("# ")
    assert "\n### Lärgrupper\n" in marked
    page = school("brief", initiative, "--format", "html", "--lang", "en").out
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<h2" in page
    assert page.endswith("</html>\n")


def test_the_brief_tells_of_a_day_or_an_event_that_has_passed(school: Shell) -> None:
    initiative = started(school)
    today = datetime.now(UTC).date()
    early = school("brief", initiative, "--as-of", "1").out
    assert "till och med händelse 1." in early
    assert "Steg 1: Behovsinventering" in school("brief", initiative, "--as-of", today.isoformat()).out
    before = (today - timedelta(days=30)).isoformat()
    refused = school("brief", initiative, "--as-of", before, code=Exit.UNMET)
    assert f"den {before} fanns inget att berätta" in refused.err
    assert "har inte kommit ännu" in school("brief", initiative, "--as-of", "2199-01-01", code=Exit.UNMET).err
    assert "varken ett datum" in school("brief", initiative, "--as-of", "i fjol", code=Exit.UNMET).err


def test_the_brief_is_for_whoever_may_read_the_initiative(school: Shell) -> None:
    initiative = started(school)
    school("brief", initiative, "--as", "Örjan Ågren", code=Exit.NOT_ALLOWED)
    school("brief", "ffffffff", code=Exit.NOT_FOUND)
    school("brief", initiative, "--format", "pdf", code=Exit.USAGE)
