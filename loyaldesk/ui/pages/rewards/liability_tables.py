"""The figures of liability as tables: by tier, and by the month in which points end."""

from dataclasses import dataclass
from functools import partial

from loyaldesk.domain.liability import Liability
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column, RowsTable

HEAD = 44
WIDTH = 116


@dataclass(frozen=True, slots=True)
class _TierRow:
    id: str
    name: str
    members: int
    points: int
    pending: int
    worth_rial: int
    expected_rial: int | None


@dataclass(frozen=True, slots=True)
class _MonthRow:
    id: str
    name: str
    by_tier: tuple[int, ...]
    points: int
    worth_rial: int


def month_words(month: Month | None) -> str:
    """Return a month as a bar is called; points without a last day stand for themselves."""
    return month.name(look().language) if month is not None else tr("no date")


def tier_table(figures: Liability) -> RowsTable[_TierRow]:
    """Return what members of each tier hold, the sums last."""
    rows = [
        _TierRow(
            one.code, one.name, one.members, one.all_points, one.pending,
            figures.worth_of(one.all_points), figures.expected_of(one.all_points),
        )
        for one in figures.tiers
    ]  # fmt: skip
    rows.append(
        _TierRow(
            "", tr("Together"), sum(one.members for one in rows), figures.points, figures.pending,
            figures.worth_rial, figures.expected_rial,
        )
    )  # fmt: skip
    columns: list[Column[_TierRow]] = [
        Column(tr("Tier"), lambda one: isolate(one.name)),
        _figure(tr("Members with points"), lambda one: fmt.number(one.members)),
        _figure(tr("Points"), lambda one: fmt.number(one.points)),
        _figure(tr("Of which pending"), lambda one: fmt.number(one.pending)),
        _figure(tr("Worth"), lambda one: fmt.amount(one.worth_rial)),
        _figure(
            tr("Expected cost"),
            lambda one: "–" if one.expected_rial is None else fmt.amount(one.expected_rial),
        ),
    ]
    return _whole(RowsTable(columns, tr("By tier"), sorting="none"), rows)


def month_table(figures: Liability) -> RowsTable[_MonthRow]:
    """Return the points that end in each month, a column for each tier."""
    rows = [
        _MonthRow(
            str(one.month), fmt.month(one.month) if one.month else tr("no date"), one.by_tier,
            one.points, figures.worth_of(one.points),
        )
        for one in figures.months
    ]  # fmt: skip
    columns: list[Column[_MonthRow]] = [Column(tr("Month"), lambda one: one.name)]
    for place, tier in enumerate(figures.tiers):
        columns.append(_figure(tier.name, partial(_of_tier, place)))
    columns.append(_figure(tr("Together"), lambda one: fmt.number(one.points)))
    columns.append(_figure(tr("Worth"), lambda one: fmt.amount(one.worth_rial)))
    return _whole(RowsTable(columns, tr("By month in which they end"), sorting="none"), rows)


def _of_tier(place: int, row: _MonthRow) -> str:
    return fmt.number(row.by_tier[place]) if row.by_tier[place] else "–"


def _figure(title: str, text: object) -> Column:  # type: ignore[type-arg]  # of either row
    return Column(title, text, numeric=True, width_hint=WIDTH)  # type: ignore[arg-type]


def _whole(table: RowsTable, rows: list) -> RowsTable:  # type: ignore[type-arg]
    """Return *table* as high as its rows: the page scrolls, not the table."""
    table.show_rows(rows)
    table.setFixedHeight(HEAD + ROW_HEIGHT * max(len(rows), 1) + 4)
    return table
