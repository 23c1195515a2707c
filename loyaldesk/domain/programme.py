"""The programme of the club: how money becomes points, what a point is worth, which tiers exist."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from loyaldesk.domain.tiers import Tier, reached
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs

FIRST_TIERS = (
    Tier("bronze", "برنزی", "Bronze", 0, 100),
    Tier("silver", "نقره‌ای", "Silver", 50_000_000, 110),
    Tier("gold", "طلایی", "Gold", 150_000_000, 125),
    Tier("platinum", "پلاتینی", "Platinum", 500_000_000, 150),
)

MOST_MONEY, MOST_LIMIT = 10**12, 10**15
"""Rial that one point may cost or pay, and Rial at which a tier may begin."""

MOST_DAYS, LONGEST_WINDOW = 36_500, 120
"""Days of a life of points or of silence; months of the window of tiers."""


@dataclass(frozen=True, slots=True)
class Programme:
    """The rules in force from one day until the next programme.

    Attributes:
        rial_per_point: Money that earns one point at 100 %.
        point_worth_rial: What one point pays.
        life_days: Days a lot lives after the day it was earned, that last day included;
            None: for ever.
        tiers: The levels, in rising order; the first begins at 0.
        window_months: Length of the rolling window that decides the tier.
        spend_limit_points: Points one sale may be paid with by an operator without the right to
            go above; 0: no limit.
        expiring_days: A lot that ends within so many days is told at the counter.
        silent_days: A member who bought before, but not for so many days, was not seen.
    """

    rial_per_point: int = 100_000
    point_worth_rial: int = 1_000
    life_days: int | None = 365
    tiers: tuple[Tier, ...] = field(default=FIRST_TIERS)
    window_months: int = 12
    spend_limit_points: int = 0
    expiring_days: int = 30
    silent_days: int = 90

    def earned(self, base_rial: int, tier_code: str) -> int:
        """Return the points *base_rial* earns in a tier, rounded down.

        Raises:
            ValueError: If the base is negative.
        """
        if base_rial < 0:
            raise ValueError(f"a sale cannot earn on {base_rial}")
        return base_rial * self.tier(tier_code).earn_percent // (100 * self.rial_per_point)

    def plain_points(self, base_rial: int) -> int:
        """Return the points *base_rial* earns at 100 %, for the text "100 base + 25 Gold"."""
        return base_rial // self.rial_per_point

    def tier(self, code: str) -> Tier:
        """Return the tier called *code*, or the lowest when it is no more."""
        return next((tier for tier in self.tiers if tier.code == code), self.tiers[0])

    def tier_for(self, spent_rial: int) -> Tier:
        """Return the tier that money spent in the window reaches."""
        return reached(spent_rial, self.tiers)

    def expires_on(self, earned_on: date) -> date | None:
        """Return the last day on which points earned on *earned_on* can be spent (E23)."""
        return None if self.life_days is None else earned_on + timedelta(days=self.life_days)

    def worth_rial(self, points: int) -> int:
        """Return what *points* pay."""
        return points * self.point_worth_rial

    def points_to_pay(self, rial: int) -> int:
        """Return the points that pay *rial*, rounded up (E30)."""
        return -(-rial // self.point_worth_rial)

    def to_json(self) -> str:
        """Return the document as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Programme":
        """Return the programme stored as *text*."""
        read: dict[str, Any] = json.loads(text)
        tiers = tuple(Tier(**tier) for tier in read.pop("tiers"))
        return cls(tiers=tiers, **read)

    def checked(self) -> "Programme":
        """Return the programme, in order.

        Raises:
            SeveralBadInputs: If a club could not live by it; each problem names its field.
        """
        problems = [
            BadInput(name, "range" if value > 0 else "not positive", str(value)[:80])
            for name, value, most in (
                ("rial_per_point", self.rial_per_point, MOST_MONEY),
                ("point_worth_rial", self.point_worth_rial, MOST_MONEY),
                ("window_months", self.window_months, LONGEST_WINDOW),
                ("expiring_days", self.expiring_days, MOST_DAYS),
                ("silent_days", self.silent_days, MOST_DAYS),
                ("life_days", 1 if self.life_days is None else self.life_days, MOST_DAYS),
            )
            if not 0 < value <= most
        ]
        if self.spend_limit_points < 0:
            problems.append(
                BadInput("spend_limit_points", "negative", str(self.spend_limit_points))
            )
        problems += self._tier_problems()
        if problems:
            raise SeveralBadInputs(tuple(problems))
        return replace(self, tiers=tuple(sorted(self.tiers, key=lambda tier: tier.from_rial)))

    def _tier_problems(self) -> list[BadInput]:
        if not self.tiers:
            return [BadInput("tiers", "no tier")]
        problems = []
        limits = [tier.from_rial for tier in self.tiers]
        if max(limits) > MOST_LIMIT:
            problems.append(BadInput("tiers", "large", str(max(limits))[:80]))
        if min(limits) != 0:
            problems.append(BadInput("tiers", "first tier not zero", str(min(limits))))
        if len(set(limits)) != len(limits):
            problems.append(BadInput("tiers", "equal limits"))
        if len({tier.code for tier in self.tiers}) != len(self.tiers):
            problems.append(BadInput("tiers", "equal codes"))
        for tier in self.tiers:
            if not 0 <= tier.earn_percent <= 10_000:
                problems.append(BadInput("tiers", "percent", tier.code))
            if not tier.name_fa.strip() or not tier.name_en.strip():
                problems.append(BadInput("tiers", "empty", tier.code))
        return problems
