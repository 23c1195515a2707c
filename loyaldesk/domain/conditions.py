"""When a rule or reward holds: goods, amounts, days, hours, occasions and members."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loyaldesk.domain.basket import Line, LineKind
from loyaldesk.kernel.jalali import anniversary, to_jalali

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Codes of the days in the order of `date.weekday`."""

OCCASIONS = {
    "nowruz": ("01-01", "01-13"),
    "yalda": ("09-30", "09-30"),
    "sepandarmaz": ("12-05", "12-05"),
    "mehregan": ("07-10", "07-10"),
    "esfand": ("12-01", "12-30"),
}
"""Jalali occasions with a fixed date, as first and last month-day, both included."""

PERSONAL = ("birthday", "birthday_week", "wedding", "wedding_week")
"""Occasions that come from the member's own dates; a week is three days before and after."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Which lines are meant. Empty: all; what is excluded never counts (E45).

    A line is in when it fits one of the included products, categories or brands.
    """

    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    not_products: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether no line is left out by what it is."""
        return self == Goods(kinds=self.kinds)

    def holds(self, line: Line, kinds: Iterable[str] = (LineKind.GOODS,)) -> bool:
        """Return whether *line* is meant; *kinds* are those that count where none is named."""
        if line.kind not in (self.kinds or kinds):
            return False
        if (
            line.product in self.not_products
            or line.category in self.not_categories
            or line.brand in self.not_brands
        ):
            return False
        if not (self.products or self.categories or self.brands):
            return True
        return (
            line.product in self.products
            or line.category in self.categories
            or line.brand in self.brands
        )


@dataclass(frozen=True, slots=True)
class When:
    """What must hold besides the goods. Everything named must hold; nothing named always holds.

    Attributes:
        first_day: First day it holds, included.
        last_day: Last day it holds, included (V-R24).
        minimum_rial: Least amount of the receipt's goods after manual discounts.
        minimum_of_goods: The minimum looks at the meant lines only.
        minimum_with_tax: The minimum counts tax in (V-R21).
        minimum_quantity: Least number of meant pieces, in thousandths.
        tiers: Codes of tiers; empty: every tier.
        weekdays: Codes such as ``fri``.
        from_time: First minute of the day.
        until_time: First minute of the day it no longer holds.
        occasions: Names of `OCCASIONS` and `PERSONAL`, or Jalali ``MM-DD..MM-DD``.
        first_purchase: Only a member's first purchase.
        tags: The member bears one of these tags.
        code: A code that must be given with the sale (V-E8).
    """

    first_day: date | None = None
    last_day: date | None = None
    minimum_rial: int = 0
    minimum_of_goods: bool = False
    minimum_with_tax: bool = True
    minimum_quantity: int = 0
    tiers: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    from_time: time | None = None
    until_time: time | None = None
    occasions: tuple[str, ...] = ()
    first_purchase: bool = False
    tags: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of member and moment when a basket is reckoned.

    Attributes:
        at: The shop's local moment.
        tier: Code of the tier that counts for this receipt.
        has_bought: Whether the member bought before this receipt.
        birthday: The member's, or None.
        wedding_on: The member's, or None.
        tags: The member's, folded.
        codes: Codes given with the sale, folded.
    """

    at: datetime
    tier: str = ""
    has_bought: bool = False
    birthday: date | None = None
    wedding_on: date | None = None
    tags: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The shop's day."""
        return self.at.date()


def refusal(when: When, facts: Facts) -> str:  # noqa: PLR0911 - one answer for each condition
    """Return which condition on day, hour, tier or member does not hold; empty when all hold.

    Answers: ``not yet``, ``over``, ``tier``, ``weekday``, ``hour``, ``occasion``, ``not first``,
    ``tag``, ``code``.
    """
    if when.first_day and facts.day < when.first_day:
        return "not yet"
    if when.last_day and facts.day > when.last_day:
        return "over"
    if when.code and when.code not in facts.codes:
        return "code"
    if when.tiers and facts.tier not in when.tiers:
        return "tier"
    if when.weekdays and WEEKDAYS[facts.day.weekday()] not in when.weekdays:
        return "weekday"
    if not _in_hours(when, facts.at.time()):
        return "hour"
    if when.occasions and not any(is_occasion(name, facts) for name in when.occasions):
        return "occasion"
    if when.first_purchase and facts.has_bought:
        return "not first"
    if when.tags and not facts.tags.intersection(when.tags):
        return "tag"
    return ""


def _in_hours(when: When, now: time) -> bool:
    first, last = when.from_time or time.min, when.until_time
    if last is None:
        return now >= first
    if first <= last:
        return first <= now < last
    return now >= first or now < last  # over midnight


def is_occasion(name: str, facts: Facts) -> bool:
    """Return whether the day of *facts* is the occasion called *name*."""
    if name in PERSONAL:
        own = facts.birthday if name.startswith("birthday") else facts.wedding_on
        return own is not None and _is_near(own, facts.day, 3 if name.endswith("_week") else 0)
    first, last = OCCASIONS.get(name) or name.split("..", 1)
    _, month, day = to_jalali(facts.day)
    today = f"{month:02}-{day:02}"
    return first <= today <= last if first <= last else today >= first or today <= last


def _is_near(own: date, day: date, reach: int) -> bool:
    """Return whether the Jalali anniversary of *own* lies within *reach* days of *day* (E86)."""
    first = day - timedelta(days=reach)
    return anniversary(own, first, "jalali") <= day + timedelta(days=reach)
