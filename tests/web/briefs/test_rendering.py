"""Text, Markdown and HTML of a brief; and its persons, who are placeholders until somebody reads it."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.sealing import ERASED, NO_KEY, text
from styrkedjan.translation import Language
from tests.domain.life import ANNA, BO, MANAGER, Life
from tests.domain.life import text as sealed
from tests.web.briefs.lives import of_life, speech
from web.brief.content import Brief
from web.brief.persons import escaped, guarded, named, persons_in, placeholder
from web.brief.rendering import Format, accepted, name_persons, render

EVIL = '<script>alert("å")</script> & **fet** [länk](http://x) \n# rubrik\n1. ett'
words = st.text(alphabet=st.sampled_from("⟦⟧()personåäö:0123456789abcdef- <&*") | st.characters(codec="utf-8"))


def started(title: str) -> Brief:
    life = Life().starts(title=sealed(title))
    return of_life(life).brief(life.now)


def read(brief: Brief, format_: Format, names: dict[UUID, str], language: Language = "sv") -> str:
    said = speech(language)
    return name_persons(render(brief, format_, said), format_, names, said.translate)


@given(words, st.lists(st.uuids(), max_size=3))
def test_what_people_wrote_is_read_as_they_wrote_it(written: str, people: list[UUID]) -> None:
    kept = guarded(written) + "".join(map(placeholder, people))
    assert persons_in(kept) == set(people)
    names = {person: f"N{n}" for n, person in enumerate(people)}
    assert named(kept, names, str, "?") == written + "".join(names[person] for person in people)


@given(words)
def test_escaping_leaves_placeholders_alone(written: str) -> None:
    kept = f"{guarded(written)}{placeholder(ANNA)}{guarded(written)}"
    shouted = escaped(kept, str.upper)
    assert persons_in(shouted) == {ANNA}
    assert named(shouted, {ANNA: "Anna"}, str, "?") == f"{written.upper()}Anna{written.upper()}"


@pytest.mark.parametrize("format_", Format)
def test_a_placeholder_cannot_be_forged(format_: Format) -> None:
    forged = placeholder(BO)
    brief = started(f"Insats {forged}")
    assert BO not in persons_in(render(replace(brief, people=replace(brief.people, named=())), format_, speech("sv")))
    shown = read(brief, format_, {BO: "Bo Hemlig", ANNA: "Anna", MANAGER: "Chef"})
    assert shown.count("Bo Hemlig") == 1  # as a facilitator, not in the title
    assert forged in shown


def test_a_name_that_looks_like_a_placeholder_stays_a_name() -> None:
    shown = read(started("Insats"), Format.TEXT, {ANNA: placeholder(BO), BO: "Bo", MANAGER: "Chef"})
    assert placeholder(BO) in shown
    assert len(re.findall(r"\bBo\b", shown)) == 1


@pytest.mark.parametrize(("language", "gone"), [("sv", "[raderat]"), ("en", "[erased]")])
def test_an_erased_person_is_said_to_be(language: Language, gone: str) -> None:
    names = {ANNA: text(ERASED), BO: "Bo Öberg", MANAGER: "Åsa"}
    for format_ in (Format.TEXT, Format.HTML):
        shown = read(started("Insats"), format_, names, language)
        assert gone in shown
        assert "Bo Öberg" in shown
    assert gone.replace("[", "\\[").replace("]", "\\]") in read(started("Insats"), Format.MARKDOWN, names, language)


def test_somebody_nobody_knows_is_said_to_be() -> None:
    assert "någon som inte finns i katalogen" in read(started("Insats"), Format.TEXT, {})


@pytest.mark.parametrize(("mark", "said"), [(ERASED, "[raderat]"), (NO_KEY, "[nyckel saknas]")])
def test_a_text_that_cannot_be_opened_says_so(mark: bytes, said: str) -> None:
    life = Life().to_implementation()
    brief = of_life(life).brief(life.now, lambda _: mark)  # type: ignore[arg-type, return-value]  # a mark is sealed
    shown = render(brief, Format.TEXT, speech("sv"))
    assert shown.startswith(said) or said.strip("[]") in shown
    assert text(mark) not in shown  # type: ignore[arg-type]


def test_markup_that_people_wrote_is_words() -> None:
    brief = started(EVIL)
    page = read(brief, Format.HTML, {ANNA: "<b>Anna</b>", BO: "Bo & Co", MANAGER: "Chef"})
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;Anna&lt;/b&gt;" in page
    assert "Bo &amp; Co" in page
    marked = read(brief, Format.MARKDOWN, {ANNA: "*Anna*", BO: "1. Bo", MANAGER: "Chef"})
    assert "\\<script\\>" in marked
    assert "\\*\\*fet\\*\\* \\[länk\\]" in marked
    assert "\\*Anna\\*" in marked
    assert "1\\. Bo" in marked
    assert len(re.findall(r"^# ", marked, re.MULTILINE)) == 1


@pytest.mark.parametrize("format_", Format)
def test_swedish_letters_and_long_names_come_through(format_: Format) -> None:
    long = "Märta-Stina Åkerström Öhrnsköld " * 6
    shown = read(started("Läslyftet på Ängsö, för små å stora"), format_, {ANNA: long, BO: "Bo", MANAGER: "Ö"})
    assert "Läslyftet på Ängsö, för små å stora" in shown
    assert long.strip() in shown


def test_a_name_has_no_line_of_its_own() -> None:
    shown = read(started("Insats"), Format.MARKDOWN, {ANNA: "Anna\n# Rubrik\u202e", BO: "Bo", MANAGER: "C"})
    assert "Anna \\# Rubrik" in shown


class Outline(HTMLParser):
    """The headings of a page, and whether every element is closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.levels: list[int] = []
        self.language: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "link", "iframe")
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))
        if tag == "html":
            self.language = dict(attrs)["lang"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_has_its_language_and_headings_in_order(language: Language) -> None:
    life = Life().to_implementation()
    outline = Outline(render(of_life(life).brief(life.now), Format.HTML, speech(language)))
    assert (outline.open, outline.language, outline.levels[0]) == ([], language, 1)
    assert outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))


def test_what_is_accepted_first_is_what_comes() -> None:
    assert accepted("text/html,application/xhtml+xml;q=0.9") is Format.HTML
    assert accepted("Text/Markdown; charset=utf-8") is Format.MARKDOWN
    assert accepted("text/plain") is Format.TEXT
    assert accepted("application/json") is accepted("*/*") is accepted("") is None
