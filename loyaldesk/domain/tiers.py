"""Tiers: which level the money spent in the window reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Tier:
    """One level of the club.

    Attributes:
        code: Short Latin name, the same in both languages: ``gold``.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        from_rial: Money spent in the window from which a member stands in it (``>=``).
        earn_percent: What a sale earns in it, 100 is the plain rate.
    """

    code: str
    name_fa: str
    name_en: str
    from_rial: int
    earn_percent: int = 100

    def name(self, language: str) -> str:
        """Return the name shown to people."""
        return self.name_fa if language == "fa" else self.name_en


def reached(spent_rial: int, tiers: Sequence[Tier]) -> Tier:
    """Return the highest tier whose limit is reached; the lowest when none is (E48, E49, E54).

    *tiers* stand in rising order of their limits.
    """
    for tier in reversed(tiers):
        if spent_rial >= tier.from_rial:
            return tier
    return tiers[0]


def following(code: str, tiers: Sequence[Tier]) -> Tier | None:
    """Return the tier above *code*, or None at the top."""
    codes = [tier.code for tier in tiers]
    at = codes.index(code) if code in codes else -1
    return tiers[at + 1] if at + 1 < len(tiers) else None


def rank(code: str, tiers: Sequence[Tier]) -> int:
    """Return the place of *code*, 0 for the lowest; 0 for a tier that is no more."""
    return next((place for place, tier in enumerate(tiers) if tier.code == code), 0)


def window_start(day: date, months: int = 12) -> date:
    """Return the first day of the rolling window that ends on *day*.

    Twelve months before 2026-11-21 begin on 2025-11-22: the same day of last year is out.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last)) + timedelta(days=1)
