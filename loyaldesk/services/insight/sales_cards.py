"""Cards of sales beside the same weekdays a year ago: by hour, by operator, and from enquiries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.facts import Ints
from loyaldesk.domain.insight.history import day_number, day_of
from loyaldesk.domain.insight.patterns import Table, buyers, sold, year_ago
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services.insight.journey import where_of
from loyaldesk.services.insight.keeping_parts import meaning, measure, nothing, told
from loyaldesk.services.insight.patterns import hour_name
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store import shop_figures
from loyaldesk.store.queries import journey, patterns
from loyaldesk.store.queries.complaints import operator_names


@dataclass(frozen=True, slots=True)
class Sold:
    """Receipts and net money of an hour, an operator or all."""

    net: int = 0
    receipts: int = 0

    @property
    def basket(self) -> int | None:
        """Mean net of a receipt; None without one."""
        return round(self.net / self.receipts) if self.receipts > 0 else None


@dataclass(frozen=True, slots=True)
class Beside:
    """What was sold in the period and on the same weekdays a year before, by hour or operator."""

    now: dict[int, Sold]
    then: dict[int, Sold]
    total: Sold
    total_then: Sold
    has_then: bool


def _beside(read: Reading, *, by_operator: bool) -> Beside:
    """Return the sales of the period and of the days it is compared with.

    Each day stands beside the day nearest to its anniversary that is the same weekday.
    """
    now, then = _tables(read)
    sides = []
    for table in (now, then):
        nets, receipts = table.by_operator() if by_operator else table.by_hour()
        sides.append({
            n: Sold(int(net), int(count))
            for n, (net, count) in enumerate(zip(nets, receipts, strict=True)) if net or count
        })  # fmt: skip
    total, total_then = (
        Sold(int(table.net.sum()), int(table.receipts.sum())) for table in (now, then)
    )
    return Beside(sides[0], sides[1], total, total_then, total_then.receipts > 0)


def _tables(read: Reading) -> list[Table]:
    period, only = read.question.period, read.ids_wanted
    last = min(period.last, read.today)
    days = [period.first + timedelta(days=n) for n in range((last - period.first).days + 1)]
    now, then = (np.zeros(day_number(last) + 2, np.int64) for _ in range(2))
    for day in days:
        now[day_number(day)] = 1
        # Around a leap year two days may stand beside the same one.
        then[max(0, day_number(year_ago(day, period.calendar)))] += 1
    key = ("sold", period, None if only is None else only.tobytes())
    return read.kept(
        key, lambda: _standing(read, sold(read.blocks(), (now, then), only), now, then)
    )


def _standing(read: Reading, tables: list[Table], *times: Ints) -> list[Table]:
    """Return the tables less the receipts that were taken back since, however late."""
    for table, often in zip(tables, times, strict=True):
        days = np.flatnonzero(often)
        first, last = day_of(int(days[0])), day_of(int(days[-1]))
        for day, at, operator in patterns.undone(read.db, first, last, read.ids_wanted):
            hour = at.astimezone(read.zone).hour
            table.receipts[operator, hour] -= often[day_number(day)]
    return tables


def _about(read: Reading) -> Meaning:
    return meaning(
        read,
        tr("Sales of the period beside the same weekdays a year ago, so that a Friday stands beside"
           " a Friday."),
        tr("Each day stands beside the day nearest to the same date of the year before that is the"
           " same weekday. Receipts: sales that were not taken back. Net: less discounts and what"
           " came back. Basket: net / receipts."),
        tr("receipts"), first=read.question.period.first,
    )  # fmt: skip


def sales_hours_card(read: Reading) -> Card:
    """Return the sales by hour, beside the same weekdays a year ago, and enquiries that bought."""
    title = tr("Sales by hour, beside a year ago")
    about = _about(read)
    card = Card("sales_hours", title, about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    both = _beside(read, by_operator=False)
    if not both.total.receipts:
        return told(card, tr("No sale of these days stands."))
    used = [hour for hour in range(24) if hour in both.now or hour in both.then]
    hours = range(used[0], used[-1] + 1)
    empty = Sold()
    rows = [
        (hour_name(hour), *_cells(both.now.get(hour, empty)),
         *(_cells(both.then.get(hour, empty)) if both.has_then else (None, None, None)))
        for hour in hours
    ]  # fmt: skip
    return replace(
        card, meaning=replace(about, count=both.total.receipts),
        measures=(*_totals(both), *_share(read, both), *_enquiries(read)),
        chart=Chart(
            ChartKind.BARS, tuple(hour_name(hour) for hour in hours),
            (Series(tr("Now"), tuple(both.now.get(hour, empty).net for hour in hours)),
             *((Series(tr("A year ago"), tuple(both.then.get(h, empty).net for h in hours),
                       is_weak=True),) if both.has_then else ())),
            Unit.RIAL, axis=tr("hour of the day"), value_axis=fmt.unit_name(),
        ),
        grid=Grid(_columns(tr("Hour")), tuple(rows), _sum(both)),
        groups=(Group("bought", tr("Bought in these days"),
                      _living(read, read.facts.ids[read.facts.sums["period"].bought])),),
        note="" if both.has_then else _nothing_then(),
    )  # fmt: skip


def _living(read: Reading, ids: journey.Ints) -> journey.Ints:
    living = where_of(read, read.facts).standing.ids
    found: journey.Ints = living[np.isin(living, ids)]
    return found


def _nothing_then() -> str:
    return tr("A year ago nothing was recorded on these days, so there is nothing beside it.")


def _cells(sold: Sold) -> tuple[int, int, int | None]:
    return sold.net, sold.receipts, sold.basket


def _columns(first: str) -> tuple[GridColumn, ...]:
    return (
        GridColumn(first), GridColumn(tr("Net sales"), Unit.RIAL),
        GridColumn(tr("Receipts"), Unit.COUNT), GridColumn(tr("Basket"), Unit.RIAL),
        GridColumn(tr("Net a year ago"), Unit.RIAL),
        GridColumn(tr("Receipts a year ago"), Unit.COUNT),
        GridColumn(tr("Basket a year ago"), Unit.RIAL),
    )  # fmt: skip


def _sum(both: Beside) -> tuple[Cell, ...]:
    then = _cells(both.total_then) if both.has_then else (None, None, None)
    return tr("Together"), *_cells(both.total), *then


def _totals(both: Beside) -> tuple[Measure, ...]:
    then = both.total_then if both.has_then else None
    return (
        measure("net_sales", tr("Net sales"), both.total.net, Unit.RIAL,
                before=then.net if then else None, count=both.total.receipts, better="up"),
        measure("sale_receipts", tr("Receipts"), both.total.receipts,
                before=then.receipts if then else None, count=both.total.receipts, better="up"),
        measure("sale_basket", tr("Basket"), both.total.basket, Unit.RIAL,
                before=then.basket if then else None, count=both.total.receipts, better="up"),
    )  # fmt: skip


def _share(read: Reading, both: Beside) -> tuple[Measure, ...]:
    """Return what part of the shop's sales is with members, where the shop entered its sales."""
    period = read.question.period
    tomorrow = period.last + timedelta(days=1)
    name = tr("Members' share of all sales")
    why = tr("Enter the sales of the whole shop for these months (costs page) to see the share.")
    if (
        Month.of(period.first, period.calendar).first != period.first
        or Month.of(tomorrow, period.calendar).first != tomorrow
    ):
        why = tr("The sales of the whole shop are entered by the month; choose whole months.")
        return (measure("member_share", name, None, Unit.RATIO, why=why),)
    entered = shop_figures.figures(read.db, period.first, period.last)
    shop = sum(each.amount_rial for each in entered if each.kind == "shop_sales")
    value = both.total.net / shop if shop else None
    return (measure("member_share", name, value, Unit.RATIO, count=both.total.receipts, why=why),)


def _enquiries(read: Reading) -> tuple[Measure, ...]:
    """Return what part of the enquiries of the period came to a sale."""
    name = tr("Enquiries of these days that bought")
    if read.ids_wanted is not None:
        why = tr("Who only asked belongs to no group of members.")
        return (measure("enquiry_sale_rate", name, None, Unit.RATIO, why=why),)
    period = read.question.period
    asked = journey.prospects(read.db, period.first, period.last)
    now = where_of(read, read.facts).standing
    became = np.unique(asked[2][asked[2] != journey.NOBODY])
    bought = int(np.isin(became, now.ids[now.visits >= 1]).sum())
    every = asked.shape[1]
    why = tr("Nobody's question was written down in these days.")
    value = bought / every if every else None
    return (
        measure("enquiry_sale_rate", name, value, Unit.RATIO, count=every, why=why, better="up"),
    )


def operators_card(read: Reading) -> Card:
    """Return the sales by operator, beside the same weekdays a year ago."""
    title = tr("Sales by operator, beside a year ago")
    about = _about(read)
    card = Card("operators", title, about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    both = _beside(read, by_operator=True)
    if not both.total.receipts:
        return told(card, tr("No sale of these days stands."))
    called = operator_names(read.db)
    ids = sorted({*both.now, *both.then}, key=lambda id_: -both.now.get(id_, Sold()).net)
    names = {id_: called.get(id_, "") or "\u2013" for id_ in ids}
    empty = Sold()
    rows = [
        (names[id_], *_cells(both.now.get(id_, empty)),
         *(_cells(both.then.get(id_, empty)) if both.has_then else (None, None, None)))
        for id_ in ids
    ]  # fmt: skip
    return replace(
        card, meaning=replace(about, count=both.total.receipts),
        measures=_totals(both),
        chart=Chart(
            ChartKind.BARS, tuple(names[id_] for id_ in ids),
            (Series(tr("Now"), tuple(both.now.get(id_, empty).net for id_ in ids)),
             *((Series(tr("A year ago"), tuple(both.then.get(i, empty).net for i in ids),
                       is_weak=True),) if both.has_then else ())),
            Unit.RIAL, axis=tr("operator"), value_axis=fmt.unit_name(),
        ),
        grid=Grid(_columns(tr("Operator")), tuple(rows), _sum(both)),
        groups=_buyers(read, names),
        note="" if both.has_then else _nothing_then(),
    )  # fmt: skip


def _buyers(read: Reading, names: Mapping[int, str]) -> tuple[Group, ...]:
    """Return who bought from each operator in the period."""
    period = read.question.period
    members, operators = buyers(read.blocks(), day_number(period.first), day_number(period.last))
    return tuple(
        Group(f"operator_{id_}", tr("Bought from {name}").format(name=isolate(name)),
              _living(read, members[operators == id_]))
        for id_, name in names.items()
    )  # fmt: skip
