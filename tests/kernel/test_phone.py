"""A mobile number is one number in all its spellings."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyaldesk.kernel import persian, phone


@pytest.mark.parametrize(
    "text",
    ["09121234567", "9121234567", "+989121234567", "+98 912 123 4567", "00989121234567",
     "989121234567", "0912-123-4567", "0912 123 45 67", "(0912) 1234567", "۰۹۱۲۱۲۳۴۵۶۷",
     "٠٩١٢١٢٣٤٥٦٧", "+98 (0)912 123 4567", "\u200e09121234567\u200e", "۰۰۹۸۹۱۲۱۲۳۴۵۶۷",
     "0912\u00a0123\u20114567"],
)  # fmt: skip
def test_every_spelling_is_the_same_number(text) -> None:
    assert phone.normalize(text) == "+989121234567"


@pytest.mark.parametrize(
    "text",
    ["", "abc", "0912123456", "091212345678", "02177001122", "9.12E+09", "912123456x",
     "0912123456709121234567", "+", "0000000000", "5022291012345678", "09121234567 / 09131234567"],
)  # fmt: skip
def test_what_is_no_mobile_is_none(text) -> None:
    assert phone.normalize(text) is None


def test_a_mobile_from_abroad_keeps_its_country() -> None:
    assert phone.normalize("+44 7911 123456") == "+447911123456"
    assert phone.normalize("0044 7911 123456") == "+447911123456"
    assert phone.national("+447911123456") == "+447911123456"
    assert phone.grouped("+447911123456") == "+447911123456"


def test_it_is_shown_as_people_dial_it() -> None:
    assert phone.national("+989121234567") == "09121234567"
    assert phone.grouped("+989121234567") == "0912 123 4567"


@given(st.sampled_from(["912", "935", "990", "901", "921"]), st.integers(0, 10**7 - 1))
def test_what_is_shown_is_read_back(prefix, rest) -> None:
    e164 = f"+98{prefix}{rest:07d}"
    assert phone.normalize(phone.grouped(e164)) == e164
    assert phone.normalize(persian.persian_digits(phone.national(e164))) == e164


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text) -> None:
    found = phone.normalize(text)
    assert found is None or found.startswith("+")


def test_a_mobile_of_iran_is_one_exactly_when_the_library_of_all_numbers_says_so() -> None:
    """The short way for the numbers everybody has must not know more than the long way."""
    for beginning in range(9000, 10000):
        for rest in ("000000", "123456", "999999"):
            number = f"{beginning}{rest}"
            long_way = phonenumbers.parse("+98" + number)
            is_mobile = phonenumbers.number_type(long_way) == phonenumbers.PhoneNumberType.MOBILE
            assert phone.normalize("0" + number) == ("+98" + number if is_mobile else None), number
