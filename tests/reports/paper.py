"""Figures for the report tests, and a reader of what was printed."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdfium2
from PIL import Image

from loyaldesk.domain.cardpaper import CardFigures
from loyaldesk.domain.monthly import BestMember, Figure, MonthlyFigures, TierCount
from loyaldesk.kernel.jalali import Month


def text_of(pdf: bytes, page: int = 0) -> str:
    """Return the text of a page as PDFium copies it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[page].get_textpage().get_text_range())


def pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def finds(pdf: bytes, words: str, page: int = 0) -> bool:
    """Return whether the search box of Edge and Chrome finds *words* on a page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].get_textpage().search(words).get_next() is not None


def left_of(pdf: bytes, words: str, page: int = 0) -> float:
    """Return how far from the left edge the first match of *words* begins."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        found = text.search(words).get_next()
        assert found is not None, words
        return min(text.get_charbox(found[0] + place)[0] for place in range(found[1]))


def picture(pdf: bytes, page: int = 0, scale: float = 3) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        image: Image.Image = document[page].render(scale=scale).to_pil().convert("RGB")
        return image


def logo() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (64, 48), (14, 124, 102, 255)).save(file, "PNG")
    return file.getvalue()


def last_months(month: Month, count: int = 13) -> list[Month]:
    found = [month]
    while len(found) < count:
        found.insert(0, found[0].before)
    return found


NAMES = ("مریم هاشمی‌نژاد", "علی اکبری", "Sara Nikbakht", "زهرا مؤمنی", "کیوان پورقلی‌زاده")


def monthly(month: str = "1405-08", **changes: Any) -> MonthlyFigures:
    """Return the figures of a busy shop."""
    this = Month.parse(month)
    days: list[tuple[date, int]] = []
    day = this.first
    while day <= this.last:
        days.append((day, 0 if day.weekday() == 4 else 200_000_000 + 7_000_000 * day.day))
        day += timedelta(days=1)
    fields: dict[str, Any] = {
        "shop_name": "سوپرمارکت آفتاب",
        "logo": logo(),
        "month": this,
        "as_of": this.last,
        "printed_at": datetime(2026, 11, 21, 15, 15, tzinfo=UTC),
        "zone_name": "Asia/Tehran",
        "operator": "مریم رضایی",
        "members_total": Figure(2143, 2101),
        "active": Figure(1248, 1177),
        "new": Figure(64, 71),
        "returning": Figure(1184, 1102),
        "not_seen": Figure(97, 81),
        "not_seen_limit_days": 90,
        "retention": Figure(0.61, 0.58),
        "retention_base": 1940,
        "retention_stayed": 1184,
        "retention_months": 12,
        "net_sales_rial": Figure(12_864_500_000, 12_040_000_000),
        "visits": Figure(3312, 3105),
        "basket_rial": Figure(3_884_210, 3_877_600),
        "points_earned": Figure(146_220, 131_870),
        "points_spent": Figure(38_400, 41_050),
        "points_expired": Figure(5_120, 5_120),
        "points_expiring": Figure(11_870, 9_900),
        "expiring_days": 30,
        "points_outstanding": Figure(612_870, 520_000),
        "sales_by_day": tuple(days),
        "sales_by_month": tuple(
            (each, 8_000_000_000 + 400_000_000 * place)
            for place, each in enumerate(last_months(this))
        ),
        "members_by_tier": (
            TierCount("bronze", "برنزی", 1390, "bronze"),
            TierCount("silver", "نقره‌ای", 512, "silver"),
            TierCount("gold", "طلایی", 198, "gold"),
            TierCount("platinum", "پلاتینی", 43, "platinum"),
        ),
        "best_members": tuple(
            BestMember(str(1000 + place), NAMES[place % 5], "طلایی", 14 - place, 12_500_000, 1234)
            for place in range(10)
        ),
    }
    return MonthlyFigures(**(fields | changes))


def empty_month() -> MonthlyFigures:
    """Return the figures of a club that was opened today."""
    full = monthly()
    nothing = {
        name: Figure(0, None)
        for name in MonthlyFigures.__slots__
        if isinstance(getattr(full, name), Figure)
    }
    return monthly(
        **nothing
        | {
            "logo": None,
            "retention": Figure(None, None),
            "basket_rial": Figure(None, None),
            "retention_base": 0,
            "retention_stayed": 0,
            "sales_by_day": tuple((day, 0) for day, _ in full.sales_by_day),
            "sales_by_month": tuple((month, 0) for month, _ in full.sales_by_month),
            "members_by_tier": (),
            "best_members": (),
        }
    )


def card(number: str = "2900000001176", **changes: Any) -> CardFigures:
    fields: dict[str, Any] = {
        "shop_name": "سوپرمارکت آفتاب",
        "logo": logo(),
        "number": number,
        "member_name": "مریم هاشمی‌نژاد",
        "member_number": "1001",
        "tier_code": "gold",
        "tier_name": "طلایی",
        "valid_text": "اعتبار تا ۱۴۰۶/۰۸",
    }
    return CardFigures(**(fields | changes))
