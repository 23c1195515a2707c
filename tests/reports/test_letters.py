"""Persian on paper: order, joining, lines, and what is copied back."""

from itertools import product
from unicodedata import normalize

import pytest

from loyaldesk.kernel.look import Look
from loyaldesk.kernel.persian import LRM, isolate, ltr
from loyaldesk.reports.fonts import BOLD, MEDIUM, REGULAR
from loyaldesk.reports.paragraph import Line, Span, Style, fitted, line, paragraph
from loyaldesk.reports.shaping import drawable, in_eye_order, levels, pdf_text, shape, shaped
from loyaldesk.reports.sheet import Sheet
from tests.reports.paper import finds, left_of, text_of

STYLE = Style(12)
FULL, ENGLISH = Look(), Look("en", "gregorian", "toman")


def page(*texts: str, look: Look = FULL) -> bytes:
    sheet = Sheet(look, "آزمون", foot=None)
    for place, text in enumerate(texts):
        sheet.pen.text(text, STYLE, 40, 60 + 30 * place)
    sheet.next_page()
    return sheet.finish()


def seen(drawn: Line) -> str:
    """Return the letters of a line as the eye meets them from left to right."""
    return "".join(glyph.source for piece in drawn.pieces for glyph in piece.run.glyphs)


def letters_of(text: str) -> str:
    """Return letters alone: brackets are mirrored and spaces fall away at the ends of lines."""
    return "".join(letter for letter in text if letter.isalnum())


@pytest.mark.parametrize(
    ("text", "eye"),
    [  # what must stand on paper from left to right, worked out by hand from UAX #9
        ("مبلغ ۱٬۲۵۰٬۰۰۰", "۱٬۲۵۰٬۰۰۰ غلبم"),
        ("روز ۱۴۰۵/۰۸/۳۰", "۱۴۰۵/۰۸/۳۰ زور"),
        ("ساعت ۱۸:۴۵", "۱۸:۴۵ تعاس"),
        ("رشد ۲۵٪", "٪۲۵ دشر"),  # rule W2: digits after a letter take the sign to their left
        ("۲۵٪", "۲۵٪"),
        (f"تلفن {ltr('021-8877')}", "021-8877 نفلت"),
        (f"همراه {ltr('0912 345 6789')}", "0912 345 6789 هارمه"),
        (f"همراه {ltr('۰۹۱۲ ۳۴۵ ۶۷۸۹')}", "۰۹۱۲ ۳۴۵ ۶۷۸۹ هارمه"),
        (f"کد {ltr('A-1024/15')}", "A-1024/15 دک"),
        (f"تراز {LRM}\u2212۱۲۵", "\u2212۱۲۵ زارت"),
        (f"تراز {LRM}+۳۸", "+۳۸ زارت"),
        (f"{isolate('Sara (VIP)')} خرید", "دیرخ Sara (VIP)"),
        ("CRM‌ها", "اهCRM"),
    ],
)
def test_figures_codes_and_names_stand_in_the_order_of_the_eye(text: str, eye: str) -> None:
    assert seen(line(text, STYLE, rtl=True)).replace("\u200c", "") == eye


def test_brackets_are_turned_around_in_persian_and_not_in_latin() -> None:
    persian = shape("(", REGULAR, rtl=True).glyphs[0]
    assert persian.number == shape(")", REGULAR, rtl=False).glyphs[0].number


def test_the_quick_ways_to_levels_are_those_of_the_full_algorithm() -> None:
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    texts = ["مریم هاشمی‌نژاد", "۱٬۲۵۰٬۰۰۰", "۱۴۰۵/۰۸/۳۰", "12.5", "Sara (VIP) 7", ltr("۰۹۱۲ ۳۴۵"),
             ltr("A-10/15"), isolate("Sara N"), isolate("مریم"), isolate("12 34")]  # fmt: skip
    for text, rtl in product(texts, (True, False)):
        base = TextDirection.RTL if rtl else TextDirection.LTR
        full = BidiParagraph(text=text, base_direction=base)
        letters = [
            (letter.character_index, letter.embedding_level)
            for letter in full.get_characters_with_embedding_level()
        ]
        ours = levels(text, rtl=rtl)
        order = in_eye_order([(ours[place], place) for place, _ in letters])
        assert order == in_eye_order([(level, place) for place, level in letters]), (text, rtl)
        assert all(ours[place] % 2 == level % 2 for place, level in letters), (text, rtl)


@pytest.mark.parametrize("name", [REGULAR, MEDIUM, BOLD])
def test_digits_put_together_one_by_one_are_what_harfbuzz_shapes(name: str) -> None:
    for letters in ("0123456789,.: -", "۰۱۲۳۴۵۶۷۸۹٬٫/: -"):
        for pair in map("".join, product(letters, letters)):
            if not any(map(str.isdecimal, pair)):
                continue  # in a figure no two signs stand side by side
            whole = shaped(pair, name, rtl=False)
            parts = [shape(letter, name, rtl=False) for letter in pair]
            assert [glyph.number for glyph in whole.glyphs] == [p.glyphs[0].number for p in parts]
            assert whole.width == pytest.approx(sum(part.width for part in parts))


def test_a_paragraph_is_broken_before_it_is_reordered() -> None:
    text = (
        "مشتری وفادار (VIP) مشتری سودآور است؛ حفظ یک مشتری ۵ برابر (یعنی ۱٬۲۵۰٬۰۰۰ تومان) ارزان‌تر"
        " از جذب مشتری [جدید] است و CRM کمک می‌کند تا تجربهٔ خوب از یک اتفاق تصادفی به یک روند"
        " پایدار در ۱۲ ماه (۱۴۰۵/۰۸/۳۰) تبدیل شود و اعضا دوباره بیایند."
    )
    lines = paragraph([Span(text, STYLE)], 225, rtl=True)
    assert len(lines) == 6
    assert all(each.width <= 225 for each in lines)
    words, at = text.split(" "), 0
    for each in lines:  # a line holds the next words of the sentence and no later one
        letters = letters_of(seen(each))
        taken = ""
        while len(taken) < len(letters):
            taken += letters_of(words[at])
            at += 1
        assert sorted(taken) == sorted(letters)
    assert at == len(words)
    assert "۱٬۲۵۰٬۰۰۰" in "".join(map(seen, lines)) and "۱۴۰۵/۰۸/۳۰" in "".join(map(seen, lines))


def test_a_word_longer_than_the_line_is_cut_and_nothing_is_lost() -> None:
    lines = paragraph([Span("x" * 300 + " پایان", STYLE)], 120, rtl=True)
    assert all(each.width <= 120 for each in lines)
    assert sum(seen(each).count("x") for each in lines) == 300


def test_a_paragraph_may_end_in_dots_at_its_last_line() -> None:
    lines = paragraph([Span("فروشگاه بزرگ " * 30, STYLE)], 150, rtl=True, most=2)
    assert len(lines) == 2
    assert "…" in seen(lines[1]) and lines[1].width <= 150.1


def test_a_cut_latin_name_ends_in_dots_at_its_own_end() -> None:
    drawn = seen(fitted(pdf_text("Alexandrina Konstantinopolska"), STYLE, 80, rtl=True))
    assert drawn.startswith("Alex") and drawn.endswith("…")


def test_words_and_amounts_are_found_and_copied_as_they_were_typed() -> None:
    pdf = page("مشتریان باشگاه ۱٬۲۵۰٬۰۰۰ تومان", "تجربهٔ خوبِ الله‌یار و لاله", "مُحَمَّد")
    copied = text_of(pdf)
    assert "مشتریان باشگاه ۱٬۲۵۰٬۰۰۰ تومان" in copied
    assert "تجربهٔ خوبِ الله‌یار و لاله" in copied
    assert normalize("NFC", "مُحَمَّد") in normalize("NFC", copied)
    assert finds(pdf, "مشتریان") and finds(pdf, "۱٬۲۵۰٬۰۰۰")


def test_a_latin_name_in_a_persian_row_is_found() -> None:
    sheet = Sheet(FULL, "آزمون", foot=None)
    for place, cell in enumerate(("۱", "Sara Nikbakht", "طلایی", "۱٬۲۵۰")):
        sheet.pen.text(pdf_text(cell), STYLE, 40 + 100 * place, 80)
    sheet.next_page()
    assert finds(sheet.finish(), "Sara Nikbakht")


def test_start_is_right_in_persian_and_left_in_english() -> None:
    assert left_of(page("سلام"), "سلام") > 400
    assert left_of(page("Hello", look=ENGLISH), "Hello") == pytest.approx(40, abs=3)


def test_letters_the_fonts_do_not_have_leave_a_sign_and_no_crash() -> None:
    run = shape("😀漢", REGULAR, rtl=False)
    assert len(run.glyphs) == 2 and all(glyph.number and glyph.advance for glyph in run.glyphs)
    assert finds(page("مریم 😀 خندید"), "خندید")


def test_controls_halves_of_letters_and_overrides_never_reach_the_page() -> None:
    assert drawable("a\0b\ud800c\u202ed\ne") == "a b\ufffdcd e"
    assert "abc" in text_of(page(pdf_text("a\u202eb\u202cc")))
    assert len(drawable("م" * 20_000)) == 2000


def test_only_our_fonts_are_in_the_file_and_all_are_embedded() -> None:
    pdf = page("سلام Hello ۱۲۳")
    assert pdf.count(b"/FontFile2") == pdf.count(b"/Subtype /Type0") == 1
    assert b"Helvetica" not in pdf and b"Times" not in pdf
    assert b"/Lang (fa-IR)" in pdf
