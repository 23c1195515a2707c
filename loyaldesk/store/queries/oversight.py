"""What is out of the ordinary between two days: one question to the club for each kind."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime

from loyaldesk.domain.oversight import (
    GIVEN,
    OWN,
    PIN,
    REFUSED,
    REPEAT,
    REVEALED,
    SAME,
    SPENT_BACK,
    OversightRules,
    Unusual,
)
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

_PEOPLE = "(SELECT id FROM operator WHERE role <> 'system')"

_GIVEN = f"""
    SELECT operator_id, operator_id, on_day, COUNT(*), SUM(points) FROM points_entry
    WHERE points > 0 AND sale_id IS NULL AND kind = 'adjust' AND reason <> 'opening'
    AND on_day BETWEEN ? AND ? AND operator_id IN {_PEOPLE}
    GROUP BY operator_id, on_day HAVING SUM(points) >= ?
"""
_SPENT_BACK = """
    SELECT r.id, r.operator_id, r.sold_on, 1, (SELECT COALESCE(-SUM(e.points), 0)
        FROM points_entry e WHERE e.member_id = r.member_id AND e.kind = 'spend'
        AND e.at >= o.made_at AND e.at <= r.made_at)
    FROM sale r JOIN sale o ON o.id = COALESCE(r.reverses_id, r.returns_id)
    WHERE r.kind IN ('reversal', 'return') AND r.sold_on BETWEEN ? AND ? AND o.earned > 0
    AND r.run_id IS NULL AND EXISTS (SELECT 1 FROM points_entry e
        WHERE e.member_id = r.member_id AND e.kind = 'spend' AND e.at >= o.made_at
        AND e.at <= r.made_at AND (e.sale_id IS NULL OR e.sale_id <> o.id))
"""
_OWN_SALES = """
    SELECT s.operator_id, s.operator_id, s.sold_on, COUNT(*), SUM(s.earned) FROM sale s
    JOIN operator o ON o.id = s.operator_id AND o.member_id = s.member_id
    WHERE s.sold_on BETWEEN ? AND ? AND s.run_id IS NULL GROUP BY s.operator_id, s.sold_on
"""
_SAME = f"""
    SELECT member_id, operator_id, sold_on, COUNT(*), SUM(earned) FROM sale
    WHERE kind = 'sale' AND sold_on BETWEEN ? AND ? AND run_id IS NULL
    AND operator_id IN {_PEOPLE}
    GROUP BY member_id, operator_id, sold_on HAVING COUNT(*) > ?
"""
_REPEAT = f"""
    SELECT operator_id, operator_id, sold_on, COUNT(*), -SUM(earned) FROM sale
    WHERE kind = 'reversal' AND sold_on BETWEEN ? AND ? AND run_id IS NULL
    AND operator_id IN {_PEOPLE}
    GROUP BY operator_id, sold_on HAVING COUNT(*) > ?
"""

Day = Callable[[datetime], date]
"""Returns the shop's day of a moment."""


def of_the_ledger(
    db: ClubDatabase, first: date, last: date, rules: OversightRules
) -> Iterator[Unusual]:
    """Yield what sales and points between two days show."""
    for kind, subject, sql, bound in (
        (GIVEN, "operator", _GIVEN, (rules.given_points,)),
        (SPENT_BACK, "sale", _SPENT_BACK, ()),
        (OWN, "operator", _OWN_SALES, ()),
        (SAME, "member", _SAME, (rules.same_sales,)),
        (REPEAT, "operator", _REPEAT, (rules.reversals,)),
    ):
        rows = db.execute_sql(sql, (first.isoformat(), last.isoformat(), *bound)).fetchall()
        for subject_id, operator_id, on_day, times, points in rows:
            day = day_of(str(on_day))
            assert day is not None  # noqa: S101  # the column is never empty
            yield Unusual(kind, subject, subject_id, day, operator_id, times, points)


def of_the_trail(
    db: ClubDatabase, start: datetime, end: datetime, day: Day, rules: OversightRules
) -> Iterator[Unusual]:
    """Yield what the trail between two moments shows: wrong PINs, refusals, opened contact data."""
    rows = db.execute_sql(
        "SELECT at, operator_id, CASE WHEN act = 'sign_in.wrong' THEN 'pin'"
        " WHEN act = 'member.reveal' THEN 'revealed'"
        " WHEN detail LIKE '%OwnRecord%' THEN 'own' ELSE 'refused' END FROM audit"
        " WHERE at >= ? AND at < ? AND (result = 'refused' OR act IN ('sign_in.wrong',"
        " 'member.reveal'))",
        (utc_text(start), utc_text(end)),
    ).fetchall()
    counted = Counter((kind, who, day(utc_moment(at))) for at, who, kind in rows)
    least = {
        PIN: rules.wrong_pins,
        REVEALED: rules.reveals,
        OWN: 1,
        REFUSED: rules.refused,
    }
    for (kind, who, on_day), times in counted.items():
        if times >= least[kind]:
            yield Unusual(kind, "operator", who, on_day, who, times)


def acts_between(db: ClubDatabase, start: datetime, end: datetime) -> list[tuple[datetime, int]]:
    """Return when people changed something between two moments, and who."""
    rows = db.execute_sql(
        f"SELECT at, operator_id FROM audit WHERE at >= ? AND at < ? AND result = 'ok'"
        f" AND act NOT IN ('sign_in', 'sign_in.wrong') AND operator_id IN {_PEOPLE} ORDER BY seq",
        (utc_text(start), utc_text(end)),
    ).fetchall()
    return [(utc_moment(at), who) for at, who in rows]


def seen(
    db: ClubDatabase, first: date, last: date
) -> dict[tuple[str, str, int, date], tuple[str, str]]:
    """Return what was looked at: by whom, and the note."""
    rows = db.execute_sql(
        "SELECT s.kind, s.subject, s.subject_id, s.on_day, o.name, s.note FROM oversight s"
        " JOIN operator o ON o.id = s.operator_id WHERE s.on_day BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return {
        (kind, subject, subject_id, date.fromisoformat(str(on_day))): (name, note)
        for kind, subject, subject_id, on_day, name, note in rows
    }
