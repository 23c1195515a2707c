"""A Persian word is one word in all its spellings, and nothing harmful is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyaldesk.kernel import persian


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("علي", "علی"),  # VECTORS V-P3
        ("كاظم", "کاظم"),
        ("مي‌روم", "می‌روم"),
        ("علی‌رضا", "علی‌رضا"),
        ("يكي", "یکی"),
    ],
)
def test_r62_arabic_letters_of_an_old_keyboard_find_the_persian_name(typed, stored) -> None:
    assert persian.fold(typed) == persian.fold(stored)
    assert persian.clean(typed) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علی‌رضا", "علیرضا"),
        ("آقایی", "اقایی"),
        ("رِضا", "رضا"),
        ("فروشگاه نمونهٔ", "فروشگاه نمونه"),
        ("فاطمة", "فاطمه"),
        ("مؤمنی", "مومنی"),
        ("رضـــا", "رضا"),
        ("۰۹۱۲", "0912"),
        ("٠٩١٢", "0912"),
        ("José", "JOSE"),
        ("ＡＢＣ", "abc"),
        ("علی\u00adرضا", "علیرضا"),  # a soft hyphen from a web page
        ("علی\u2060رضا", "علیرضا"),
    ],
)
def test_r62_r63_one_search_key_for_all_spellings(one, other) -> None:
    assert persian.fold(one) == persian.fold(other)


def test_different_names_keep_different_keys() -> None:
    names = ("رضا", "رضایی", "زهرا", "زهره", "علی", "علوی", "مریم")
    assert len({persian.fold(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  مریم   رضایی ", "مریم رضایی"),
        ("a\nb\tc\r\nd", "a b c d"),
        ("\u202eمریم\u202c", "مریم"),
        ("\u2067x\u2069", "x"),
        ("a\0b\x07", "ab"),
        ("\u200cمریم\u200c", "مریم"),
        (" \u200c مریم", "مریم"),
        ("e\u0301", "é"),
        ("e\x01\u0301", "é"),
        ("\ud800x", "x"),
        ("<b>مریم</b>", "<b>مریم</b>"),  # plain text everywhere: markup is only letters
    ],
)
def test_r58_what_is_stored_is_one_clean_line(typed, stored) -> None:
    assert persian.clean(typed) == stored


@given(st.text(alphabet=st.characters()))
def test_cleaning_and_folding_twice_is_once(text) -> None:
    cleaned, key = persian.clean(text), persian.fold(text)
    assert persian.clean(cleaned) == cleaned
    assert persian.fold(key) == key
    assert persian.fold(cleaned) == key
    assert persian.is_storable(cleaned)


def test_a_note_keeps_its_lines_but_not_its_gaps() -> None:
    assert persian.clean_lines("یک\r\n\r\n\r\n\r\nدو  \n") == "یک\n\nدو"


def test_r59_r60_nul_and_half_a_character_cannot_be_stored() -> None:
    assert persian.is_storable("مریم 😀")
    assert not persian.is_storable("a\0b")
    assert not persian.is_storable("a\ud83d")


def test_a_code_keeps_its_leading_zeros() -> None:
    assert persian.code_key(" ۰۰۰۰۱ ") == "00001" != persian.code_key("1")
    assert persian.code_key("A 10-24") == persian.code_key("a10\u201324")


def test_digits_go_both_ways() -> None:
    assert persian.persian_digits("1405") == "۱۴۰۵"
    assert persian.ascii_digits("۱۴۰۵ ١٤٠٥") == "1405 1405"


def test_isolated_text_opens_and_closes() -> None:
    assert persian.ltr("x") == "\u2066x\u2069"
    assert persian.isolate("x") == "\u2068x\u2069"
