"""Tiers: which level a member's spending, points, visits or margin reach, and what it brings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from loyaldesk.domain.rules import months_after
from loyaldesk.kernel.jalali import Month

MEASURES = ("rial", "points", "visits", "margin_rial", "active_points")
"""What a tier may ask for, as the ending of its ``from_…`` field."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One level of the club.

    Attributes:
        code: Short Latin name, the same in both languages: ``gold``.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        from_rial: Money spent in the window from which a member stands in it (``>=``, E54).
            A ladder that does not look at money says None.
        earn_percent: What a sale earns in it, 100 is the plain rate.
        from_points: Points earned in the window; None: not asked.
        from_visits: Days with a purchase in the window.
        from_margin_rial: Margin in the window, of goods whose cost is known.
        from_active_points: Points held at the end of the window (never in use unless chosen, E50).
        perks_fa: What else it brings, a line each, in Persian.
        perks_en: The same in English.
    """

    code: str
    name_fa: str
    name_en: str
    from_rial: int | None
    earn_percent: int = 100
    from_points: int | None = None
    from_visits: int | None = None
    from_margin_rial: int | None = None
    from_active_points: int | None = None
    perks_fa: tuple[str, ...] = ()
    perks_en: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """Return the name shown to people."""
        return self.name_fa if language == "fa" else self.name_en

    def perks(self, language: str) -> tuple[str, ...]:
        """Return what else it brings."""
        return self.perks_fa if language == "fa" else self.perks_en

    def needs(self) -> dict[str, int]:
        """Return what it asks for, by measure."""
        asked = {measure: getattr(self, f"from_{measure}") for measure in MEASURES}
        return {measure: limit for measure, limit in asked.items() if limit is not None}


FOREVER = date(1, 1, 1)
"""A day before everything."""

FIRST_TIERS = (
    Tier("bronze", "برنزی", "Bronze", 0, 100),
    Tier("silver", "نقره‌ای", "Silver", 50_000_000, 110),
    Tier("gold", "طلایی", "Gold", 150_000_000, 125),
    Tier("platinum", "پلاتینی", "Platinum", 500_000_000, 150),
)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The tiers and how members move on them.

    Attributes:
        tiers: In rising order; the first asks for nothing.
        period: ``rolling`` (the last `months`), ``lifetime``, ``year`` (of `calendar`) or
            ``since_change`` (`months` from the last change of tier, then again and again). In the
            last two a tier is kept until the period is over.
        months: Length of the rolling window or of the time since the change.
        calendar: ``jalali`` or ``gregorian`` years.
        needs: ``all`` or ``any`` of what a tier asks for.
        fall: ``direct`` to what is reached, ``one_step`` at a time with a whole period on each
            step, or ``never``.
        grace_days: A member falls only after so many days below the limit.
        warn_days: A fall is foretold so many days before.
    """

    tiers: tuple[Tier, ...] = field(default=FIRST_TIERS)
    period: str = "rolling"
    months: int = 12
    calendar: str = "jalali"
    needs: str = "all"
    fall: str = "direct"
    grace_days: int = 0
    warn_days: int = 14

    @property
    def measures(self) -> frozenset[str]:
        """What any tier asks for."""
        return frozenset(measure for tier in self.tiers for measure in tier.needs())

    @property
    def is_periodic(self) -> bool:
        """Whether a tier is kept until a period is over, and falls at its turn."""
        return self.period in ("year", "since_change")

    def window(self, day: date, since: date | None = None) -> tuple[date, date]:
        """Return first and last day that lift a member on *day*; *since*: the last change."""
        match self.period:
            case "lifetime":
                return FOREVER, day
            case "year":
                return Month(self.calendar, Month.of(day, self.calendar).year, 1).first, day
            case "since_change":
                return self._turns(since or FOREVER, day)[0], day
            case _:
                return window_start(day, self.months), day

    def _turns(self, since: date, day: date) -> tuple[date, date]:
        """Return the beginning of the period that holds *day*, and of the next one."""
        begun, count = since, 1
        while (turn := months_after(since, count * self.months)) <= day and since != FOREVER:
            begun, count = turn, count + 1
        return begun, turn

    def ended(self, day: date, since: date) -> tuple[date, date] | None:
        """Return the last period that was over before *day*, for a tier held since *since*."""
        if self.period == "year":
            year = Month.of(day, self.calendar).year
            first = Month(self.calendar, year - 1, 1).first
            return first, Month(self.calendar, year, 1).first - timedelta(days=1)
        begun = self._turns(since, day)[0]
        if begun == since:
            return None
        return self._turns(since, begun - timedelta(days=1))[0], begun - timedelta(days=1)

    def judged(self, day: date, since: date, after: date | None = None) -> tuple[date, date] | None:
        """Return the window that may lower a tier on *day*; None: nothing falls that day.

        Args:
            day: The day.
            since: When the member came into the tier.
            after: Turns after this day count too: days that were missed; None: those of *day*.
        """
        if not self.is_periodic:
            return self.window(day)
        grace = timedelta(days=self.grace_days)
        over = self.ended(day - grace, since) if day - grace >= since else None
        if over is None or over[1] < since:  # the tier is of the period that runs now
            return None
        due = over[1] + timedelta(days=1) + grace
        return over if (after or day - timedelta(days=1)) < due <= day else None

    def next_turn(self, day: date, since: date) -> date:
        """Return the first day after *day* on which a periodic tier may fall."""
        grace = timedelta(days=self.grace_days)
        if self.period == "year":
            begun = Month(self.calendar, Month.of(day - grace, self.calendar).year + 1, 1).first
        else:
            begun = self._turns(since, max(day - grace, since))[1]
        return begun + grace


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member reached in a window."""

    rial: int = 0
    points: int = 0
    visits: int = 0
    margin_rial: int = 0
    active_points: int = 0

    def of(self, measure: str) -> int:
        """Return what was reached in one measure."""
        value: int = getattr(self, measure)
        return value


def reached(standing: "Standing | int", tiers: Sequence[Tier], needs: str = "all") -> Tier:
    """Return the highest tier whose limits are reached; the lowest if none is (E48, E49, E54).

    *tiers* stand in rising order. A bare number is money spent.
    """
    held = Standing(rial=standing) if isinstance(standing, int) else standing
    ask = all if needs == "all" else any
    for tier in reversed(tiers):
        limits = tier.needs()
        if not limits or ask(held.of(measure) >= limit for measure, limit in limits.items()):
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
