"""What the club owes in points and money, and what a change of a point's worth would do."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.kernel.jalali import Month

LEAST_ENDED = 100
"""Fewer points that ended their life tell nothing of how many will be redeemed."""

HISTORY_MONTHS = 24


@dataclass(frozen=True, slots=True)
class TierOwed:
    """What members of one tier hold.

    Attributes:
        code: Of the tier.
        name: In the language of the page.
        members: Who hold any points.
        points: They can spend today.
        pending: They can spend later.
    """

    code: str
    name: str
    members: int
    points: int
    pending: int

    @property
    def all_points(self) -> int:
        """Points owed to them."""
        return self.points + self.pending


@dataclass(frozen=True, slots=True)
class MonthOwed:
    """Points that end in one month; None: points without a last day.

    ``by_tier`` stands in the order of the tiers; points that wait are among them.
    """

    month: Month | None
    by_tier: tuple[int, ...]

    @property
    def points(self) -> int:
        """Points of all tiers."""
        return sum(self.by_tier)


@dataclass(frozen=True, slots=True)
class Liability:
    """What is owed at the end of a day.

    Attributes:
        shop: Whose club.
        logo: Of the shop.
        as_of: The day.
        printed_at: When it was reckoned.
        zone: Of the shop.
        operator: Who asked.
        block_points: Points are worth money in blocks of so many.
        block_rial: What one block pays.
        tiers: In rising order.
        months: In order of time, points without a last day at the end.
        debt_points: Points that members owe the club.
        debt_members: Who owe any.
        spent: Points spent in the last 24 months.
        expired: Points that ended unspent in that time.
        wallets: Wallets with money in them.
        wallet_rial: That money.
        gift_cards: Gift cards with money on them.
        gift_card_rial: That money.
        month: The running month.
        given: Points given in it, less those taken back.
        net_rial: Net sales of that month.
    """

    shop: str
    logo: bytes | None
    as_of: date
    printed_at: datetime
    zone: str
    operator: str
    block_points: int
    block_rial: int
    tiers: tuple[TierOwed, ...]
    months: tuple[MonthOwed, ...]
    debt_points: int
    debt_members: int
    spent: int
    expired: int
    wallets: int
    wallet_rial: int
    gift_cards: int
    gift_card_rial: int
    month: Month
    given: int
    net_rial: int

    @property
    def points(self) -> int:
        """Points outstanding, those that wait included."""
        return sum(tier.all_points for tier in self.tiers)

    @property
    def pending(self) -> int:
        """Points that cannot be spent yet."""
        return sum(tier.pending for tier in self.tiers)

    @property
    def worth_rial(self) -> int:
        """What they pay if every one of them is redeemed."""
        return self.worth_of(self.points)

    def worth_of(self, points: int) -> int:
        """Return what *points* pay, parts of a block included: they are owed too."""
        return points * self.block_rial // self.block_points

    @property
    def redemption(self) -> float | None:
        """Share of points that are spent before they end; None: too early to tell."""
        ended = self.spent + self.expired
        return self.spent / ended if ended >= LEAST_ENDED else None

    @property
    def breakage(self) -> float | None:
        """Share of points that end unspent; None: too early to tell."""
        return None if self.redemption is None else 1 - self.redemption

    @property
    def expected_rial(self) -> int | None:
        """What the points will cost if members go on as they did; None: too early to tell."""
        return self.expected_of(self.points)

    def expected_of(self, points: int) -> int | None:
        """Return what *points* will cost; None: too early to tell."""
        if self.redemption is None:
            return None
        return self.worth_of(points) * self.spent // (self.spent + self.expired)

    @property
    def given_rial(self) -> int:
        """What the points given this month pay."""
        return self.worth_of(self.given)

    @property
    def given_share(self) -> float | None:
        """The same as a share of the month's net sales; None: nothing was sold."""
        return self.given_rial / self.net_rial if self.net_rial > 0 else None

    @property
    def owed_rial(self) -> int:
        """Points at their full worth, wallets and gift cards together."""
        return self.worth_rial + self.wallet_rial + self.gift_card_rial


@dataclass(frozen=True, slots=True)
class Harmed:
    """Members of one tier whose points lose worth."""

    code: str
    name: str
    members: int
    loss_rial: int


@dataclass(frozen=True, slots=True)
class WorthChange:
    """What another worth of a point would do to what is owed.

    Attributes:
        block_rial: The new worth of one block.
        worth_rial: Points outstanding at it.
        difference_rial: Against today; below 0 when less is owed.
        expected_rial: Expected cost at it; None: too early to tell.
        harmed: By tier, when points lose worth.
    """

    block_rial: int
    worth_rial: int
    difference_rial: int
    expected_rial: int | None
    harmed: tuple[Harmed, ...]

    @property
    def harmed_members(self) -> int:
        """Members whose points lose worth."""
        return sum(some.members for some in self.harmed)


def with_worth(figures: Liability, new_block_rial: int) -> WorthChange:
    """Return what it would do if one block of points paid *new_block_rial*.

    Raises:
        ValueError: If a block paid nothing.
    """
    if new_block_rial <= 0:
        raise ValueError("a block of points pays something")

    def worth(points: int) -> int:
        return points * new_block_rial // figures.block_points

    new = worth(figures.points)
    expected = None
    if figures.redemption is not None:
        expected = new * figures.spent // (figures.spent + figures.expired)
    harmed = []
    if new_block_rial < figures.block_rial:
        harmed = [
            Harmed(
                tier.code, tier.name, tier.members,
                figures.worth_of(tier.all_points) - worth(tier.all_points),
            )
            for tier in figures.tiers
            if tier.members
        ]  # fmt: skip
    return WorthChange(new_block_rial, new, new - figures.worth_rial, expected, tuple(harmed))
