"""Official numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.numbers import luhn, organisation_number, school_unit_code
from domain.refusals import Unmet


@pytest.mark.parametrize("text", ["2120001355", "212000-1355", " 212000-1355 ", "212000 1355", "162120001355"])
def test_an_organisation_number_is_read_however_it_is_written(text: str) -> None:
    assert organisation_number(text) == "2120001355"


@pytest.mark.parametrize(
    "text", ["2120001356", "212000135", "21200013555", "abc", "", "192120001355", "２１２０００１３５５"]
)
def test_other_numbers_are_refused_without_repeating_them(text: str) -> None:
    with pytest.raises(Unmet) as refusal:
        organisation_number(text)
    assert not text or text not in str(refusal.value)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_exactly_one_check_digit_fits(nine: str) -> None:
    assert sum(luhn(nine + str(digit)) for digit in range(10)) == 1


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 8), st.integers(1, 9))
def test_a_slip_in_one_digit_is_found(nine: str, at: int, off: int) -> None:
    right = next(nine + str(digit) for digit in range(10) if luhn(nine + str(digit)))
    wrong = right[:at] + str((int(right[at]) + off) % 10) + right[at + 1 :]
    assert not luhn(wrong)


def test_a_school_unit_code_is_eight_digits() -> None:
    assert school_unit_code(" 12345678 ") == "12345678"


@pytest.mark.parametrize("text", ["1234567", "123456789", "1234567a", "", "１２３４５６７８"])
def test_other_school_unit_codes_are_refused(text: str) -> None:
    with pytest.raises(Unmet):
        school_unit_code(text)
