"""Rewards of a programme: discounts, free goods and gifts, and who may take them how."""

from dataclasses import dataclass, field
from enum import StrEnum

from loyaldesk.domain.conditions import Goods, When


class Take(StrEnum):
    """How a reward is taken: with points, by itself, by a shared code, or only as a voucher."""

    POINTS = "points"
    OFFER = "offer"
    CODE = "code"
    VOUCHER = "voucher"


class RewardKind(StrEnum):
    """What a reward is."""

    AMOUNT = "amount"
    PERCENT = "percent"
    FREE_PRODUCT = "free_product"
    CHEAPEST = "cheapest"
    BUY_GET = "buy_get"
    GIFT = "gift"


@dataclass(frozen=True, slots=True)
class Reward:
    """One reward.

    Attributes:
        code: Short Latin name, unique in the programme.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        kind: What it is.
        take: How it is taken.
        points: What it costs, for ``take = points``.
        rial: For ``amount``: how much less is paid.
        percent: For ``percent`` and ``cheapest``: how much of the price falls.
        most_rial: Largest discount; 0: no limit.
        of: For ``percent``: ``rest`` (of what other discounts left) or ``goods`` (of the goods
            before manual discounts).
        quantity: For ``free_product``: pieces, in thousandths.
        buy: For ``buy_get``: pieces that must be bought.
        get: For ``buy_get``: pieces that are free.
        extra: For ``buy_get``: the free pieces come on top (V-R17); else they are among those in
            the basket, the cheapest first.
        goods: The lines it means.
        when: What else must hold.
        stackable: It may stand beside other stackable rewards (E44).
        discount_code: For ``code``: what is typed, in any spelling.
        most_uses: How often it can be taken in all; 0: no limit.
        most_per_member: How often by one member; 0: no limit.
        stock: For ``gift``: pieces at the start; None: not counted.
        valid_days: For vouchers: days a new one is good; 0: for ever.
        is_on: Whether it is in force.
    """

    code: str
    name_fa: str
    name_en: str
    kind: str
    take: str = Take.POINTS
    points: int = 0
    rial: int = 0
    percent: int = 0
    most_rial: int = 0
    of: str = "rest"
    quantity: int = 1000
    buy: int = 0
    get: int = 0
    extra: bool = False
    goods: Goods = field(default_factory=Goods)
    when: When = field(default_factory=When)
    stackable: bool = False
    discount_code: str = ""
    most_uses: int = 0
    most_per_member: int = 0
    stock: int | None = None
    valid_days: int = 0
    is_on: bool = True

    def name(self, language: str) -> str:
        """Return the name shown to people."""
        return self.name_fa if language == "fa" else self.name_en


@dataclass(frozen=True, slots=True)
class Spending:
    """How points pay.

    Attributes:
        block_points: Points are spent in whole blocks of so many (V-R29).
        block_rial: What one block pays.
        least_points: Fewest points one receipt may be paid with.
        least_balance: Points a member must have before any may be spent.
        largest_percent: Largest share of a receipt that points may pay.
        limit_points: Points one sale may be paid with by an operator without the right to go
            above; 0: no limit.
        check_above_points: Above it the spender must prove who it is; 0: never.
        hold_hours: Hours after a change of the mobile in which nothing is spent.
        own_points: Points of this receipt pay this receipt (E42).
    """

    block_points: int = 1
    block_rial: int = 1_000
    least_points: int = 0
    least_balance: int = 0
    largest_percent: int = 100
    limit_points: int = 0
    check_above_points: int = 0
    hold_hours: int = 24
    own_points: bool = False

    def worth_rial(self, points: int) -> int:
        """Return what *points* pay: whole blocks only."""
        return points // self.block_points * self.block_rial

    def points_to_pay(self, rial: int) -> int:
        """Return the points that pay *rial*, whole blocks, rounded up (E30)."""
        return -(-rial // self.block_rial) * self.block_points

    def most_points(self, available: int, to_pay_rial: int) -> int:
        """Return the most points that *available* ones may pay of *to_pay_rial* (E37, E38)."""
        if available < self.least_balance:
            return 0
        share = to_pay_rial * self.largest_percent // 100
        most = min(available // self.block_points, share // self.block_rial) * self.block_points
        return most if most >= self.least_points else 0


@dataclass(frozen=True, slots=True)
class Returns:
    """What happens to points when goods come back.

    Attributes:
        points: ``line`` (what that line earned, V-F6), ``share`` (of the whole receipt) or
            ``recompute`` (the rules on what is left, in cumulative steps, E09).
        rounding: For ``line`` and ``share``: ``keep_down`` rounds what the member keeps, or
            ``take_down`` what is taken.
        shortage: ``debt``, ``clip`` or ``block`` (E12).
        lowers_tier: The return counts for the tier (E52).
        days: After so many days only an operator with the right takes back; 0: no limit.
    """

    points: str = "line"
    rounding: str = "keep_down"
    shortage: str = "debt"
    lowers_tier: bool = True
    days: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one operator may do alone by hand; 0: no limit.

    Attributes:
        correction_points: Above it a correction needs a second person.
        correction_day_points: Most points an operator gives by hand in a day.
        transfer_points: Above it a transfer between members needs a second person.
        transfer_day_points: Most a member may hand over in a day.
        own_reversal_rial: Above it nobody takes back a sale of their own without a second person.
        voucher_count: Above it vouchers made at once need a second person.
    """

    correction_points: int = 1_000
    correction_day_points: int = 0
    transfer_points: int = 1_000
    transfer_day_points: int = 5_000
    own_reversal_rial: int = 0
    voucher_count: int = 0
