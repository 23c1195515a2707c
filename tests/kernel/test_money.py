"""An amount is read exactly or refused; it is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyaldesk.kernel import money


@pytest.mark.parametrize(
    "text",
    ["1250000", "1,250,000", "1٬250٬000", "۱٬۲۵۰٬۰۰۰", "١٢٥٠٠٠٠", "1 250 000", "1.250.000",
     "1'250'000", "1،250،000", "1250000.0", "1250000.00", " 1250000 ", "+1250000", "001250000",
     "\u200e1,250,000"],
)  # fmt: skip
def test_an_amount_is_understood_as_people_type_it(text) -> None:
    assert money.parse_amount(text, "rial") == 1_250_000
    assert money.parse_amount(text, "toman") == 12_500_000


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("1.234,56", "fraction"),
        ("1234.5", "fraction"),
        ("12,34", "fraction"),
        ("0.500", "fraction"),  # half a Toman is not 500 Toman
        ("0,250", "fraction"),
        ("1e19", "not a number"),
        ("9.12E+09", "not a number"),
        ("abc", "not a number"),
        ("--5", "not a number"),
        ("+-5", "not a number"),
        ("-", "not a number"),
        ("1/250/000", "not a number"),
        ("5 تومان", "not a number"),
        ("99999999999999999999", "large"),
        ("10000000000000001", "large"),
    ],
)
def test_r46_what_is_no_whole_amount_is_refused_with_its_reason(text, why) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        money.parse_amount(text, "toman")


def test_the_largest_amount_is_allowed_and_one_rial_more_is_not() -> None:
    assert money.parse_amount(str(money.MOST_RIAL), "rial") == money.MOST_RIAL
    assert money.parse_amount(str(money.MOST_RIAL // 10), "toman") == money.MOST_RIAL
    with pytest.raises(ValueError, match="large"):
        money.parse_amount(str(money.MOST_RIAL + 1), "rial")


@pytest.mark.parametrize("text", ["-5", "- 5", "\u22125", "-۵"])
def test_a_minus_is_kept_for_the_caller_to_refuse(text) -> None:
    assert money.parse_amount(text, "rial") == -5


@given(st.integers(0, money.MOST_RIAL))
def test_what_is_written_with_groups_is_read_back(rial) -> None:
    assert money.parse_amount(f"{rial:,}", "rial") == rial
    assert money.parse_amount(f"{rial:,}".replace(",", "٬"), "rial") == rial


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_plain_refusal(text) -> None:
    try:
        money.parse_amount(text, "toman")
    except ValueError as error:
        assert str(error) in ("empty", "not a number", "fraction", "large")  # noqa: PT017


def test_toman_are_cut_toward_zero() -> None:
    assert [money.in_unit(rial, "toman") for rial in (19, 10, 9, -9, -19)] == [1, 1, 0, 0, -1]
    assert money.in_unit(-19, "rial") == -19


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (19, "nineteen"),
        (21, "twenty-one"),
        (100, "one hundred"),
        (1_250_000, "one million two hundred fifty thousand"),
        (10**9 + 1, "one billion one"),
        (-5, "minus five"),
        (1, "one"),
        (-1, "minus one"),
    ],
)
def test_english_words(number, words) -> None:
    assert money.words_en(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "صفر"),
        (21, "بیست و یک"),
        (1, "یک"),
        (-1, "منفی یک"),
        (1_250_000, "یک میلیون و دویست و پنجاه هزار"),
        (10**9, "یک میلیارد"),
    ],
)
def test_persian_words(number, words) -> None:
    assert money.words_fa(number) == words
