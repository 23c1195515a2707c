"""How a member moves on the ladder: what lifts, what lowers, what is missing."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.tiers import FOREVER, Ladder, Standing, Tier, rank, reached


@dataclass(frozen=True, slots=True)
class Part:
    """What one day, or one sale, adds to what a member reached.

    Attributes:
        on_day: The day it counts for.
        known_on: The day it was booked: what comes back later had counted until then.
        what: How much.
    """

    on_day: date
    known_on: date
    what: Standing


@dataclass(frozen=True, slots=True)
class History:
    """What a member reached, day by day, so that any window can be reckoned.

    Attributes:
        today: The last day it knows.
        parts: Money, points and margin.
        entries: Every movement of points, by day.
        lots: What is left of each batch, by its last day.
    """

    today: date
    parts: tuple[Part, ...] = ()
    entries: tuple[tuple[date, int], ...] = ()
    lots: tuple[tuple[date | None, int], ...] = ()

    def standing(self, window: tuple[date, date]) -> Standing:
        """Return what was reached in *window*, as it was known on its last day."""
        first, last = window
        parts = [p for p in self.parts if first <= p.on_day <= last and p.known_on <= last]
        by_day: dict[date, int] = {}
        for part in parts:
            by_day[part.on_day] = by_day.get(part.on_day, 0) + part.what.rial
        over = sum(left for end, left in self.lots if end is not None and end < last)
        return Standing(
            sum(by_day.values()), sum(p.what.points for p in parts),
            sum(net > 0 for net in by_day.values()), sum(p.what.margin_rial for p in parts),
            max(sum(n for day, n in self.entries if day <= last) - over, 0),
        )  # fmt: skip


class Ranks:
    """The limits of a ladder laid out for asking often: which place a standing reaches."""

    def __init__(self, ladder: Ladder) -> None:
        self._ask = all if ladder.needs == "all" else any
        self._limits = [tuple(tier.needs().items()) for tier in ladder.tiers]
        self._places = {tier.code: place for place, tier in enumerate(ladder.tiers)}

    def reached(self, standing: Standing) -> int:
        """Return the place of the highest tier that is reached, as `reached` says."""
        for place in range(len(self._limits) - 1, 0, -1):
            limits = self._limits[place]
            if not limits or self._ask(getattr(standing, name) >= least for name, least in limits):
                return place
        return 0

    def of(self, code: str) -> int | None:
        """Return the place of a tier; None when it is no more."""
        return self._places.get(code)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands, and what holds the member there.

    Attributes:
        tier: Code of the tier.
        since: The day of the last change.
        fixed: Tier given by hand, no more and no less; empty: none.
        floor: Tier below which the member does not fall; empty: none.
        kept_until: Day from which a step that was softened may be followed by another.
    """

    tier: str
    since: date
    fixed: str = ""
    floor: str = ""
    kept_until: date = FOREVER


def verdict(
    ladder: Ladder, place: Place, up: Standing, down: Standing | None, day: date
) -> str:  # fmt: skip
    """Return the tier a member stands in from *day* on, grace aside.

    Args:
        ladder: The tiers.
        place: Where the member stands.
        up: What lifts: rising is never put off.
        down: What may lower; None: nothing falls that day.
        day: The day.
    """
    tiers = ladder.tiers
    if any(tier.code == place.fixed for tier in tiers):
        return place.fixed

    def higher(*codes: str) -> str:
        known = [code for code in codes if any(tier.code == code for tier in tiers)]
        return max(known, key=lambda code: rank(code, tiers))

    lifted = higher(reached(up, tiers, ladder.needs).code, place.floor)
    if not any(tier.code == place.tier for tier in tiers):
        fallen = reached(down, tiers, ladder.needs).code if down else ""
        return higher(lifted, fallen)
    if rank(lifted, tiers) >= rank(place.tier, tiers) or down is None:
        return higher(lifted, place.tier)
    low = higher(lifted, reached(down, tiers, ladder.needs).code)
    held = rank(place.tier, tiers)
    if rank(low, tiers) >= held or ladder.fall == "never" or day < place.kept_until:
        return place.tier
    return higher(low, tiers[held - 1].code) if ladder.fall == "one_step" else low


def below_since(ladder: Ladder, history: History, tier: str, day: date, since: date) -> date:
    """Return since when the limits of *tier* were not reached any more, looking back from *day*.

    It looks back no further than the days of grace, nor before *since*.
    """
    held = rank(tier, ladder.tiers)
    begun = day
    while begun > since and (day - begun).days < ladder.grace_days:
        before = begun - timedelta(days=1)
        then = reached(history.standing(ladder.window(before)), ladder.tiers, ladder.needs)
        if rank(then.code, ladder.tiers) >= held:
            break
        begun = before
    return begun


@dataclass(frozen=True, slots=True)
class Gap:
    """How far one measure is from a limit."""

    measure: str
    have: int
    limit: int

    @property
    def left(self) -> int:
        """What is missing."""
        return max(self.limit - self.have, 0)


def gaps(standing: Standing, tier: Tier) -> tuple[Gap, ...]:
    """Return what is missing to *tier* in each measure it asks for, nothing where it is reached."""
    found = [Gap(measure, standing.of(measure), limit) for measure, limit in tier.needs().items()]
    return tuple(gap for gap in found if gap.left)
