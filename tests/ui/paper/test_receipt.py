"""The slip a member takes along: right words, right dots, no tax invoice."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from PySide6.QtGui import QImage

from loyaldesk.domain.receipt import ReceiptFigures, ReceiptKind, Stamped, Won
from loyaldesk.kernel.look import Look
from loyaldesk.ui.paper import receipt

SALE = ReceiptFigures(
    shop_name="فروشگاه گلستان",
    number="10245",
    at=datetime(2026, 11, 21, 15, 15, tzinfo=UTC),
    zone=ZoneInfo("Asia/Tehran"),
    till="1",
    operator="مریم رضایی",
    amount_rial=12_500_000,
    to_pay_rial=12_000_000,
    paid_points=50,
    paid_rial=500_000,
    earned=156,
    balance=1365,
    member="مریم هاشمی‌نژاد",
    tier="طلایی",
    next_tier="پلاتینی",
    distance_rial=6_350_000,
    expiring_points=120,
    expires_on=date(2026, 12, 21),
    footer=("از خرید شما سپاسگزاریم",),
)
FA = Look("fa", "jalali", "toman")
EN = Look("en", "gregorian", "rial")


@pytest.fixture
def words(monkeypatch) -> list[str]:
    """Collect every text the strip lays out."""
    said: list[str] = []
    lay_out = receipt._Strip._layout

    def listen(self, text, *rest):
        said.append(text)
        return lay_out(self, text, *rest)

    monkeypatch.setattr(receipt._Strip, "_layout", listen)
    return said


def said(words: list[str]) -> str:
    return "\n".join(words).translate(dict.fromkeys(map(ord, "\u200e\u2066\u2068\u2069")))


@pytest.mark.parametrize(("width_mm", "dots"), [(80, 576), (58, 384)])
def test_a_slip_is_as_wide_as_the_head_and_black_and_white(persian, width_mm, dots) -> None:
    image = receipt.draw(SALE, width_mm, FA)
    assert image.width() == dots
    assert image.format() == QImage.Format.Format_Mono
    black = sum(
        image.pixelIndex(x, y) == (0 if image.color(0) & 0xFFFFFF == 0 else 1)
        for x in range(0, dots, 3)
        for y in range(0, image.height(), 3)
    )
    share = black / (dots / 3 * image.height() / 3)
    assert 0.02 < share < 0.4


def test_a_sale_says_what_was_paid_and_what_it_brought(persian, words) -> None:
    receipt.draw(SALE, 80, FA)
    text = said(words)
    for expected in (
        "فروشگاه گلستان", "۱۰۲۴۵", "۱۴۰۵/۰۸/۳۰ ۱۸:۴۵", "۱٬۲۵۰٬۰۰۰ تومان", "−۵۰٬۰۰۰ تومان",
        "۱٬۲۰۰٬۰۰۰ تومان", "+۱۵۶", "۱٬۳۶۵", "مریم هاشمی‌نژاد", "طلایی", "پلاتینی", "۶۳۵٬۰۰۰ تومان",
        "۱۲۰", "۱۴۰۵/۰۹/۳۰", "این برگه صورتحساب مالیاتی نیست",
    ):  # fmt: skip
        assert expected in text, expected


def test_an_english_slip_is_english(english, words) -> None:
    receipt.draw(replace(SALE, shop_name="Golestan", operator="M", member="Ali", tier="Gold",
                         next_tier="Platinum", footer=()), 58, EN)  # fmt: skip
    text = said(words)
    assert "12,500,000 Rial" in text
    assert "2026-11-21 18:45" in text
    assert "This slip is not a tax invoice." in text
    assert not any("\u0600" <= letter <= "\u06ff" for letter in text)


def test_a_reversal_and_a_copy_say_so(persian, words) -> None:
    receipt.draw(replace(SALE, kind=ReceiptKind.REVERSAL, is_copy=True), 80, FA)
    text = said(words)
    assert "ابطال خرید" in text
    assert "المثنی" in text
    assert "−۱٬۲۵۰٬۰۰۰ تومان" in text
    assert "−۱۵۶" in text


def test_a_sale_without_a_member_says_nothing_of_points(persian, words) -> None:
    receipt.draw(replace(SALE, member="", tier=""), 80, FA)
    assert "امتیاز" not in said(words).replace("پرداخت با ۵۰ امتیاز", "")


def test_a_long_name_goes_on_in_the_next_line(persian) -> None:
    short = receipt.draw(SALE, 58, FA)
    long = receipt.draw(
        replace(SALE, member="شرکت بازرگانی سیدمحمدحسین موسوی خوانساری اصفهانی و شرکا"), 58, FA
    )
    assert long.height() > short.height() + 40


def test_a_logo_is_printed_and_a_broken_one_left_out(persian) -> None:
    square = QImage(200, 100, QImage.Format.Format_RGB32)
    square.fill(0)
    plain = receipt.draw(SALE, 80, FA).height()
    assert receipt.draw(replace(SALE, logo=receipt.png(square)), 80, FA).height() > plain + 100
    assert receipt.draw(replace(SALE, logo=b"no picture"), 80, FA).height() == plain


def test_a_slip_that_does_not_add_up_is_not_made() -> None:
    with pytest.raises(ValueError, match="add up"):
        replace(SALE, to_pay_rial=1)
    with pytest.raises(ValueError, match="zone"):
        replace(SALE, at=datetime(2026, 11, 21))


def test_escpos_bands_hold_every_row_and_black_is_one(persian) -> None:
    image = QImage(16, 130, QImage.Format.Format_Mono)
    image.setColorTable([0xFF000000, 0xFFFFFFFF])
    image.fill(1)
    image.setPixel(0, 0, 0)  # one black dot, top left
    sent = receipt.escpos(image)
    assert sent.startswith(b"\x1b@\x1dv0\x00\x02\x00\x80\x00\x80\x00")  # 2 bytes wide, 128 rows
    second = 2 + 8 + 128 * 2
    assert sent[second : second + 8] == b"\x1dv0\x00\x02\x00\x02\x00"
    assert sent[second + 8 : second + 12] == bytes(4)
    assert sent.endswith(b"\x1dV\x42\x00")


def test_the_pdf_is_one_page_as_long_as_the_slip(persian, tmp_path: Path) -> None:
    image = receipt.draw(SALE, 80, FA)
    receipt.save_pdf(image, tmp_path / "slip.pdf")
    receipt.save_png(image, tmp_path / "slip.png")
    with pypdfium2.PdfDocument(tmp_path / "slip.pdf") as document:
        assert len(document) == 1
        width, height = document[0].get_size()
    assert width * 25.4 / 72 == pytest.approx(80, abs=0.5)
    assert height * 25.4 / 72 == pytest.approx(image.height() / 8 + 4, abs=0.5)
    again = QImage(str(tmp_path / "slip.png"))
    assert (again.width(), again.height()) == (image.width(), image.height())


def test_r67_a_missing_printer_is_told(persian) -> None:
    with pytest.raises(LookupError):
        receipt.print_receipt(receipt.draw(SALE, 80, FA), "no such printer")


RICH = replace(
    SALE, lines=(("چای", 8_000_000), ("قند", 5_000_000)), discount_rial=500_000,
    discounts=(("جشنواره", 1_000_000),), reward_rial=1_000_000, gift_card_rial=2_000_000,
    wallet_rial=3_000_000, to_pay_rial=6_000_000, cashback_rial=200_000, benefit_rial=1_700_000,
    stamps=(Stamped("کارت قهوه", 1, 7, 9),), won=(Won("قهوه", "2886041253", date(2027, 1, 1)),),
    gift_cards=(("8907906323532119", 5_000_000),), exchange_of="10200", exchange_rial=4_000_000,
)  # fmt: skip


def test_a_slip_names_every_discount_payment_stamp_and_new_code(persian, words) -> None:
    receipt.draw(RICH, 58, FA)
    text = said(words)
    for expected in (
        "چای", "۸۰۰٬۰۰۰ تومان", "−۵۰٬۰۰۰ تومان", "جشنواره", "−۱۰۰٬۰۰۰ تومان", "−۲۰۰٬۰۰۰ تومان",
        "−۳۰۰٬۰۰۰ تومان", "۶۰۰٬۰۰۰ تومان", "سود شما از این خرید", "۱۷۰٬۰۰۰ تومان", "کارت قهوه",
        "۷ مُهر از ۹", "2886041253", "8907906323532119", "۱۰۲۰۰", "۲۰۰٬۰۰۰ تومان",
    ):  # fmt: skip
        assert expected in text, expected


@pytest.mark.parametrize(
    "wrong",
    [{"to_pay_rial": 1}, {"discount_rial": 0}, {"discounts": (("جشنواره", 1),)}],
    ids=["payments", "lines", "discounts"],
)
def test_a_slip_that_does_not_add_up_is_never_drawn(wrong) -> None:
    with pytest.raises(ValueError, match="add up"):
        replace(RICH, **wrong)
