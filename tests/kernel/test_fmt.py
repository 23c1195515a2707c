"""Numbers, money and days look right in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from loyaldesk.kernel import fmt
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.persian import LRM

DAY = date(2026, 11, 21)
TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.fixture
def persian() -> Iterator[None]:
    with using(Look()):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with using(Look(language="en", calendar="gregorian", unit="rial")):
        yield


@pytest.mark.usefixtures("persian")
def test_persian_numbers() -> None:
    assert fmt.number(1_250_000) == "۱٬۲۵۰٬۰۰۰"
    assert fmt.number(0) == "۰"
    assert fmt.number(-5) == f"{LRM}\u2212۵"  # the mark keeps the minus left of its number
    assert fmt.signed(125) == f"{LRM}+۱۲۵"
    assert fmt.signed(0) == "۰"
    assert fmt.decimal(1234.56, 1) == "۱٬۲۳۴٫۶"
    assert fmt.percent(0.41) == "۴۱٪"
    assert fmt.change(0.061) == f"{LRM}+۶٪"


@pytest.mark.usefixtures("english")
def test_english_numbers() -> None:
    assert fmt.number(1_250_000) == "1,250,000"
    assert fmt.number(-5) == "\u22125"
    assert fmt.decimal(-1234.56, 1) == "\u22121,234.6"
    assert fmt.percent(0.4149, 1) == "41.5%"
    assert fmt.change(-0.5) == f"{LRM}\u221250%"


@pytest.mark.usefixtures("english")
def test_nothing_is_no_figure_and_zero_has_no_sign() -> None:
    assert fmt.percent(None) == fmt.change(None) == "\u2013"
    assert fmt.change(-0.001) == "0%"
    assert fmt.decimal(-0.04) == "0.0"


@pytest.mark.usefixtures("persian")
def test_money_in_toman_hides_a_zero() -> None:
    assert fmt.amount(12_500_000) == "۱٬۲۵۰٬۰۰۰"
    assert fmt.amount(-12_500_000) == f"{LRM}\u2212۱٬۲۵۰٬۰۰۰"
    assert fmt.amount_in_words(12_500_000).startswith("یک میلیون و دویست و پنجاه هزار ")


@pytest.mark.usefixtures("english")
def test_money_in_rial_is_as_stored() -> None:
    assert fmt.amount_with_unit(12_500_000) == "12,500,000 Rial"
    assert fmt.amount_in_words(-1_250_000) == "one million two hundred fifty thousand Rial"


@pytest.mark.usefixtures("persian")
def test_persian_days() -> None:
    assert fmt.day(DAY) == "۱۴۰۵/۰۸/۳۰"
    assert fmt.long_day(DAY) == "شنبه ۳۰ آبان ۱۴۰۵"
    assert fmt.short_day(DAY) == "۳۰ آبان"
    assert fmt.month(Month("jalali", 1405, 8)) == "آبان ۱۴۰۵"


@pytest.mark.usefixtures("english")
def test_english_days() -> None:
    assert fmt.day(DAY) == "2026-11-21"
    assert fmt.long_day(DAY) == "Saturday 21 November 2026"
    assert fmt.month(Month("gregorian", 2026, 11)) == "November 2026"


def test_each_language_can_show_the_other_calendar() -> None:
    with using(Look(language="fa", calendar="gregorian")):
        assert fmt.day(DAY) == "۲۰۲۶/۱۱/۲۱"  # a hyphen would run backwards after Persian letters
        assert fmt.long_day(DAY) == "شنبه ۲۱ نوامبر ۲۰۲۶"
    with using(Look(language="en", calendar="jalali")):
        assert fmt.day(DAY) == "1405/08/30"
        assert fmt.long_day(DAY) == "Saturday 30 Aban 1405"


@pytest.mark.usefixtures("persian")
def test_a_moment_is_shown_in_shop_time() -> None:
    moment = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)  # half past midnight in Tehran
    assert fmt.moment(moment, TEHRAN) == "۱۴۰۵/۰۸/۳۰ ۰۰:۳۰"
    assert fmt.time(moment, TEHRAN) == "۰۰:۳۰"


@pytest.mark.usefixtures("persian")
def test_phones_and_codes_cannot_be_reversed() -> None:
    assert fmt.mobile("+989121234567") == "\u2066۰۹۱۲ ۱۲۳ ۴۵۶۷\u2069"
    assert fmt.mobile("") == ""
    assert fmt.code("A-1024") == "\u2066A-۱۰۲۴\u2069"


def test_an_amount_below_zero_keeps_its_unit_behind_it_in_persian():
    """The mark before the sign would make a line of its own begin at the left."""
    with using(Look("fa", "jalali", "toman")):
        assert fmt.amount_with_unit(-10_000) == "\u200f\u200e\u2212۱٬۰۰۰ تومان"
        assert fmt.amount_with_unit(10_000) == "۱٬۰۰۰ تومان"
