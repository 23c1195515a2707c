"""The sums behind the monthly report, each one statement over the whole club.

A sale counts on the day it was sold, its reversal or the return of its goods on the day of that,
as in the till, so that a month that is over keeps its figures. A member is on the list from the day
of registration, or from the first purchase when an import brought older sales. People whose data
were erased stay in the sums of sales and points and are left out wherever members are listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from loyaldesk.domain.tiers import Tier
from loyaldesk.store.database import ClubDatabase


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are counted, first and last included."""

    first: date
    last: date


_JOINED = "MIN(m.registered_on, COALESCE(t.first_on, m.registered_on))"
_LISTED = (
    " FROM member m LEFT JOIN member_totals t ON t.member_id = m.id WHERE m.state <> 'erased'"
    " AND m.merged_into_id IS NULL"
)


def _ask(db: ClubDatabase, sql: str, values: dict[str, object]) -> list[tuple[Any, ...]]:
    plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
    rows: list[tuple[Any, ...]] = db.execute_sql(sql, plain).fetchall()
    return rows


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """How many members there are, and how many are new."""

    total: int
    new: int


def member_counts(db: ClubDatabase, span: Span) -> MemberCounts:
    """Return the members on the list at the end of *span*, and those who came in it."""
    row = _ask(
        db,
        f"SELECT COUNT(*), COALESCE(SUM({_JOINED} >= :first), 0){_LISTED} AND {_JOINED} <= :last",
        {"first": span.first, "last": span.last},
    )[0]
    return MemberCounts(*row)


@dataclass(frozen=True, slots=True)
class BuyerCounts:
    """Who bought when: net sales above zero in the time named."""

    active: int
    returning: int
    not_seen: int
    base: int
    stayed: int


def buyer_counts(
    db: ClubDatabase, span: Span, *, window_first: date, silent_days: int
) -> BuyerCounts:
    """Return how many members bought in *span*, before it, and not for long.

    Each member's sales are added up to the end of four days; differences of two of them are what
    was bought between. The sum runs along an index that holds all it takes, by the day a sale
    counts for the tier; the few mirrors of another day are then moved to their own. So a million
    sales take one second, not five.

    Args:
        db: The club.
        span: The period.
        window_first: First day of the window before the period, for retention.
        silent_days: Who bought before, but not in so many days up to the end, was not seen.
    """
    until: dict[str, object] = {
        "window": window_first - timedelta(days=1), "first": span.first - timedelta(days=1),
        "silent": span.last - timedelta(days=silent_days), "last": span.last,
    }  # fmt: skip

    def sums(shape: str) -> str:
        return ", ".join(f"{shape.format(name=name)} AS {name}" for name in until)

    at_basis, at_sold = (
        f"CASE WHEN {day} <= :{{name}} THEN net_rial ELSE 0 END" for day in ("basis_on", "sold_on")
    )
    row = _ask(
        db,
        "SELECT COUNT(CASE WHEN last > first THEN 1 END),"
        " COUNT(CASE WHEN last > first AND first > 0 THEN 1 END),"
        " COUNT(CASE WHEN silent > 0 AND last <= silent AND m.state <> 'erased'"
        " AND m.merged_into_id IS NULL THEN 1 END),"
        " COUNT(CASE WHEN first > window THEN 1 END),"
        " COUNT(CASE WHEN first > window AND last > first THEN 1 END) FROM"
        f" (SELECT s.member_id, {sums('s.{name} + COALESCE(d.{name}, 0)')} FROM"
        f" (SELECT member_id, {sums(f'SUM({at_basis})')} FROM sale GROUP BY member_id) s LEFT JOIN"
        f" (SELECT member_id, {sums(f'SUM({at_sold} - {at_basis})')} FROM sale"
        " WHERE (reverses_id IS NOT NULL OR returns_id IS NOT NULL) AND sold_on <> basis_on"
        " GROUP BY +member_id) d"  # by the few rows, not along an index of all
        " ON d.member_id = s.member_id) JOIN member m ON m.id = member_id",
        until,
    )[0]
    return BuyerCounts(*row)


def visits(db: ClubDatabase, span: Span) -> int:
    """Return the days on which a member bought, added up over the members."""
    row = _ask(
        db,
        "SELECT COUNT(*) FROM (SELECT 1 FROM sale WHERE sold_on BETWEEN :first AND :last"
        " GROUP BY member_id, sold_on HAVING SUM(net_rial) > 0)",
        {"first": span.first, "last": span.last},
    )[0]
    return int(row[0])


def net_by_day(db: ClubDatabase, span: Span) -> dict[date, int]:
    """Return the net sales of each day that had any."""
    rows = _ask(
        db,
        "SELECT sold_on, SUM(net_rial) FROM sale WHERE sold_on BETWEEN :first AND :last"
        " GROUP BY sold_on",
        {"first": span.first, "last": span.last},
    )
    return {date.fromisoformat(day): net for day, net in rows}


@dataclass(frozen=True, slots=True)
class PointsSums:
    """Points of a period. What is owed at its end grows by earned and opening, less the others."""

    earned: int
    spent: int
    expired: int
    opening: int
    expiring: int
    outstanding: int


def points_sums(db: ClubDatabase, span: Span, *, expiring_days: int) -> PointsSums:
    """Return what was given, used and run out in *span*, and what is owed at its end.

    Corrections and what goods taken back cost count as earned, points that had paid for such goods
    as not used; balances from an older system count for neither. Points run out on the day after
    their last one, whenever the night that books it came.
    """
    rows = _ask(
        db,
        "SELECT COALESCE(o.kind, CASE WHEN e.kind = 'return' AND e.points > 0 THEN 'spend'"
        " ELSE e.kind END) AS what, COALESCE(o.reason, e.reason) = 'opening',"
        " SUM(e.points) FROM points_entry e LEFT JOIN points_entry o ON o.id = e.reverses_id"
        " WHERE e.on_day BETWEEN :first AND :last GROUP BY 1, 2",
        {"first": span.first, "last": span.last},
    )
    sums = {(what, bool(opening)): points for what, opening, points in rows}
    opening = sum(points for (_, is_opening), points in sums.items() if is_opening)
    plain = {what: points for (what, is_opening), points in sums.items() if not is_opening}
    unbooked, late = _not_booked_yet(db, span)
    owed = _ask(
        db,
        "SELECT COALESCE((SELECT SUM(points - debt) FROM points_balance), 0)"
        " - COALESCE((SELECT SUM(points) FROM points_entry WHERE on_day > :last), 0)",
        {"last": span.last},
    )[0][0]
    given = sum(plain.get(what, 0) for what in ("earn", "adjust", "return", "transfer"))
    return PointsSums(
        given, -plain.get("spend", 0), unbooked - plain.get("expire", 0), opening,
        _expiring(db, span.last, expiring_days), owed - late,
    )  # fmt: skip


def _not_booked_yet(db: ClubDatabase, span: Span) -> tuple[int, int]:
    """Return what ran out in *span*, and ever up to its end, but waits for the next night run."""
    row = _ask(
        db,
        "SELECT COALESCE(SUM(CASE WHEN expires_on >= :first THEN points - used END), 0),"
        " COALESCE(SUM(points - used), 0) FROM lot WHERE expires_on < :last AND used < points",
        {"first": span.first - timedelta(days=1), "last": span.last},
    )[0]
    return int(row[0]), int(row[1])


def _expiring(db: ClubDatabase, end: date, days: int) -> int:
    """Return what was left at *end* in lots that run out within *days* days after it."""
    row = _ask(
        db,
        "SELECT COALESCE(SUM(l.points - COALESCE((SELECT SUM(a.points) FROM allocation a"
        " JOIN points_entry u ON u.id = a.entry_id WHERE a.lot_id = l.id AND u.on_day <= :end),"
        " 0)), 0) FROM lot l JOIN points_entry e ON e.id = l.entry_id"
        " WHERE l.expires_on BETWEEN :end AND :until AND e.on_day <= :end",
        {"end": end, "until": end + timedelta(days=days - 1)},
    )[0]
    return int(row[0])


_BOOKED = (
    "COALESCE((SELECT c.to_tier FROM tier_change c WHERE c.member_id = m.id AND c.on_day <= :end"
    " ORDER BY c.id DESC LIMIT 1), (SELECT c.from_tier FROM tier_change c WHERE c.member_id = m.id"
    " AND c.on_day > :end ORDER BY c.id LIMIT 1), m.tier)"
)
"""The tier a member stood in at the end, as it was booked."""


def _by_money(tiers: Sequence[Tier], spent: str) -> tuple[str, dict[str, object]]:
    """Return the text that says which tier the money *spent* leads to, and its values."""
    steps = [(n, tier) for n, tier in enumerate(tiers) if n]
    whens = "".join(f" WHEN {spent} >= :limit{n} THEN :tier{n}" for n, _ in reversed(steps))
    values: dict[str, object] = {"tier0": tiers[0].code}
    for n, tier in steps:
        values |= {f"limit{n}": tier.from_rial or 0, f"tier{n}": tier.code}
    return f"CASE{whens} ELSE :tier0 END" if whens else ":tier0", values


_IN_WINDOW = (
    "SELECT a.member_id, a.net - COALESCE(r.net, 0) AS spent FROM (SELECT member_id, SUM(net_rial)"
    " AS net FROM sale WHERE basis_on BETWEEN :window AND :end{whose} GROUP BY member_id) a"
    " LEFT JOIN (SELECT member_id, SUM(net_rial) AS net FROM sale"
    " WHERE (reverses_id IS NOT NULL OR returns_id IS NOT NULL) AND sold_on > :end"
    " AND basis_on BETWEEN :window AND :end{whose} GROUP BY member_id) r"
    " ON r.member_id = a.member_id"
)
"""Money each member had spent in the window as of its end: what was taken back later still counts
then, so that a month that is over keeps its tiers."""


def tier_counts(
    db: ClubDatabase, end: date, window_first: date | None, tiers: Sequence[Tier]
) -> dict[str, int]:
    """Return how many listed members stood in each tier at the end of *end*, by code.

    Args:
        db: The club.
        end: The last day.
        window_first: First day of the window whose money decides; None: the booked moves.
        tiers: Lowest first.
    """
    tier, join = _BOOKED, ""
    values: dict[str, object] = {}
    if window_first is not None:
        tier, values = _by_money(tiers, "w.spent")
        join = f" LEFT JOIN ({_IN_WINDOW.format(whose='')}) w ON w.member_id = m.id"
    rows = _ask(
        db,
        f"SELECT {tier} AS stood, COUNT(*) FROM member m LEFT JOIN member_totals t"
        f" ON t.member_id = m.id{join} WHERE m.state <> 'erased'"
        f" AND m.merged_into_id IS NULL AND {_JOINED} <= :end"
        " GROUP BY stood",
        {**values, "end": end, "window": window_first},
    )
    return dict(rows)


@dataclass(frozen=True, slots=True)
class BestRow:
    """One of those who spent most; tier and points as of the end."""

    number: str
    name: str
    tier: str
    visits: int
    net_rial: int
    points: int


def best(
    db: ClubDatabase, span: Span, window_first: date | None, tiers: Sequence[Tier], limit: int
) -> list[BestRow]:
    """Return the members who spent most in *span*, most first; for the tier see `tier_counts`."""
    tier = _BOOKED
    values: dict[str, object] = {}
    if window_first is not None:
        whose = _IN_WINDOW.format(whose=" AND member_id = m.id")
        tier, values = _by_money(tiers, f"(SELECT spent FROM ({whose}))")
    rows = _ask(
        db,
        f"SELECT m.number, m.name, {tier}, b.visits, b.net, (SELECT COALESCE(SUM(points), 0)"
        " FROM points_entry WHERE member_id = m.id AND on_day <= :end) FROM (SELECT s.member_id,"
        " s.visits, s.net FROM (SELECT member_id, SUM(net) AS net, SUM(net > 0) AS visits FROM"
        " (SELECT member_id, SUM(net_rial) AS net FROM sale WHERE sold_on BETWEEN :first AND :end"
        " GROUP BY member_id, sold_on) GROUP BY member_id HAVING SUM(net) > 0) s"
        " JOIN member e ON e.id = s.member_id WHERE e.state <> 'erased'"
        " ORDER BY s.net DESC, s.member_id LIMIT :limit) b JOIN member m ON m.id = b.member_id"
        " ORDER BY b.net DESC, m.id",
        {**values, "first": span.first, "end": span.last, "window": window_first, "limit": limit},
    )
    return [BestRow(*row) for row in rows]
