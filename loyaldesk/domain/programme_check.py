"""Whether a club could live by a programme: each problem names its place and its reason.

A place is a simple field (``life_days``), a part and its field (``spending largest_percent``), or
one of many with its code and key (``rules[3] welcome minimum_rial``).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from loyaldesk.domain.points import MOST_POINTS
from loyaldesk.domain.programme_parts import Parts
from loyaldesk.domain.rule_check import (
    LONGEST_NAME,
    MOST_LIMIT,
    MOST_MONEY,
    Place,
    bonus_problems,
    name_problems,
    reward_problems,
    rule_problems,
    rule_warnings,
    stamp_problems,
)
from loyaldesk.domain.rules import Expiry, LotTerms
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import is_storable

MOST_DAYS, LONGEST_WINDOW, LONGEST_YEARS = 36_500, 120, 100
"""Days of a life of points or of silence; months of the window of tiers; years of a life."""

_CHOICES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("base", "discounts", ("spread", "whole", "ignored")),
    ("base", "tier", ("before", "after")),
    ("returns", "points", ("line", "share", "recompute")),
    ("returns", "rounding", ("keep_down", "take_down")),
    ("returns", "shortage", ("debt", "clip", "block")),
    ("ladder", "period", ("rolling", "lifetime", "year", "since_change")),
    ("ladder", "calendar", ("jalali", "gregorian")),
    ("ladder", "needs", ("all", "any")),
    ("ladder", "fall", ("direct", "one_step", "never")),
)

_FROM_ZERO: tuple[tuple[str, str, int], ...] = (
    ("spending", "least_points", MOST_POINTS),
    ("spending", "least_balance", MOST_POINTS),
    ("spending", "check_above_points", MOST_POINTS),
    ("spending", "hold_hours", 24 * 366),
    ("returns", "days", MOST_DAYS),
    ("limits", "correction_points", MOST_POINTS),
    ("limits", "correction_day_points", MOST_POINTS),
    ("limits", "transfer_points", MOST_POINTS),
    ("limits", "transfer_day_points", MOST_POINTS),
    ("limits", "own_reversal_rial", MOST_MONEY),
    ("limits", "voucher_count", MOST_POINTS),
    ("ladder", "grace_days", MOST_DAYS),
    ("ladder", "warn_days", MOST_DAYS),
)


def problems_of(programme: Parts) -> list[BadInput]:
    """Return what is wrong with a programme, in the order of the document."""
    return [
        *_figures(programme),
        *_parts(programme),
        *lot_problems("lots", programme.lots),
        *_tiers(programme),
        *rule_problems(programme),
        *name_problems("rules", programme.rules),
        *bonus_problems(programme),
        *name_problems("bonuses", programme.bonuses, [rule.code for rule in programme.rules]),
        *reward_problems(programme),
        *name_problems("rewards", programme.rewards),
        *stamp_problems(programme),
        *name_problems("stamps", programme.stamps),
        *_own_lots(programme),
    ]


def warnings(programme: Parts, today: date) -> list[BadInput]:
    """Return what a club can live by, but hardly wants."""
    found = list(rule_warnings(programme, today))
    if programme.ends_on is not None and programme.ends_on < today:
        found.insert(0, BadInput("ends_on", "past", programme.ends_on.isoformat()))
    gives = (programme.rules, programme.bonuses, programme.stamps)
    if not any(one.is_on for rows in gives for one in rows):
        found.append(BadInput("rules", "nothing earns"))
    spending = programme.spending
    if spending.limit_points and spending.least_points > spending.limit_points:
        found.append(BadInput("spending least_points", "above the limit"))
    return found


def _figures(programme: Parts) -> Iterator[BadInput]:
    life = programme.lots.days if programme.lots.expires == "days" else 1
    first = next((rule.rial for rule in programme.rules if rule.per == "money"), 1)
    for name, value, most in (
        ("rial_per_point", first, MOST_MONEY),
        ("point_worth_rial", programme.spending.block_rial, MOST_MONEY),
        ("window_months", programme.ladder.months, LONGEST_WINDOW),
        ("expiring_days", programme.expiring_days, MOST_DAYS),
        ("silent_days", programme.silent_days, MOST_DAYS),
        ("life_days", life, MOST_DAYS),
    ):
        if not 0 < value <= most:
            yield BadInput(name, "range" if value > 0 else "not positive", str(value)[:80])
    if programme.spending.limit_points < 0:
        yield BadInput("spend_limit_points", "negative", str(programme.spending.limit_points))


def _parts(programme: Parts) -> Iterator[BadInput]:
    if len(programme.name) > LONGEST_NAME:
        yield BadInput("name", "too long", programme.name[:80], LONGEST_NAME)
    elif not is_storable(programme.name):
        yield BadInput("name", "unstorable")
    for part, name, choices in _CHOICES:
        value = getattr(getattr(programme, part), name)
        if value not in choices:
            yield BadInput(f"{part} {name}", "unknown choice", str(value)[:80])
    for part, name, most in _FROM_ZERO:
        yield from _from_zero(f"{part} {name}", getattr(getattr(programme, part), name), most)
    spending = programme.spending
    if spending.block_points <= 0:
        yield BadInput("spending block_points", "not positive", str(spending.block_points)[:80])
    elif spending.block_points > MOST_POINTS:
        yield BadInput("spending block_points", "range", str(spending.block_points)[:80])
    if not 1 <= spending.largest_percent <= 100:
        yield BadInput("spending largest_percent", "not a share",
                       str(spending.largest_percent)[:80])  # fmt: skip


def _from_zero(place: str, value: int, most: int) -> Iterator[BadInput]:
    if value < 0:
        yield BadInput(place, "negative", str(value)[:80])
    elif value > most:
        yield BadInput(place, "range", str(value)[:80])


def lot_problems(place: str, terms: LotTerms) -> Iterator[BadInput]:
    """Return what is wrong with the life of points; *place* is where the terms stand."""
    if terms.expires not in tuple(Expiry):
        yield BadInput(f"{place} expires", "unknown choice", str(terms.expires)[:80])
        return
    if terms.calendar not in ("jalali", "gregorian"):
        yield BadInput(f"{place} calendar", "unknown choice", str(terms.calendar)[:80])
    yield from _from_zero(f"{place} pending_days", terms.pending_days, MOST_DAYS)
    longest = None
    match terms.expires:
        case Expiry.DAYS:
            longest = terms.days
            if place != "lots" and not 0 < terms.days <= MOST_DAYS:
                why = "range" if terms.days > 0 else "not positive"
                yield BadInput(f"{place} days", why, str(terms.days)[:80])
        case Expiry.MONTH_END:
            longest = 31 * (terms.months + 1)
            yield from _from_zero(f"{place} months", terms.months, LONGEST_WINDOW)
        case Expiry.YEAR_END:
            longest = 366 * (terms.years + 1)
            yield from _from_zero(f"{place} years", terms.years, LONGEST_YEARS)
        case Expiry.IDLE:
            longest = 31 * terms.months
            if not 0 < terms.months <= LONGEST_WINDOW:
                why = "range" if terms.months > 0 else "not positive"
                yield BadInput(f"{place} months", why, str(terms.months)[:80])
    if longest is not None and terms.pending_days > longest > 0:
        yield BadInput(f"{place} pending_days", "ends before it begins", str(terms.pending_days))


def _own_lots(programme: Parts) -> Iterator[BadInput]:
    for name in ("rules", "bonuses"):
        for n, one in enumerate(getattr(programme, name)):
            if one.lots is not None:
                place = Place(name, n, one).place
                for problem in lot_problems(f"{place} lots", one.lots):
                    key = problem.field.rpartition(" ")[2]
                    yield replace(problem, field=f"{place} lots.{key}")


def _tiers(programme: Parts) -> Iterator[BadInput]:
    tiers = programme.ladder.tiers
    if not tiers:
        yield BadInput("tiers", "no tier")
        return
    limits = [limit for tier in tiers for limit in tier.needs().values()]
    if limits and max(limits) > MOST_LIMIT:
        yield BadInput("tiers", "large", str(max(limits))[:80])
    yield from _order(programme)
    codes = Counter(tier.code for tier in tiers)
    if max(codes.values()) > 1:
        yield BadInput("tiers", "equal codes", max(codes, key=lambda code: codes[code])[:80])
    for tier in tiers:
        if not 0 <= tier.earn_percent <= 10_000:
            yield BadInput("tiers", "percent", tier.code)
        if not tier.name_fa.strip() or not tier.name_en.strip() or not tier.code.strip():
            yield BadInput("tiers", "empty", tier.code)
        elif not all(map(is_storable, (tier.name_fa, tier.name_en, tier.code))):
            yield BadInput("tiers", "unstorable")


def _order(programme: Parts) -> Iterator[BadInput]:
    """Tiers rise: nothing asked for the first, and no measure asks for less further up."""
    tiers = list(programme.ladder.tiers)
    if all(tier.from_rial is not None for tier in tiers):  # they are sorted when stored
        tiers.sort(key=lambda tier: tier.from_rial or 0)
    needs = [tier.needs() for tier in tiers]
    if any(limit < 0 for asked in needs for limit in asked.values()):
        yield BadInput("tiers", "negative", tiers[0].code)
        return
    if any(needs[0].values()):
        yield BadInput("tiers", "first tier not zero", tiers[0].code)
    for n, asked in enumerate(needs):
        if asked in needs[:n]:
            yield BadInput("tiers", "equal limits", tiers[n].code)
            return
    for n in range(1, len(tiers)):
        below, asked = needs[n - 1], needs[n]
        if not any(asked.values()):
            yield BadInput("tiers", "equal limits", tiers[n].code)
        elif any(asked[measure] < limit for measure, limit in below.items() if measure in asked):
            yield BadInput("tiers", "not rising", tiers[n].code)
