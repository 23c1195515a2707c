"""Earning rules of a programme: what each says, and on which base it counts."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from loyaldesk.domain.conditions import Goods, When
from loyaldesk.kernel.jalali import Month


class Per(StrEnum):
    """What a rule counts."""

    MONEY = "money"
    UNIT = "unit"
    ORDER = "order"
    VISIT = "visit"
    TIMES = "times"


class Gives(StrEnum):
    """What a rule gives: points, or Rial in the wallet (cashback)."""

    POINTS = "points"
    WALLET = "wallet"


class Rounding(StrEnum):
    """How a fraction of a point becomes whole."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


class Expiry(StrEnum):
    """When a lot ends."""

    NEVER = "never"
    DAYS = "days"
    MONTH_END = "month_end"
    YEAR_END = "year_end"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class LotTerms:
    """From when to when points of a lot can be spent.

    Attributes:
        expires: Which of the ways.
        days: For ``days``: days after the day they were earned, that last day included.
        months: For ``month_end``: 0 is the end of the same month, 12 of that month next year. For
            ``idle``: months without a purchase.
        years: For ``year_end``: 0 is the end of the same year.
        calendar: ``jalali`` or ``gregorian``, for the ends of months and years.
        pending_days: Days before the points can be spent: a sale on day 0 with 14 days can be
            spent from day 14 on (V-X9).
    """

    expires: str = Expiry.DAYS
    days: int = 365
    months: int = 0
    years: int = 0
    calendar: str = "jalali"
    pending_days: int = 0

    def last_day(self, earned_on: date) -> date | None:
        """Return the last day on which points earned on *earned_on* can be spent (E23, V-X4)."""
        match self.expires:
            case Expiry.DAYS:
                return earned_on + timedelta(days=self.days)
            case Expiry.MONTH_END:
                month = Month.of(earned_on, self.calendar)
                for _ in range(self.months):
                    month = month.next
                return month.last
            case Expiry.YEAR_END:
                year = Month.of(earned_on, self.calendar).year + self.years
                return Month(self.calendar, year, 12).last
            case Expiry.IDLE:
                return months_after(earned_on, self.months)
            case _:
                return None

    def usable_from(self, earned_on: date) -> date:
        """Return the first day the points can be spent."""
        return earned_on + timedelta(days=self.pending_days)


def months_after(day: date, months: int) -> date:
    """Return the same day of the Gregorian month *months* later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


@dataclass(frozen=True, slots=True)
class Base:
    """What of a receipt earns (E41).

    Attributes:
        with_tax: Tax is part of the base.
        line_discounts_reduce: A line's own discount makes its base smaller.
        discounts: What discounts on the whole receipt, rewards and codes do: ``spread`` over the
            lines, ``whole`` (only rules on everything feel them, V-E5) or ``ignored``.
        points_paid_earn: The part paid with points earns.
        gift_cards_earn: The part paid with a gift card earns.
        wallet_earns: The part paid out of the wallet earns.
        delivery_earns: Lines of delivery earn in rules that do not name kinds.
        tier: ``before``: the tier held before the receipt counts; ``after``: the one it reaches
            (V-T1).
    """

    with_tax: bool = False
    line_discounts_reduce: bool = True
    discounts: str = "spread"
    points_paid_earn: bool = False
    gift_cards_earn: bool = True
    wallet_earns: bool = True
    delivery_earns: bool = False
    tier: str = "before"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the ordered list of earning rules.

    ``times`` multiplies what the rules above it gave on the lines it means; everything else adds.

    Attributes:
        code: Short Latin name, unique in the programme.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        per: What it counts.
        points: Points (or Rial of the wallet) for each ``rial`` of money, piece, receipt or visit.
        rial: For ``money``: the Rial that give ``points``.
        percent: For ``times``: 200 doubles, 0 takes all away.
        gives: Points or wallet.
        goods: The lines it means.
        when: What else must hold.
        whole_steps: For ``money``: only whole multiples of ``rial`` count.
        rounding: How its fraction becomes whole.
        round_each: ``receipt`` or ``line``: where that happens.
        tier_percent: The earning percent of the member's tier multiplies it; None: only on money.
        cap_sale: Most it gives on one receipt; None: no limit.
        cap_day: Most it gives a member on one day.
        cap_member: Most it ever gives one member.
        once: Gives to each member once in a lifetime; merging members keeps it so.
        stop: When it gave, the rules after it are not looked at (V-E32).
        lots: Terms of its own; None: the programme's.
        is_on: Whether it is in force.
    """

    code: str
    name_fa: str
    name_en: str
    per: str = Per.MONEY
    points: int = 1
    rial: int = 100_000
    percent: int = 100
    gives: str = Gives.POINTS
    goods: Goods = field(default_factory=Goods)
    when: When = field(default_factory=When)
    whole_steps: bool = False
    rounding: str = Rounding.DOWN
    round_each: str = "receipt"
    tier_percent: bool | None = None
    cap_sale: int | None = None
    cap_day: int | None = None
    cap_member: int | None = None
    once: bool = False
    stop: bool = False
    lots: LotTerms | None = None
    is_on: bool = True

    def name(self, language: str) -> str:
        """Return the name shown to people."""
        return self.name_fa if language == "fa" else self.name_en


class Event(StrEnum):
    """What a bonus is given for, without a sale of its own."""

    WELCOME = "welcome"
    REFERRAL = "referral"
    BIRTHDAY = "birthday"
    WEDDING = "wedding"
    SURVEY = "survey"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points for something else than goods.

    A referral is paid when the new member first bought for ``minimum_rial`` within ``days`` of
    enrolling; nobody refers the own self or a member who shares the mobile, and a referrer is paid
    at most ``referrer_cap_month`` times in a Jalali month.

    Attributes:
        code: Short Latin name, unique in the programme.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        event: What it is given for.
        points: To the member (for a referral: the new one).
        referrer_points: To the one who brought the new member.
        minimum_rial: For a referral: least first purchase.
        days: For a referral: days after enrolling in which that purchase counts; 0: any time.
        referrer_cap_month: For a referral: most paid in a month; 0: no limit.
        per_year: For surveys and feedback: most given to one member in 365 days; 0: no limit.
        lots: Terms of its own; None: the programme's.
        is_on: Whether it is in force.
    """

    code: str
    name_fa: str
    name_en: str
    event: str
    points: int
    referrer_points: int = 0
    minimum_rial: int = 0
    days: int = 0
    referrer_cap_month: int = 0
    per_year: int = 0
    lots: LotTerms | None = None
    is_on: bool = True

    def name(self, language: str) -> str:
        """Return the name shown to people."""
        return self.name_fa if language == "fa" else self.name_en


@dataclass(frozen=True, slots=True)
class StampCard:
    """A card that fills with stamps: buy nine, the tenth is a gift.

    Attributes:
        code: Short Latin name, unique in the programme.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        needs: Stamps that fill it.
        reward: Code of the reward a full card becomes a voucher for.
        per: ``unit`` or ``order``: what gives one stamp.
        goods: The lines it means.
        when: What else must hold.
        valid_days: Days the voucher of a full card is good; 0: for ever.
        is_on: Whether it is in force.
    """

    code: str
    name_fa: str
    name_en: str
    needs: int
    reward: str
    per: str = Per.UNIT
    goods: Goods = field(default_factory=Goods)
    when: When = field(default_factory=When)
    valid_days: int = 0
    is_on: bool = True

    def name(self, language: str) -> str:
        """Return the name shown to people."""
        return self.name_fa if language == "fa" else self.name_en


def plain_rule(rial: int) -> Rule:
    """Return the rule a simple club lives by: one point for each *rial*."""
    return replace(
        Rule("purchase", "خرید", "Purchase"), rial=rial
    )  # the programme's first and often only rule
