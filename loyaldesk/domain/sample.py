"""The sample shop: believable members and eighteen months of sales, the same for the same seed."""

import math
import random
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from loyaldesk.domain import sample_season as season
from loyaldesk.domain.sample_people import SampleMember, people
from loyaldesk.kernel.jalali import Month

__all__ = ["SHOP", "SampleMember", "SampleOperator", "SampleSale", "SampleShop", "ShopFacts",
           "generate"]  # fmt: skip

_REGULARS, _RUSH = 0.032, 7.0
_VISITS_A_YEAR, _VISITS_SHAPE = (8.2, 175.0), (0.78, 5.0)  # most members, the few regulars
_ONLY_ONCE, _STAY_DAYS = 0.03, 3000.0
_BASKET_RIAL, _BASKET_SPREAD, _MEMBER_SPREAD = 9_150_000, 0.45, 0.22
_COMPANIES, _COMPANY_BASKET, _REGULAR_BASKET = 0.01, 2.2, 0.9
_PRICES_RISE_A_YEAR = 0.18
_REVERSED, _PAYS_POINTS = 0.007, 0.06
# Set by hand until the shares in tests/domain/test_sample.py came out: sales, tiers, silence.
REVERSED_WITHIN = timedelta(minutes=15)
"""A reversed sale is taken back within this time; it has passed before the shop's last moment."""


@dataclass(frozen=True, slots=True)
class SampleOperator:
    """One operator of the sample shop; *role* is ``owner``, ``manager`` or ``cashier``."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What the sample shop is called and who works there."""

    name: str
    address: str
    phone: str
    operators: tuple[SampleOperator, ...]


SHOP = {
    "fa": ShopFacts(
        name="فروشگاه نمونهٔ نارنج",
        address="تهران، خیابان بهار، نبش کوچهٔ نارون، پلاک ۱۲",
        phone="021 7700 0000",
        operators=(
            SampleOperator("مریم رضایی", "owner"),
            SampleOperator("علی‌رضا کریمی", "manager"),
            SampleOperator("سارا محمدی", "cashier"),
            SampleOperator("حسین مرادی", "cashier"),
        ),
    ),
    "en": ShopFacts(
        name="Naranj Sample Shop",
        address="No. 12, corner of Narvan Alley, Bahar St, Tehran",
        phone="021 7700 0000",
        operators=(
            SampleOperator("Maryam Rezaei", "owner"),
            SampleOperator("Alireza Karimi", "manager"),
            SampleOperator("Sara Mohammadi", "cashier"),
            SampleOperator("Hossein Moradi", "cashier"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class SampleSale:
    """One sale of the sample shop.

    Attributes:
        member_index: The member's `SampleMember.index`.
        sold_at: UTC, within opening hours.
        amount_rial: Rounded as prices are.
        reversed: Whether it was taken back within `REVERSED_WITHIN`.
        pay_points: Whether the member would pay a part with points.
    """

    member_index: int
    sold_at: datetime
    amount_rial: int
    reversed: bool
    pay_points: bool


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The shop's days; *last* is the moment after which nothing has happened yet."""

    days: tuple[date, ...]
    weights: tuple[float, ...]
    zone: ZoneInfo
    last: datetime

    def opens_at(self, number: int) -> datetime:
        opens, _ = season.opening_hours(self.days[number])
        return _moment(self.days[number], opens, self.zone)

    def seconds(self, rng: random.Random, number: int, count: int) -> list[int]:
        """Return *count* times of day number *number*, in seconds after opening."""
        profile = season.slots(self.days[number])
        drawn = rng.choices(range(len(profile)), cum_weights=profile, k=count)
        return [slot * season.SLOT_SECONDS + rng.randrange(season.SLOT_SECONDS) for slot in drawn]


@dataclass(frozen=True, slots=True)
class _Roll:
    """What is known of all members before their names: a few numbers each, in arrays."""

    joined_day: "array[int]"
    joined_second: "array[int]"
    basket_rial: "array[float]"
    companies: bytearray
    regulars: bytearray


@dataclass(frozen=True, slots=True)
class SampleShop:
    """A whole invented shop; members and sales are made anew at each call, never kept."""

    facts: ShopFacts
    first_day: date
    today: date
    seed: int
    language: str
    _calendar: _Calendar
    _roll: _Roll
    _visits: "tuple[array[int], ...]"

    def members(self) -> Iterator[SampleMember]:
        """Yield the members in the order of their enrolment."""
        return people(self.seed, self.language, self._enrolments())

    def sales(self) -> Iterator[SampleSale]:
        """Yield the sales in the order of time."""
        rng = _random("sales", self.seed)
        for number, visitors in enumerate(self._visits):
            yield from _day_of_sales(rng, number, visitors, self._calendar, self._roll)

    def _enrolments(self) -> Iterator[tuple[datetime, bool]]:
        roll = self._roll
        opened = [self._calendar.opens_at(n) for n in range(len(self._calendar.days))]
        for day, second, company in zip(
            roll.joined_day, roll.joined_second, roll.companies, strict=True
        ):
            yield opened[day] + timedelta(seconds=second), bool(company)


def generate(
    members: int,
    months: int,
    seed: int,
    today: date,
    zone: ZoneInfo,
    language: str = "fa",
    *,
    until: datetime | None = None,
) -> SampleShop:
    """Return a shop that sold for *months* whole Jalali months before this one, up to *today*.

    Args:
        members: How many members, at least 1.
        months: Whole months before the month of *today*.
        seed: The same arguments give the same shop, everywhere.
        today: The last day with sales.
        zone: Where the shop stands.
        language: ``fa`` or ``en``: how names and notes are written.
        until: Moment after which nothing has happened yet; None is the close of *today*.
    """
    first = Month.of(today, "jalali")
    for _ in range(months):
        first = first.before
    days = tuple(first.first + timedelta(days=n) for n in range((today - first.first).days + 1))
    rng = _random("shop", seed)
    weights = tuple(season.weight(day) * rng.uniform(0.88, 1.12) for day in days)
    closes = _moment(today, season.opening_hours(today)[1], zone)
    calendar = _Calendar(days, weights, zone, min(closes, until) if until else closes)
    roll = _enrol(rng, members, calendar)
    visits = _visits(rng, roll, calendar)
    return SampleShop(SHOP[language], days[0], today, seed, language, calendar, roll, visits)


def _random(what: str, seed: int) -> random.Random:
    # A text seeds through SHA-512, so that the same seed is the same shop on every machine.
    return random.Random(f"{what} of {seed}")  # noqa: S311  (nothing secret: a repeatable play)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _enrol(rng: random.Random, members: int, calendar: _Calendar) -> _Roll:
    """Return who joined when: a rush when the club opens, then a steady stream to today."""
    rush = accumulate(w * (1 + _RUSH * math.exp(-n / 45)) for n, w in enumerate(calendar.weights))
    numbers = rng.choices(range(len(calendar.days)), cum_weights=list(rush), k=members)
    joined = sorted((number, _joining_second(rng, number, calendar)) for number in numbers)
    joined = sorted(_not_in_the_future(n, second, calendar) for n, second in joined)
    companies = bytearray(rng.random() < _COMPANIES for _ in range(members))
    regulars = bytearray(rng.random() < _REGULARS for _ in range(members))
    middle = math.log(_BASKET_RIAL)
    baskets = (
        math.exp(rng.gauss(middle, _MEMBER_SPREAD))
        * (_COMPANY_BASKET if company else 1)
        * (_REGULAR_BASKET if regular else 1)
        for company, regular in zip(companies, regulars, strict=True)
    )
    return _Roll(
        array("I", (number for number, _ in joined)),
        array("I", (second for _, second in joined)),
        array("d", baskets),
        companies,
        regulars,
    )


def _joining_second(rng: random.Random, number: int, calendar: _Calendar) -> int:
    """Return a second early enough for the first sale to follow before the shop closes."""
    second = calendar.seconds(rng, number, 1)[0]
    longest = len(season.slots(calendar.days[number])) * season.SLOT_SECONDS - 600
    return second if second <= longest else longest - second % 600


def _not_in_the_future(number: int, second: int, calendar: _Calendar) -> tuple[int, int]:
    if calendar.opens_at(number) + timedelta(seconds=second) <= calendar.last or not number:
        return number, second
    return number - 1, min(second, 6 * 3600)


def _visits(rng: random.Random, roll: _Roll, calendar: _Calendar) -> "tuple[array[int], ...]":
    """Return for each day who visits: gamma-distributed rates, and a day when each one stays away.

    Visits of one member are a Poisson process whose clock runs as fast as the day is busy.
    """
    clock = [0.0, *accumulate(calendar.weights)]
    pace = len(calendar.days) / clock[-1] / 365
    days = tuple(array("I") for _ in calendar.days)
    for index, joined in enumerate(roll.joined_day):
        kind = roll.regulars[index]
        rate = rng.gammavariate(_VISITS_SHAPE[kind], _VISITS_A_YEAR[kind] / _VISITS_SHAPE[kind])
        only_once = rng.random() < _ONLY_ONCE
        leaves = joined if only_once else joined + rng.expovariate(1 / _STAY_DAYS)
        days[joined].append(index)
        last, reading = joined, clock[joined + 1]
        while True:
            reading += rng.expovariate(rate * pace) if rate > 0.01 else math.inf
            day = bisect_right(clock, reading) - 1
            if day >= len(days) or day > leaves:
                break
            if day > last:
                days[day].append(index)
                last = day
    return days


def _day_of_sales(
    rng: random.Random, number: int, visitors: "array[int]", calendar: _Calendar, roll: _Roll
) -> Iterator[SampleSale]:
    opened = calendar.opens_at(number)
    seconds = calendar.seconds(rng, number, len(visitors))
    for place, member in enumerate(visitors):
        if roll.joined_day[member] == number:
            seconds[place] = roll.joined_second[member] + 60 + seconds[place] % 240
    growth = (1 + _PRICES_RISE_A_YEAR) ** ((number + 1 - len(calendar.days)) / 365)
    factor = growth * season.basket(calendar.days[number])
    for second, member in sorted(zip(seconds, visitors, strict=True)):
        sold_at = opened + timedelta(seconds=second)
        amount = roll.basket_rial[member] * factor * math.exp(rng.gauss(0, _BASKET_SPREAD))
        taken_back = rng.random() < _REVERSED and sold_at + REVERSED_WITHIN <= calendar.last
        pay_points = rng.random() < _PAYS_POINTS and not taken_back
        rounded = _as_price(amount, rng.random())
        if sold_at <= calendar.last:
            yield SampleSale(member, sold_at, rounded, taken_back, pay_points)


def _as_price(rial: float, draw: float) -> int:
    """Return *rial* as tills show it: mostly whole 1,000 Toman, at times 5,000 or 500."""
    step = 50_000 if draw < 0.35 else 10_000 if draw < 0.93 else 5_000
    return max(step, round(rial / step) * step)
