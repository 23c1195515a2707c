"""What sets playbooks off, found for all members at once: one question for each kind of trigger."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from loyaldesk.domain.playbooks import Conditions, Kind, Trigger
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text

_LONGEST_SILENCE = 760
"""Who was silent longer than so many days has no rhythm any more."""

SAMPLE = 10_000
"""Members from whom the shop's usual gap is taken; a large shop's is the same from a part."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are looked at: from the first moment of *first* to the last of *last*."""

    first: date
    last: date
    start: datetime
    end: datetime
    """The first moment after it."""

    @property
    def values(self) -> dict[str, object]:
        """What the questions bind."""
        return {
            "first": self.first.isoformat(), "last": self.last.isoformat(),
            "start": utc_text(self.start), "end": utc_text(self.end),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Something that sets a playbook off for a member.

    Attributes:
        name: Names it, so that it counts once.
        at: Its moment; None: it comes with the day.
        cause: The run of a playbook whose own step led to it.
    """

    member_id: int
    about: str
    about_id: int | None
    at: datetime | None
    on: date
    name: str
    cause: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        given: Rows that a trigger needs and the club does not hold: days of birth with the day of
            their feast, members whose tier falls, tiers that lie above others.
        today: Points that ended before it are looked up where they were booked.
    """

    trigger: Trigger
    conditions: Conditions
    span: Span
    today: date
    given: Sequence[Sequence[object]] = field(default_factory=tuple)


_STANDS = (
    "NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = {s}.id) AND {s}.amount_rial >"
    " COALESCE((SELECT -SUM(b.amount_rial) FROM sale b WHERE b.returns_id = {s}.id AND NOT EXISTS"
    " (SELECT 1 FROM sale u WHERE u.reverses_id = b.id)), 0)"
)
"""A purchase that was not taken back, by its mirror or piece by piece."""

_SALE = (
    "SELECT s.member_id AS member_id, 'sale' AS about, s.id AS about_id, s.sold_at AS at,"
    " {on} AS on_day, 'sale:' || s.id AS name, NULL AS cause FROM sale s WHERE s.kind = 'sale'"
    " AND s.run_id IS NULL AND {days} AND " + _STANDS.format(s="s")
)
_ON_DAYS = "s.sold_on BETWEEN :first AND :last"


def _goods(trigger: Trigger, sale: str = "s") -> str:
    """Return the condition that a sale holds the goods, or nothing."""
    parts = []
    if trigger.group:
        parts.append("l.category = :group")
    if trigger.product:
        parts.append("l.product = :product")
    if not parts:
        return ""
    return (
        f" AND EXISTS (SELECT 1 FROM sale_line l WHERE l.sale_id = {sale}.id"
        f" AND {' AND '.join(parts)})"
    )


def _purchase(trigger: Trigger) -> str:
    least = " AND s.net_rial >= :min_rial" if trigger.min_rial else ""
    return _SALE.format(on="s.sold_on", days=_ON_DAYS) + _goods(trigger) + least


_EARLIER = (
    "SELECT {what} FROM sale p WHERE p.member_id = s.member_id AND p.kind = 'sale' AND (p.sold_at,"
    " p.id) < (s.sold_at, s.id) AND " + _STANDS.format(s="p")
)


def _first_purchase(trigger: Trigger) -> str:
    return f"{_purchase(trigger)} AND NOT EXISTS ({_EARLIER.format(what='1')})"


def _nth_purchase(_: Trigger) -> str:
    sql = _SALE.format(on="s.sold_on", days=_ON_DAYS)
    # nobody is counted further than need be
    earlier = f"{_EARLIER.format(what='1')} LIMIT :count"
    return f"{sql} AND (SELECT COUNT(*) FROM ({earlier})) = :count - 1"


def _days_after(trigger: Trigger) -> str:
    on = "date(s.sold_on, :days || ' days')"
    days = "s.sold_on BETWEEN date(:first, -:days || ' days') AND date(:last, -:days || ' days')"
    least = " AND s.net_rial >= :min_rial" if trigger.min_rial else ""
    return (
        _SALE.format(on=on, days=days).replace("s.sold_at AS at", "NULL AS at")
        + _goods(trigger)
        + least
        + " AND NOT EXISTS (SELECT 1 FROM sale p WHERE p.member_id = s.member_id AND p.kind ="
        f" 'sale' AND p.sold_at >= s.sold_at AND p.id > s.id AND p.sold_on <= {on} AND "
        + _STANDS.format(s="p")
        + _goods(trigger, "p")
        + ")"
    )


def _joined(_: Trigger) -> str:
    return (
        "SELECT m.id AS member_id, '' AS about, NULL AS about_id, m.registered_at AS at,"
        " m.registered_on AS on_day, 'joined:' || m.id AS name, NULL AS cause FROM member m"
        " WHERE m.registered_on BETWEEN :first AND :last AND m.run_id IS NULL"
    )


def _anniversary(column: str) -> Callable[[Trigger], str]:
    sql = (
        "SELECT m.id AS member_id, '' AS about, NULL AS about_id, NULL AS at, g.on_day AS on_day,"
        f" '{column}:' || m.id || ':' || g.on_day AS name, NULL AS cause FROM (SELECT"
        " json_extract(value, '$[0]') AS born, json_extract(value, '$[1]') AS on_day FROM"
        f" json_each(:given)) g JOIN member m ON m.{column} = g.born"
    )
    return lambda _: sql


def _tier_reached(_: Trigger) -> str:
    return (
        "SELECT c.member_id AS member_id, 'tier' AS about, c.id AS about_id, c.at AS at,"
        " c.on_day AS on_day, 'tier:' || c.id AS name, NULL AS cause FROM tier_change c"
        " JOIN member h ON h.id = c.member_id AND h.tier = c.to_tier WHERE c.on_day BETWEEN :first"
        " AND :last AND c.run_id IS NULL AND (c.from_tier, c.to_tier) IN (SELECT"
        " json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:given))"
    )


def _listed(kind: str) -> Callable[[Trigger], str]:
    """Return the question for members found beforehand, each with day and name of the event."""
    sql = (
        f"SELECT json_extract(value, '$[0]') AS member_id, '{kind}' AS about, NULL AS about_id,"
        f" NULL AS at, json_extract(value, '$[1]') AS on_day, '{kind}:' || json_extract(value,"
        " '$[0]') || ':' || json_extract(value, '$[2]') AS name, NULL AS cause"
        " FROM json_each(:given)"
    )
    return lambda _: sql


_ENDING = (
    "CASE WHEN {l}.expires_on >= :today THEN {l}.points - {l}.used ELSE COALESCE((SELECT"
    " SUM(a.points) FROM allocation a JOIN points_entry x ON x.id = a.entry_id WHERE a.lot_id ="
    " {l}.id AND x.kind = 'expire'), 0) END"
)
"""Points that end with a lot; once they have ended, what was booked then."""


def _points_expiring(_: Trigger) -> str:
    return (
        "SELECT e.member_id AS member_id, 'points' AS about, NULL AS about_id, NULL AS at,"
        " date(e.last_on, -:days || ' days') AS on_day, 'points:' || e.member_id || ':' ||"
        " e.last_on AS name, NULL AS cause FROM (SELECT l.member_id AS member_id, l.expires_on AS"
        " last_on FROM lot l WHERE l.expires_on BETWEEN date(:first, :days || ' days') AND"
        " date(:last, :days || ' days') AND " + _ENDING.format(l="l") + " > 0 GROUP BY"
        " l.member_id, l.expires_on) e WHERE (SELECT SUM(" + _ENDING.format(l="k") + ") FROM lot k"
        " WHERE k.member_id = e.member_id AND k.expires_on BETWEEN date(e.last_on, -:days ||"
        " ' days') AND e.last_on) >= :points"
    )


def _complaint(trigger: Trigger, moment: str, day: str, within: str, name: str) -> str:
    category = " AND c.category = :category" if trigger.category else ""
    return (
        f"SELECT c.member_id AS member_id, 'complaint' AS about, c.id AS about_id, {moment} AS at,"
        f" {day} AS on_day, {name} AS name, NULL AS cause FROM complaint c WHERE c.member_id IS"
        f" NOT NULL AND {within} AND NOT c.is_withdrawn AND c.severity >= :severity{category}"
    )


def _complaint_opened(trigger: Trigger) -> str:
    return _complaint(
        trigger, "c.opened_at", "c.opened_on", "c.opened_on BETWEEN :first AND :last",
        "'complaint:' || c.id",
    )  # fmt: skip


def _complaint_closed(trigger: Trigger) -> str:
    return _complaint(
        trigger, "c.closed_at", "NULL", "c.closed_at >= :start AND c.closed_at < :end",
        "'closed:' || c.id || ':' || c.reopened",
    )  # fmt: skip


def _low_feeling(_: Trigger) -> str:
    return (
        "SELECT x.member_id AS member_id, 'contact' AS about, x.id AS about_id, x.at AS at,"
        " x.on_day AS on_day, 'contact:' || x.id AS name, (SELECT f.run_id FROM followup f"
        " WHERE f.id = x.followup_id) AS cause FROM contact x WHERE x.member_id IS NOT NULL"
        " AND x.on_day BETWEEN :first AND :last AND x.feeling <= :feeling"
    )


_AHEAD = "BETWEEN date(:first, :days || ' days') AND date(:last, :days || ' days')"
_DATED = (
    "SELECT {t}.member_id AS member_id, '{about}' AS about, {t}.id AS about_id, NULL AS at,"
    " date({t}.{day}, -:days || ' days') AS on_day, '{about}:' || {t}.id || ':' || {t}.{day} AS"
    " name, {cause} AS cause FROM {table} {t} WHERE {t}.member_id IS NOT NULL AND {t}.{day} "
    + _AHEAD
    + " AND {where}"
)
_PROMISED = {
    "promise": _DATED.format(
        t="f", about="followup", table="followup", day="due_on", cause="f.run_id",
        where="f.is_promise AND f.state = 'open'",
    ),
    "occasion": _DATED.format(
        t="o", about="occasion_order", table="occasion_order", day="promised_on", cause="NULL",
        where="o.state = 'open'",
    ),
    "agreement": _DATED.format(
        t="g", about="agreement", table="agreement", day="ends_on", cause="NULL",
        where="g.state = 'active'",
    ),
}  # fmt: skip


def _promised_date(trigger: Trigger) -> str:
    return " UNION ALL ".join(_PROMISED[source] for source in trigger.sources)


_QUESTIONS: dict[str, Callable[[Trigger], str]] = {
    Kind.JOINED: _joined,
    Kind.FIRST_PURCHASE: _first_purchase,
    Kind.PURCHASE: _purchase,
    Kind.NTH_PURCHASE: _nth_purchase,
    Kind.DAYS_AFTER: _days_after,
    Kind.BIRTHDAY: _anniversary("birthday"),
    Kind.WEDDING: _anniversary("wedding_on"),
    Kind.TIER_REACHED: _tier_reached,
    Kind.TIER_FALL: _listed("fall"),
    Kind.POINTS_EXPIRING: _points_expiring,
    Kind.SILENCE: _listed("silence"),
    Kind.COMPLAINT_OPENED: _complaint_opened,
    Kind.COMPLAINT_CLOSED: _complaint_closed,
    Kind.LOW_FEELING: _low_feeling,
    Kind.PROMISED_DATE: _promised_date,
}


def _who(asked: Conditions) -> tuple[str, dict[str, object]]:
    """Return the condition on the member, and what it binds."""
    parts = ["m.state = 'active'", "m.merged_into_id IS NULL"]
    values: dict[str, object] = {}
    if asked.tiers:
        parts.append("m.tier IN (SELECT value FROM json_each(:c_tiers))")
        values["c_tiers"] = json.dumps(asked.tiers)
    if asked.kind:
        parts.append("m.kind = :c_kind")
        values["c_kind"] = asked.kind
    if asked.gender:
        parts.append("m.gender = :c_gender")
        values["c_gender"] = asked.gender
    if asked.consent:
        parts.append("instr(' ' || m.consent || ' ', :c_consent) > 0")
        values["c_consent"] = f" {asked.consent} "
    for names, name, begin in ((asked.tags, "c_tags", ""), (asked.not_tags, "c_not", "NOT ")):
        if names:
            parts.append(
                f"{begin}(m.tags <> '' AND EXISTS (SELECT 1 FROM json_each(m.tags) t WHERE t.value"
                f" IN (SELECT value FROM json_each(:{name}))))"
            )
            values[name] = json.dumps(names)
    if asked.min_spend_rial or asked.min_visits:
        parts.append(
            "EXISTS (SELECT 1 FROM member_totals w WHERE w.member_id = m.id AND w.net_rial >="
            " :c_spend AND w.visits >= :c_visits)"
        )
        values |= {"c_spend": asked.min_spend_rial, "c_visits": asked.min_visits}
    return " AND ".join(parts), values


def events(db: ClubDatabase, asked: Asked, day_of: Callable[[datetime], date]) -> list[Event]:
    """Return what happened in the days asked for to members who fulfil the conditions.

    Args:
        db: The club.
        asked: What is asked for.
        day_of: The shop's day of a moment.
    """
    trigger = asked.trigger
    who, values = _who(asked.conditions)
    sql = (
        "SELECT e.member_id, e.about, e.about_id, e.at, e.on_day, e.name, e.cause FROM"
        f" ({_QUESTIONS[trigger.kind](trigger)}) e CROSS JOIN member m ON m.id = e.member_id"
        f" WHERE {who} ORDER BY COALESCE(e.at, e.on_day), e.name"
    )
    values |= asked.span.values | {
        "days": trigger.days, "group": trigger.group, "product": trigger.product,
        "min_rial": trigger.min_rial, "count": trigger.count, "points": trigger.points,
        "category": trigger.category, "severity": trigger.severity, "feeling": trigger.feeling,
        "today": asked.today.isoformat(), "given": json.dumps(list(map(list, asked.given))),
    }  # fmt: skip
    used = {name: value for name, value in values.items() if f":{name}" in sql}
    rows = db.execute_sql(sql, used).fetchall()
    return [_event(row, day_of) for row in rows]


def _event(row: Sequence[Any], day_of: Callable[[datetime], date]) -> Event:
    at = utc_moment(row[3]) if row[3] else None
    if row[4]:
        on = date.fromisoformat(row[4])
    else:
        assert at is not None, "an event has a moment or a day"  # noqa: S101 - as the texts above
        on = day_of(at)
    return Event(row[0], row[1], row[2], at, on, row[5], row[6])


# -- the rhythm of members ------------------------------------------------------------------------

_VISITS = (
    "SELECT s.member_id AS member_id, s.basis_on AS on_day FROM {source} WHERE s.basis_on <= :last"
    " GROUP BY s.member_id, s.basis_on HAVING SUM(s.net_rial) > 0"
)
"""Days on which a member bought something that was kept; the index holds all it needs."""

_GAP = "CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"
_BEFORE = "LAG(v.on_day) OVER (PARTITION BY v.member_id ORDER BY v.on_day)"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The last purchase of a member before a silence, and the gap that is usual for them.

    Attributes:
        member_id: Who.
        last_on: The day of that purchase.
        back_on: The day of the next one; None: not yet.
        gap_days: The median of the gaps up to then; None: it was the first purchase.
    """

    member_id: int
    last_on: date
    back_on: date | None
    gap_days: float | None

    def silent_on(self, factor: int, least_days: int, usual: int) -> date | None:
        """Return the first day on which the silence is longer than it should be, or None.

        It is longer than *least_days* and *factor* gaps; who bought once is measured by the
        shop's *usual* gap (MISSION 1.6).
        """
        limit = max(least_days, usual if self.gap_days is None else int(factor * self.gap_days))
        on = self.last_on + timedelta(days=limit + 1)
        return on if self.back_on is None or on < self.back_on else None


_NOW = (
    "WITH who AS MATERIALIZED (SELECT member_id, n, last_on, spread FROM (SELECT member_id,"
    " COUNT(*) AS n, MAX(on_day) AS last_on, julianday(MAX(on_day)) - julianday(MIN(on_day)) AS"
    f" spread FROM ({_VISITS.format(source='sale s')}) GROUP BY member_id) WHERE last_on BETWEEN"
    " :oldest AND date(:last, (-:least - 1) || ' days') AND (n = 1 OR date(last_on, (MAX(:least,"
    " :most * 2 * spread / (n - 1)) + 2) || ' days') >= :first)),"
    f" gap AS (SELECT v.member_id AS member_id, {_GAP.format(later='v.on_day', earlier=_BEFORE)}"
    " AS days FROM ("
    + _VISITS.format(source="who w CROSS JOIN sale s ON s.member_id = w.member_id AND w.n > 1")
    + ") v), placed AS (SELECT member_id, days, ROW_NUMBER() OVER (PARTITION BY member_id ORDER BY"
    " days) AS place FROM gap WHERE days IS NOT NULL)"
    " SELECT w.member_id, w.last_on, NULL, AVG(p.days) FROM who w LEFT JOIN placed p ON p.member_id"
    " = w.member_id AND p.place IN (w.n / 2, (w.n + 1) / 2) GROUP BY w.member_id"
)
"""For those who are silent now. Half of the gaps are no longer than twice the mean, so that who was
silent long before is left out unread."""

_THEN = (
    "WITH seen AS MATERIALIZED (SELECT v.member_id AS member_id, v.on_day AS on_day,"
    f" {_GAP.format(later='v.on_day', earlier=_BEFORE)} AS days, LEAD(v.on_day) OVER (PARTITION BY"
    " v.member_id ORDER BY v.on_day) AS back_on, ROW_NUMBER() OVER (PARTITION BY v.member_id ORDER"
    f" BY v.on_day) AS n FROM ({_VISITS.format(source='sale s')}) v),"
    " quiet AS MATERIALIZED (SELECT member_id, on_day, back_on, n FROM seen WHERE on_day BETWEEN"
    " :oldest AND date(:last, (-:least - 1) || ' days') AND (back_on IS NULL OR back_on >"
    " date(on_day, :least || ' days'))),"
    " placed AS (SELECT q.member_id AS member_id, q.on_day AS on_day, s.days AS days, ROW_NUMBER()"
    " OVER (PARTITION BY q.member_id, q.on_day ORDER BY s.days) AS place FROM quiet q JOIN seen s"
    " ON s.member_id = q.member_id AND s.n BETWEEN 2 AND q.n)"
    " SELECT q.member_id, q.on_day, q.back_on, AVG(p.days) FROM quiet q LEFT JOIN placed p ON"
    " p.member_id = q.member_id AND p.on_day = q.on_day AND p.place IN (q.n / 2, (q.n + 1) / 2)"
    " GROUP BY q.member_id, q.on_day"
)
"""The same for every silence of the past, those that ended with a purchase too."""


def rhythms(
    db: ClubDatabase, span: Span, least_days: int, most: int, *, past: bool = False
) -> list[Rhythm]:
    """Return who may have become silent in the days of *span*, with their usual gap.

    Args:
        db: The club.
        span: The days.
        least_days: The shortest silence that counts.
        most: The largest factor that is asked about.
        past: Also those who came back meanwhile.
    """
    values = {
        "first": span.first.isoformat(), "last": span.last.isoformat(), "least": least_days,
        "oldest": (span.first - timedelta(days=_LONGEST_SILENCE)).isoformat(), "most": most,
    }  # fmt: skip
    sql = _THEN if past else _NOW
    used = {name: value for name, value in values.items() if f":{name}" in sql}
    days: dict[str, date] = {}

    def day(text: str) -> date:
        if text not in days:
            days[text] = date.fromisoformat(text)
        return days[text]

    return [
        Rhythm(member_id, day(last), day(back) if back else None, gap)
        for member_id, last, back, gap in db.execute_sql(sql, used).fetchall()
    ]


def usual_gap(db: ClubDatabase, until: date) -> int:
    """Return the gap between purchases that nine of ten do not exceed in this shop; 0: none."""
    count = db.execute_sql("SELECT COUNT(*) FROM member_totals").fetchone()[0]
    every = max(1, count // SAMPLE)
    rows = db.execute_sql(
        f"SELECT days, COUNT(*) FROM (SELECT {_GAP.format(later='v.on_day', earlier=_BEFORE)} AS"
        f" days FROM ({_VISITS.format(source='sale s')}) v WHERE v.member_id % :every = 0) WHERE"
        " days IS NOT NULL GROUP BY days ORDER BY days",
        {"last": until.isoformat(), "every": every},
    ).fetchall()
    wanted, found = -(-9 * sum(n for _, n in rows) // 10), 0
    for days, n in rows:
        found += n
        if found >= wanted:
            return int(days)
    return 0
