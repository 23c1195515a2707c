"""Cards of the prediction: what the club expects, and how well an earlier word came true."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight import holdout
from loyaldesk.domain.insight.buyers import bought, visits_after
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Measure
from loyaldesk.domain.insight.history import day_number, day_of
from loyaldesk.domain.insight.holdout import HoldOut, compare
from loyaldesk.domain.insight.model import YEAR, Model, TooEarly, fit
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.forecast import (
    Forecast,
    early_words,
    expected_margin,
    fit_now,
    forecast,
    predictions,
)
from loyaldesk.services.insight.keeping_parts import meaning, nothing, told
from loyaldesk.services.insight.reading import Reading

__all__ = [
    "Forecast", "calibration_card", "early_words", "expected_margin", "fit_now", "forecast",
    "prediction_card", "predictions",
]  # fmt: skip

WEEK = 7
TENTHS = 10
FEWEST = 10
"""Below so many members a ratio says nothing."""


def prediction_card(read: Reading) -> Card:
    """Return what is expected of the members in the next twelve months."""
    about = meaning(
        read,
        tr("From how often and how lately each member came, the club's own model tells how likely"
           " it is that they still come at all, how often they will come in the next twelve months,"
           " and what that is worth. Nobody who came only once gets such a word: it is too early."),
        tr("BG/NBD and Gamma-Gamma (Fader, Hardie, Lee), fitted on the days with a purchase of all"
           " members; expected visits x expected money of a visit x margin, discounted"),
        tr("members who bought"),
    )  # fmt: skip
    card = Card("prediction", tr("What is expected of the next 12 months"), about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    found = forecast(read)
    if isinstance(found.model, TooEarly):
        return told(card, early_words(found.model))
    mine = read.wanted(found.ids)
    again = mine & ~found.too_early
    chart, grid, groups = _by_active(found, again)
    return replace(
        card,
        meaning=replace(about, count=int(mine.sum())),
        measures=tuple(_measures(found, found.model, mine, again)),
        chart=chart, grid=grid, groups=groups,
        note=_note(found, int(mine.sum() - again.sum())),
    )  # fmt: skip


def _measures(
    found: Forecast, model: Model, mine: NDArray[np.bool_], again: NDArray[np.bool_]
) -> list[Measure]:
    assert found.told is not None  # noqa: S101 - there is a model
    count, many = int(mine.sum()), int(again.sum())
    value = found.value
    no_money = "" if value is not None else early_words(
        model.money if isinstance(model.money, TooEarly) else TooEarly("money", 0, 0)
    )  # fmt: skip
    low, high = model.drop_range
    return [
        Measure("expected_visits", tr("Visits expected"), float(found.told.visits[mine].sum()),
                Unit.COUNT, count=count, better="up"),
        Measure("expected_value", _value_name(found),
                None if value is None else round(float(value[mine].sum())), Unit.RIAL, count=count,
                why=no_money, better="up"),
        Measure("still_active", tr("Still active, of those who came again"),
                float(found.told.active[again].mean()) if many else None, Unit.RATIO, count=many,
                why="" if many else tr("Nobody here came a second time."), better="up"),
        Measure("drop_rate", tr("Stay away for good after a visit"), model.drop, Unit.RATIO,
                count=model.repeaters, low=low, high=high, better="down"),
        Measure("yearly_visits", tr("Visits a year of an active member, on average"),
                YEAR * model.r / model.alpha, Unit.DECIMAL, count=model.members),
    ]  # fmt: skip


def _value_name(found: Forecast) -> str:
    return tr("Sales expected") if found.margin is None else tr("Margin expected")


def _by_active(found: Forecast, again: NDArray[np.bool_]) -> tuple[Chart, Grid, tuple[Group, ...]]:
    """Return who came again by the probability of being active, in tenths."""
    assert found.told is not None  # noqa: S101 - there is a model
    ids, active = found.ids[again], found.told.active[again]
    tenth = np.minimum((active * TENTHS).astype(np.int64), TENTHS - 1)
    counts = np.bincount(tenth, minlength=TENTHS)
    names = [_tenth_name(n / TENTHS, (n + 1) / TENTHS) for n in range(TENTHS)]
    title = tr("Members who came again")
    axis = tr("Probability of being active")
    chart = Chart(
        ChartKind.BARS, tuple(names), (Series(title, tuple(counts.tolist())),), Unit.COUNT,
        axis=axis, value_axis=tr("members"),
    )  # fmt: skip
    grid = Grid(
        (GridColumn(axis), GridColumn(title, Unit.COUNT)),
        tuple(zip(names, counts.tolist(), strict=True)), (tr("Together"), int(counts.sum())),
    )  # fmt: skip
    groups = tuple(
        Group(f"active_{n}", tr("Active with {share}").format(share=name), ids[tenth == n])
        for n, name in enumerate(names)
    )
    return chart, grid, (*groups, Group("once", tr("Came once: too early"),
                                        found.ids[found.too_early]))  # fmt: skip


def _tenth_name(low: float, high: float) -> str:
    return tr("{low} to {high}").format(low=fmt.percent(low), high=fmt.percent(high))


def _note(found: Forecast, once: int) -> str:
    said = [
        trn(
            "{n} member came only once: too early to tell of them one by one.",
            "{n} members came only once: too early to tell of them one by one.", once,
        ).format(n=fmt.number(once))
    ] if once else []  # fmt: skip
    if found.margin is None:
        said.append(tr("What goods cost is not known, so that sales are told and not margin."))
    else:
        said.append(tr("Of net sales {share} is margin.").format(share=fmt.percent(found.margin)))
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class _Test:
    """A hold-out: fitted until a day, compared with the days after it."""

    turn: date
    last: date
    found: HoldOut | TooEarly | None


def calibration_card(read: Reading) -> Card:
    """Return how well the model of an earlier day told what came after it."""
    about = meaning(
        read,
        tr("The model is fitted as if the last quarter of the time were still to come; then its"
           " word is held beside what came. Bars of the same height: the word was true."),
        tr("Fitted on the first three quarters of the time since the first purchase; expected"
           " visits in the last quarter beside the days with a purchase in it, of all members"),
        tr("members who bought before the last quarter"),
    )  # fmt: skip
    card = Card("calibration", tr("How well the prediction came true"), about)
    if why := nothing(read.everybody, needs_sales=False):
        return told(card, why)
    test = read.everybody.kept(
        ("holdout", read.question.period.last), lambda: _test(read.everybody)
    )
    if test.found is None:
        return told(card, tr("All purchases are of one or two days: there is no time to test."))
    if isinstance(test.found, TooEarly):
        return told(card, early_words(test.found))
    return _tested(card, test, test.found)


def _test(read: Reading) -> _Test:
    last = read.question.period.last
    whole = bought(read.blocks(), last)
    if not len(whole):
        return _Test(last, last, None)
    first = int((whole.last - whole.buyers.first_to_last).min())
    days = day_number(last) - first
    if days < TENTHS:
        return _Test(last, last, None)
    turn = day_of(first + days * 3 // 4)
    early = bought(read.blocks(), turn)
    model = fit(early.buyers)
    if isinstance(model, TooEarly):
        return _Test(turn, last, model)
    weeks = (last - turn).days / WEEK
    return _Test(turn, last, compare(model, early.buyers, visits_after(early, whole), weeks))


def _tested(card: Card, test: _Test, found: HoldOut) -> Card:
    many = found.members
    share = found.expected / found.actual if found.actual else None
    rows = [
        (_repeats_name(row.repeats), row.members, row.expected, row.actual, None, None)
        for row in found.by_repeats
    ] + [
        (tr("Active with {share}").format(share=_tenth_name(row.low, row.high)), row.members, None,
         None, row.expected, row.bought)
        for row in found.tenths
    ]  # fmt: skip
    return replace(
        card,
        meaning=replace(card.meaning, count=many, first=test.turn, last=test.last),
        measures=(
            Measure("told_visits", tr("Visits expected"), found.expected, Unit.COUNT, count=many),
            Measure("come_visits", tr("Visits that came"), found.actual, Unit.COUNT, count=many),
            Measure("told_share", tr("Expected, as a share of what came"), share, Unit.RATIO,
                    count=many, why=tr("No visit came in these days.") if share is None else ""),
            Measure("told_error", tr("A member's visits were missed by, on average"), found.error,
                    Unit.DECIMAL, count=many, better="down",
                    why=tr("Nobody had bought before.") if found.error is None else ""),
        ),
        chart=_beside(found), grid=_table(rows), note=_verdict(found, share),
    )  # fmt: skip


def _repeats_name(repeats: int) -> str:
    if repeats == 0:
        return tr("Came once")
    if repeats >= holdout.MOST:
        return tr("Came again {n} times or more").format(n=fmt.number(repeats))
    return trn("Came again once", "Came again {n} times", repeats).format(n=fmt.number(repeats))


def _beside(found: HoldOut) -> Chart:
    rows = found.by_repeats
    labels = tuple(
        f"{fmt.number(row.repeats)}+" if row.repeats >= holdout.MOST else fmt.number(row.repeats)
        for row in rows
    )
    return Chart(
        ChartKind.BARS, labels,
        (Series(tr("Expected"), tuple(row.expected for row in rows)),
         Series(tr("Came"), tuple(row.actual for row in rows))),
        Unit.DECIMAL, axis=tr("Repeat visits before"), value_axis=tr("visits of a member"),
    )  # fmt: skip


def _table(rows: Sequence[tuple[str | int | float | None, ...]]) -> Grid:
    return Grid(
        (GridColumn(tr("Members")), GridColumn(tr("How many"), Unit.COUNT),
         GridColumn(tr("Visits expected of each"), Unit.DECIMAL),
         GridColumn(tr("Visits that came of each"), Unit.DECIMAL),
         GridColumn(tr("Expected to come at all"), Unit.RATIO),
         GridColumn(tr("Came at all"), Unit.RATIO)),
        tuple(rows),
    )  # fmt: skip


def _verdict(found: HoldOut, share: float | None) -> str:
    if share is None:
        return tr("Nobody came in the days of the test, so that nothing can be held beside it.")
    if found.members < FEWEST:
        return tr("So few members say nothing of the model.")
    away = abs(share - 1)
    if away <= 0.1:
        return tr("The number of visits was told to within a tenth: plans can be built on it.")
    if share < 1:
        return tr("More visits came than were expected: take the prediction as a careful one.")
    return tr("Fewer visits came than were expected: take the prediction with caution.")
