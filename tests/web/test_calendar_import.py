"""What calendar files say, row by row; nothing is guessed, and what cannot be used is refused with its line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from domain.calendar import CalendarState
from domain.calendar_content import CalendarContent, UnitCalendar
from domain.holidays import public_holidays
from domain.refusals import Unmet
from domain.school_year import DateRange, Term, school_year
from tests.domain.calendars import CONTENTS
from tests.domain.life import UNIT
from tests.web.calendar_files import ENGLISH, ICAL, TABLE
from web.calendars.dates import date_of
from web.calendars.holidays import holidays_in
from web.calendars.importing import Effect, Import, imported
from web.calendars.proposing import proposal
from web.calendars.reading import read_file
from web.calendars.rows import Kind
from web.calendars.words import kind_of
from web.calendars.years import year_of

NOTHING = CalendarContent()
TERMS = (
    Term(start=date(2026, 8, 18), end=date(2026, 12, 18), name="autumn"),
    Term(start=date(2027, 1, 11), end=date(2027, 6, 11), name="spring"),
)
AUTUMN_BREAK = DateRange(start=date(2026, 10, 26), end=date(2026, 10, 30))
WINTER_BREAK = DateRange(start=date(2027, 2, 22), end=date(2027, 2, 26))
HEAD = "typ;från;till;namn\n"
BOTH = "Termin;2026-08-18;2026-12-18;HT\nTermin;2027-01-11;2027-06-11;VT\n"


def take(text: str | bytes, current: CalendarContent = NOTHING, **how: object) -> Import:
    return imported(current, read_file(text), **how)  # type: ignore[arg-type]  # the unit, where there is one


def effects(found: Import) -> dict[int | None, Effect]:
    """By line, of the file's own rows."""
    return {each.line: each.effect for each in found.findings if each.line}


def test_an_icalendar_file_is_read_as_it_comes() -> None:
    found = take(ICAL)
    assert found.content.terms == TERMS
    assert found.content.breaks == (AUTUMN_BREAK, WINTER_BREAK)
    assert found.content.study_days == (date(2026, 11, 16),)
    unused = {each.name: each.why for each in found.findings if each.effect is Effect.IGNORED}
    assert unused == {
        "Jullov": "takes no school day: it lies outside the terms",
        "Klämdag": "cancelled",
        "Studiedag (kväll)": "only whole days count; this has hours",
        "Friluftsdag": "not recognised: name it as a term, break, study day or holiday",
    }


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.encode("latin-1"),
    lambda text: text.replace("\n", "\r\n").encode("utf-16"),
], ids=["CRLF", "BOM", "Latin-1", "UTF-16"])  # fmt: skip
@pytest.mark.parametrize("text", [ICAL, TABLE])
def test_whatever_letters_and_line_ends_a_file_has_it_says_the_same(text: str, change: object) -> None:
    assert take(change(text)) == take(text)  # type: ignore[operator]  # a change of the text


def test_a_table_is_read_with_swedish_headings_dates_and_comments() -> None:
    found = take(TABLE)
    assert found.content.terms == TERMS
    assert found.content.breaks == (AUTUMN_BREAK, WINTER_BREAK)
    assert found.content.study_days == (date(2026, 11, 16), date(2027, 1, 15))
    [again] = [each for each in found.findings if each.of_line]
    assert (again.line, again.of_line, again.effect) == (10, 5, Effect.IGNORED)
    assert effects(found)[12] is Effect.IGNORED


def test_a_table_may_be_english_and_separated_by_commas() -> None:
    found = take(ENGLISH)
    assert (found.content.terms, found.content.breaks) == (TERMS, (AUTUMN_BREAK,))


def test_the_holidays_of_the_years_are_proposed_and_kept() -> None:
    found = take(HEAD + BOTH)
    assert set(found.content.holidays) == set(holidays_in(2026))
    proposed = {each.span.start: each.name for each in found.findings if each.effect is Effect.PROPOSED and each.span}
    assert proposed[date(2027, 5, 6)] == "Kristi himmelsfärdsdag"
    assert all(TERMS[0].start <= day <= TERMS[1].end and day.isoweekday() < 6 for day in proposed)


@pytest.mark.parametrize("year", range(2018, 2060))
def test_the_package_and_the_rule_agree_on_what_is_free(year: int) -> None:
    rule = {day for day in public_holidays(year) | public_holidays(year + 1) if school_year(day) == year}
    assert set(holidays_in(year)) == rule


def test_the_same_file_again_changes_nothing() -> None:
    once = take(ICAL).content
    again = take(ICAL, once)
    assert again.content == once
    assert set(effects(again).values()) == {Effect.SAME, Effect.IGNORED}


def test_every_row_s_effect_on_what_was() -> None:
    before = CalendarContent(
        terms=(replace(TERMS[0], end=date(2026, 12, 22)), TERMS[1]),
        breaks=(DateRange(start=date(2026, 10, 26), end=date(2026, 10, 28)), WINTER_BREAK),
        study_days=(date(2026, 9, 7), date(2025, 9, 8)),
    )
    found = take(HEAD + BOTH + "Lov;2026-10-26;2026-10-30;\nStudiedag;2026-11-16;;\n", before)
    assert effects(found) == {2: Effect.CHANGED, 3: Effect.SAME, 4: Effect.CHANGED, 5: Effect.NEW}
    gone = {(each.kind, each.span.start) for each in found.findings if each.effect is Effect.GONE and each.span}
    assert gone == {(Kind.BREAK, WINTER_BREAK.start), (Kind.STUDY_DAY, date(2026, 9, 7))}
    assert found.content.study_days == (date(2025, 9, 8), date(2026, 11, 16)), "another year's stay"


def test_what_no_longer_counts_is_shown_also_where_nobody_had_stated_it() -> None:
    holy_week = DateRange(start=date(2027, 3, 22), end=date(2027, 3, 26))
    gone = {each.span for each in take(TABLE).findings if each.effect is Effect.GONE}
    assert gone == {holy_week}, "the rule's, which goes with the rule"
    before = CalendarContent(terms=TERMS, breaks=(AUTUMN_BREAK,))
    found = take(HEAD + "Lov;2027-02-22;2027-02-26;\n", before, unit=UNIT)
    assert {each.span for each in found.findings if each.effect is Effect.GONE} == {AUTUMN_BREAK}, "the organiser's"


def test_what_the_file_does_not_speak_of_stays() -> None:
    before = CalendarContent(terms=TERMS, breaks=(AUTUMN_BREAK,), holidays=(date(2027, 5, 6),))
    found = take(HEAD + "Studiedag;2026-11-16;2026-11-17;\n", before)
    assert found.content == replace(before, study_days=(date(2026, 11, 16), date(2026, 11, 17)))


def test_a_unit_s_file_is_its_own() -> None:
    before = CalendarContent(terms=TERMS, study_days=(date(2026, 9, 7),))
    found = take(HEAD + "Studiedag;2026-11-16;;\nHelgdag;2026-12-13;;\n", before, unit=UNIT)
    assert found.content == replace(before, units=(UnitCalendar(unit=UNIT, study_days=(date(2026, 11, 16),)),))
    assert effects(found)[3] is Effect.IGNORED
    school = CalendarState(content=found.content).of_unit(UNIT).school
    assert school.is_school_day(date(2026, 9, 7))
    assert not school.is_school_day(date(2026, 11, 16))


REFUSED = [
    (b"", None),
    (b"  \n \n", None),
    (b"PK\x03\x04binary", None),
    (b"%PDF-1.7", None),
    (b"<!doctype html>", None),
    (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lov\n", None),
    (b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", None),
    (HEAD.encode(), None),
    (b"vecka;kommentar\n44;lov\n", 1),
    (f"{HEAD}Lov;2026-10-30;2026-10-26;\n".encode(), 2),
    (f"{HEAD}\nLov;2026-10-26;2028-10-26;\n".encode(), 3),
    (f"{HEAD}Lov;snart;;\n".encode(), 2),
    (f"{HEAD}Lov;2026-02-30;;\n".encode(), 2),
    (f"{HEAD}Termin;2026-08-18;2027-01-15;HT\nTermin;2027-01-11;2027-06-11;VT\n".encode(), 3),
    (f"{HEAD}Termin;2026-08-18;2026-12-18;HT\n".encode(), 2),
    (f"{HEAD}Termin;2027-01-11;2027-07-02;VT\n".encode(), 2),
    (f"{HEAD}Höstterminen börjar;2026-08-18;;\n".encode(), 2),
    (f"{HEAD}Skolavslutning;2027-06-11;;\n".encode(), 2),
    (ICAL.replace("UID:2@", "RRULE:FREQ=YEARLY\nUID:2@").encode(), 19),
    (ICAL.replace("20261031", "20261020").encode(), 19),
    (ICAL.replace("DATE:20261026", "DATE:oktober").encode(), 19),
]


@pytest.mark.parametrize(("held", "line"), REFUSED)
def test_what_cannot_be_used_is_refused_in_one_sentence_with_its_line(held: bytes, line: int | None) -> None:
    with pytest.raises(Unmet) as refused:
        take(held)
    assert refused.value.code == "calendar_file"
    assert refused.value.details.get("line") == line
    assert "{" not in str(refused.value)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Höstlov", Kind.BREAK),
        ("Läslov (v.44)", Kind.BREAK),
        ("Studiedag – fritids stängt", Kind.STUDY_DAY),
        ("K-dag", Kind.STUDY_DAY),
        ("HT 2026", Kind.AUTUMN),
        ("Vårterminen 2027", Kind.SPRING),
        ("Vårterminens sista dag", Kind.ENDS),
        ("Läsårsstart", Kind.BEGINS),
        ("Skolavslutning", Kind.ENDS),
        ("Kristi himmelsfärdsdag", Kind.HOLIDAY),
        ("Easter holidays", Kind.BREAK),
        ("Inset day", Kind.STUDY_DAY),
        ("Studiedag och lov", None),
        ("Sista dag för ansökan", None),
        ("Föräldramöte i höst", None),
        ("Lovisa slutar", None),
        ("", None),
    ],
)
def test_a_row_is_recognised_by_whole_words_or_not_at_all(said: str, kind: Kind | None) -> None:
    assert kind_of(said, date(2026, 8, 18)) is kind


@pytest.mark.parametrize(
    "said", ["2026-08-07", "20260807", "7/8 2026", "7/8/2026", "7.8.2026", "07.08.2026", "7 augusti 2026",
             "fredag 7 aug 2026", "den 7:e augusti 2026", "fre 7 aug. 2026", "7 August 2026"]
)  # fmt: skip
def test_dates_as_people_write_them(said: str) -> None:
    assert date_of(said) == date(2026, 8, 7)


@pytest.mark.parametrize("said", ["", "v. 44", "30/2 2026", "8/7", "7 xyz 2026", "2026-13-01", "i morgon"])
def test_what_is_no_date(said: str) -> None:
    assert date_of(said) is None


@given(CONTENTS)
def test_what_is_proposed_can_be_imported_and_keeps_the_years_as_they_were(content: CalendarContent) -> None:
    state = CalendarState(content=replace(content, holidays=(), units=()))
    found = take(proposal(state, [2027, 2028], str.format), state.content)
    for day in (date(2027, 7, 1) + timedelta(days=n) for n in range(730)):
        assert CalendarState(content=found.content).school.is_school_day(day) == state.school.is_school_day(day)
    assert not [each for each in found.findings if each.why.startswith("not recognised")]


def test_a_proposal_names_the_days_some_schools_keep_without_taking_them() -> None:
    text = proposal(CalendarState(), [2026], str.format)
    assert "# Break;2027-05-07;2027-05-07;Klämdag" in text
    assert date(2027, 5, 7) not in {day for gap in take(text).content.breaks for day in gap.days()}


def test_a_year_as_people_look_at_it() -> None:
    year = year_of(CalendarState(content=take(TABLE).content), 2026)
    autumn, spring = year.terms
    assert (autumn.school_days, spring.school_days) == (83, 101)
    assert year.school_days == 184
    assert list(year.holidays.values()) == ["Långfredagen", "Annandag påsk", "Kristi himmelsfärdsdag"]
    assert not year.by_rule
    assert year_of(CalendarState(), 2026).by_rule
