"""Swedish public holidays by rule. Source: lagen (1989:253) om allmänna helgdagar."""

from datetime import date, timedelta


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the anonymous computus (Meeus/Jones/Butcher)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, over = divmod(in_century, 4)
    to_sunday = (32 + 2 * rest + 2 * leaps - moon - over) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a calendar year, and the eves no school is open on (midsummer, Christmas, New Year)."""
    fixed = {date(year, *day) for day in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))}
    moving = {easter(year) + timedelta(days=n) for n in (-2, 0, 1, 39, 49)}
    midsummer = _first_saturday(date(year, 6, 20))
    all_saints = _first_saturday(date(year, 10, 31))
    return frozenset(fixed | moving | {midsummer - timedelta(days=1), midsummer, all_saints})


def _first_saturday(day: date) -> date:
    return day + timedelta(days=(6 - day.isoweekday()) % 7)
