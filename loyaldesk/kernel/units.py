"""The units a figure can be in, and the one way each is shown."""

from datetime import date
from enum import StrEnum

from loyaldesk.kernel import fmt, money
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    RIAL = "rial"
    RATIO = "ratio"
    """Shown as percent: 0.41 is 41 %."""
    DECIMAL = "decimal"
    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"
    POINTS = "points"
    SCORE = "score"
    TEXT = "text"
    DAY = "day"


Cell = int | float | str | date | None
"""What stands in a cell of a table: a figure in its column's unit, a text, a day or nothing."""


def shown(value: Cell, unit: Unit, *, with_unit: bool = False) -> str:
    """Return *value* as people read it; no figure is a dash, never a zero.

    Args:
        value: A figure in *unit*; money in Rial, ratios as 0.41.
        unit: What it counts.
        with_unit: Whether the unit's name follows, where it is not a sign of its own.
    """
    if value is None:
        return "\u2013"
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return fmt.day(value)
    text = _figure(value, unit)
    name = unit_name(unit) if with_unit else ""
    return fmt.with_unit(text, name) if name else text


def _figure(value: float, unit: Unit) -> str:
    if unit is Unit.RATIO:
        return fmt.percent(value, 1 if abs(value) < 0.1 and value else 0)
    if unit is Unit.RIAL:
        return fmt.amount(round(value))
    if unit in (Unit.DECIMAL, Unit.MONTHS, Unit.HOURS):
        return fmt.decimal(value, 1 if abs(value) >= 1 or not value else 2)
    return fmt.number(round(value))


def unit_name(unit: Unit) -> str:
    """Return the name of *unit* as it follows a figure; empty where there is none."""
    if unit is Unit.RIAL:
        return fmt.unit_name()
    names = {
        Unit.DAYS: tr("days"), Unit.MONTHS: tr("months"), Unit.HOURS: tr("hours"),
        Unit.POINTS: tr("points"),
    }  # fmt: skip
    return names.get(unit, "")


def plain(value: Cell, unit: Unit) -> Cell:
    """Return *value* for a sheet: money in the unit in use, everything else as it is."""
    if unit is Unit.RIAL and isinstance(value, int | float):
        return money.in_unit(round(value), look().unit)
    return value
