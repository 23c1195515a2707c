"""What more staying, coming and buying would bring: arithmetic on the shop's own numbers."""

from dataclasses import dataclass, replace

MOST_RETENTION = 0.98
"""Nobody's members stay for ever: the lifetime of a higher rate would be a tale."""


@dataclass(frozen=True, slots=True)
class Now:
    """A year of the shop as it is.

    Attributes:
        members: Who bought in the year.
        retention: Share of the buyers of one year who buy in the next, 0 to 1.
        frequency: Visits of a member in a year.
        basket: Net money of a visit, in Rial.
        margin_rate: Margin of a Rial of net sales.
    """

    members: int
    retention: float
    frequency: float
    basket: float
    margin_rate: float

    @property
    def value(self) -> float:
        """Margin of one member in a year they stay, in Rial."""
        return self.frequency * self.basket * self.margin_rate

    @property
    def yearly(self) -> float:
        """Margin of next year from the members there are: who stays, times what each brings."""
        return self.members * self.retention * self.value

    @property
    def years(self) -> float:
        """Years a member stays when each year the same share goes: 1 / (1 - retention)."""
        return 1 / (1 - self.retention)

    @property
    def lifetime(self) -> float:
        """Margin of one member over those years, in Rial."""
        return self.value * self.years


@dataclass(frozen=True, slots=True)
class Change:
    """What is tried.

    Attributes:
        points: Percentage points more of retention; 5 turns 60 % into 65 %.
        frequency: Percent more visits.
        basket: Percent more money in a visit.
    """

    points: float = 5
    frequency: float = 0
    basket: float = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The year as it is beside the year as it would be."""

    now: Now
    then: Now

    @property
    def yearly_more(self) -> float:
        """Margin that a year would bring on top, in Rial."""
        return self.then.yearly - self.now.yearly

    @property
    def yearly_share(self) -> float | None:
        """The same as a part of what it brings now; None: it brings nothing."""
        return self.yearly_more / self.now.yearly if self.now.yearly > 0 else None

    @property
    def lifetime_share(self) -> float | None:
        """How much more a member brings in all the years; None: nothing now."""
        if self.now.lifetime <= 0:
            return None
        return self.then.lifetime / self.now.lifetime - 1


def simulate(now: Now, change: Change) -> Outcome:
    """Return what *change* would do to the shop as it is *now*.

    Nothing else is thought to move: the same prices, the same goods, the same costs.
    """
    held = min(max(now.retention, 0.0), MOST_RETENTION)
    base = replace(now, retention=held)
    then = replace(
        base, retention=min(max(held + change.points / 100, 0.0), MOST_RETENTION),
        frequency=base.frequency * (1 + change.frequency / 100),
        basket=base.basket * (1 + change.basket / 100),
    )  # fmt: skip
    return Outcome(base, then)


def yearly_of(share: float, months: int) -> float:
    """Return the yearly retention when *share* stays over *months* months, again and again."""
    return float(share ** (12 / months))
