"""The facts once more, by dictionaries and loops over rows: slow, and right at a glance."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import median, quantiles
from typing import Any

from loyaldesk.domain.insight.facts import NEVER, Facts, Span
from loyaldesk.domain.insight.history import (
    MIRROR,
    RETURN,
    SALE,
    VISIT,
    day_number,
)
from loyaldesk.kernel.jalali import Month
from loyaldesk.services.desk import Desk
from loyaldesk.store.fields import utc_moment
from tests.insight.making import Row

Told = dict[str, Any]


@dataclass(slots=True)
class Plain:
    """What `Facts` says, as dictionaries by member."""

    members: dict[int, Told] = field(default_factory=dict)
    gap_p90: float = 0.0
    by_hour: dict[tuple[int, int], int] = field(default_factory=dict)
    by_hour_net: dict[tuple[int, int], int] = field(default_factory=dict)
    margin_is_net: bool = False


def plain_facts(
    rows: Iterable[Row], as_of: date, spans: Mapping[str, Span], *, calendar: str,
    margin_percent: int | None, only: Collection[int] | None = None,
) -> Plain:  # fmt: skip
    """Return what the rows up to *as_of* say."""
    of_member: dict[int, list[Row]] = defaultdict(list)
    for each in rows:
        if each.day <= as_of:
            of_member[each.member_id].append(each)
    found, gaps = Plain(), []
    for id_, own in sorted(of_member.items()):
        days = visit_days(own)
        own_gaps = [(b - a).days for a, b in pairwise(days)]
        gaps += own_gaps
        if only is not None and id_ not in only:
            continue
        found.members[id_] = _member(own, days, own_gaps, as_of, calendar, margin_percent)
        found.members[id_]["sums"] = {
            name: _sums([r for r in own if span.first <= r.day <= span.last], margin_percent)
            for name, span in spans.items()
        }
        if margin_percent is None and any(r.cost is None and r.net for r in own):
            found.margin_is_net = True
        for r in own:
            if "period" in spans and spans["period"].first <= r.day <= spans["period"].last:
                cell = r.day.weekday(), r.hour
                found.by_hour[cell] = found.by_hour.get(cell, 0) + counted(r)
                found.by_hour_net[cell] = found.by_hour_net.get(cell, 0) + r.net
    if len(gaps) == 1:
        found.gap_p90 = float(gaps[0])
    elif gaps:
        found.gap_p90 = quantiles(gaps, n=10, method="inclusive")[8]
    return found


def visit_days(rows: Iterable[Row]) -> list[date]:
    """Return the days with a net above zero, in order."""
    net: dict[date, int] = defaultdict(int)
    for each in rows:
        net[each.day] += each.net
    return sorted(day for day, sum_ in net.items() if sum_ > 0)


def counted(each: Row) -> int:
    """Return what a row adds to the receipts."""
    return {SALE: 1, VISIT: 1, MIRROR: -1}.get(each.kind, 0)


def _member(
    rows: list[Row], days: list[date], gaps: list[int], as_of: date, calendar: str,
    margin_percent: int | None,
) -> Told:  # fmt: skip
    by_month: dict[Month, int] = defaultdict(int)
    for each in rows:
        by_month[Month.of(each.day, calendar)] += each.net
    bits, month = 0, Month.of(as_of, calendar)
    for k in range(60):
        bits |= (by_month[month] > 0) << k
        month = month.before
    numbers = [day_number(day) for day in days]
    later = [sum(r.net for r in rows if r.day == day) for day in days[1:]]
    return {
        "first": numbers[0] if numbers else NEVER,
        "second": numbers[1] if len(numbers) > 1 else NEVER,
        "last": numbers[-1] if numbers else NEVER,
        "visits": len(days), "net": sum(r.net for r in rows),
        "margin": _margin(rows, margin_percent), "gap": float(median(gaps)) if gaps else 0.0,
        "repeat_rial": sum(later) / len(later) if later else 0.0, "months": bits,
    }  # fmt: skip


def _margin(rows: Iterable[Row], margin_percent: int | None) -> int:
    known = sum(r.net - r.cost for r in rows if r.cost is not None)
    unknown = sum(r.net for r in rows if r.cost is None)
    return known + (unknown if margin_percent is None else unknown * margin_percent // 100)


def _sums(rows: list[Row], margin_percent: int | None) -> Told:
    days = visit_days(rows)
    given: dict[date, int] = defaultdict(int)
    for each in rows:
        given[each.day] += each.given
    return {
        "net": sum(r.net for r in rows), "visits": len(days),
        "receipts": sum(counted(r) for r in rows), "margin": _margin(rows, margin_percent),
        "discounted": sum(given[day] > 0 for day in days), "given": sum(r.given for r in rows),
        "returned": max(0, -sum(r.net for r in rows if r.kind == RETURN)),
    }  # fmt: skip


def as_plain(facts: Facts) -> Plain:
    """Return *facts* as dictionaries, to be compared."""
    names = ("first", "second", "last", "visits", "net", "margin", "gap", "repeat_rial", "months")
    columns = ("net", "visits", "receipts", "margin", "discounted", "given", "returned")
    found = Plain(gap_p90=facts.gap_p90, margin_is_net=facts.margin_is_net)
    for n, id_ in enumerate(facts.ids.tolist()):
        told: Told = {name: getattr(facts, name)[n].item() for name in names}
        told["sums"] = {
            span: {name: getattr(sums, name)[n].item() for name in columns}
            for span, sums in facts.sums.items()
        }
        found.members[id_] = told
    for into, cells in ((found.by_hour, facts.by_hour), (found.by_hour_net, facts.by_hour_net)):
        for weekday in range(7):
            for hour in range(24):
                into[weekday, hour] = cells[weekday, hour].item()
    return found


def without_zeros(cells: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """Return the cells in which there is something."""
    return {cell: value for cell, value in cells.items() if value}


_KINDS = {"sale": SALE, "visit": VISIT, "return": RETURN}


def rows_of_club(desk: Desk) -> list[Row]:
    """Return every row of the club's sales, one at a time."""
    read = desk.db.execute_sql
    lines: dict[int, int] = defaultdict(int)
    for sale_id, rial in read("SELECT sale_id, discount_rial FROM sale_line").fetchall():
        lines[sale_id] += rial
    found = []
    for id_, kind, member, sold_on, sold_at, net, cost, discount, reward, of, operator in read(
        "SELECT id, kind, member_id, sold_on, sold_at, net_rial, cost_rial, discount_rial,"
        " reward_rial, reverses_id, operator_id FROM sale"
    ).fetchall():
        code = _KINDS.get(kind)
        if kind == "reversal":
            code = MIRROR
            lines[id_] = -lines.get(of, 0)
        found.append(Row(
            member, date.fromisoformat(sold_on), net, cost, discount + reward + lines[id_], code,
            utc_moment(sold_at).astimezone(desk.zone).hour, operator,
        ))  # fmt: skip
    return found
