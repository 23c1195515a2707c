"""The scale of a chart: round steps, short figures, and the unit they are in."""

from dataclasses import dataclass
from math import ceil, floor, log10

from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.units import Unit, shown, unit_name

_WHOLE = (Unit.COUNT, Unit.POINTS, Unit.RIAL)
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """Lines across a chart.

    Attributes:
        low: Value of the lowest line.
        step: Between two lines.
        steps: How many.
    """

    low: float
    step: float
    steps: int

    @property
    def high(self) -> float:
        """Value of the highest line."""
        return self.low + self.step * self.steps

    @property
    def lines(self) -> list[float]:
        """Values of all lines."""
        return [self.low + self.step * n for n in range(self.steps + 1)]

    def share(self, value: float) -> float:
        """Return how far *value* is from the lowest line (0) to the highest (1)."""
        return (value - self.low) / (self.high - self.low)


def scale(least: float, most: float, *, whole: bool = True) -> Scale:
    """Return a scale from *least* or just below to *most* or just above, with zero on it.

    Steps are round (1, 2, 2.5 or 5 times a power of ten).

    Args:
        least: The smallest value.
        most: The greatest.
        whole: Whether steps are whole: figures are counts.
    """
    least, most = min(least, 0.0), max(most, 0.0)
    if most <= least:
        return Scale(0.0, 1.0, 1)
    wanted = (most - least) / _STEPS
    power = 10.0 ** floor(log10(wanted))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= wanted * 0.999)
    if whole:
        step = max(1.0, step if step >= 10 else float(ceil(step)))
    low = floor(least / step + 1e-9)
    return Scale(low * step, step, max(1, ceil(most / step - 1e-9) - low))


@dataclass(frozen=True, slots=True)
class Figures:
    """How the figures of a chart are written where there is little room.

    Attributes:
        unit: Of the values.
        divide: What they are divided by: a million Toman are 10,000,000 Rial.
        title: Of the axis, with the unit.
        places: Decimals of a short figure.
    """

    unit: Unit
    divide: float
    title: str
    places: int

    def short(self, value: float | None) -> str:
        """Return a figure for the axis or beside a bar."""
        if value is None:
            return "\u2013"
        if self.divide == 1:
            if self.unit is Unit.RATIO:
                return fmt.percent(value, self.places)
            return fmt.decimal(value, self.places) if self.places else fmt.number(round(value))
        part = value / self.divide
        places = self.places or int(part != round(part) and abs(part) < 10)
        return fmt.decimal(part, places)

    def full(self, value: float | None) -> str:
        """Return a figure with its unit, for tips and screen readers."""
        return shown(value, self.unit, with_unit=True)


def figures_of(chart: Chart, used: Scale) -> Figures:
    """Return how the figures of *chart* are written on the scale *used*."""
    most = max(abs(used.low), abs(used.high))
    if chart.unit is Unit.RIAL:
        divide, name = _money(most, chart.value_axis)
        places = int(used.step / divide % 1 > 1e-9)
        return Figures(chart.unit, divide, _titled(chart.value_axis, name), places)
    places = 0
    if chart.unit is Unit.RATIO:
        places = int(round(used.step * 1000) % 10 != 0)
    elif chart.unit not in _WHOLE:
        places = int(used.step % 1 > 1e-9)
    return Figures(chart.unit, 1, chart.value_axis or unit_name(chart.unit), places)


def _money(most: float, title: str) -> tuple[float, str]:
    one = 10 if look().unit == "toman" else 1
    money = fmt.unit_name()
    billion = tr("billion {money}").format(money=money)
    million = tr("million {money}").format(money=money)
    if million in title:
        return one * 1e6, million
    if most >= one * 1e9:
        return one * 1e9, billion
    if most >= one * 1e6:
        return one * 1e6, million
    if most >= one * 1e4:
        return one * 1e3, tr("thousand {money}").format(money=money)
    return one, money


def _titled(title: str, unit: str) -> str:
    """Return *title* with *unit* in it, once."""
    if unit in title:
        return title
    if fmt.unit_name() in title:
        return title.replace(fmt.unit_name(), unit)
    return f"{title} ({unit})" if title else unit
