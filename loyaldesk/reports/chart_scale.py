"""The axis of a chart: round values, the size money is told in, and how each is written."""

from dataclasses import dataclass

from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.money import in_unit
from loyaldesk.kernel.units import Unit, shown, unit_name


def scale(most: float) -> tuple[int, str]:
    """Return by how much money up to *most* is divided, and what it is then counted in."""
    unit = fmt.unit_name()
    if most >= 2 * 10**9:
        return 10**9, tr("billion {unit}").format(unit=unit)
    if most >= 2 * 10**6:
        return 10**6, tr("million {unit}").format(unit=unit)
    if most >= 2 * 10**3:
        return 10**3, tr("thousand {unit}").format(unit=unit)
    return 1, unit


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of one chart are told.

    Attributes:
        unit: What they count.
        factor: Money is divided by it.
        caption: What the axis is called, with its unit.
    """

    unit: Unit
    factor: int
    caption: str

    @classmethod
    def of(cls, chart: Chart) -> "Scale":
        """Return the scale of *chart*, by its largest value."""
        caption = chart.value_axis
        if chart.unit is not Unit.RIAL:
            name = unit_name(chart.unit)
            if name and name not in caption:
                caption = f"{caption} ({name})" if caption else name
            return cls(chart.unit, 1, caption)
        values = [abs(v) for one in chart.series for v in (*one.values, *one.high) if v is not None]
        factor, name = scale(in_unit(round(max(values, default=0)), look().unit))
        return cls(chart.unit, factor, _named(caption, name))

    def value(self, value: float) -> float:
        """Return *value* as it is drawn."""
        if self.unit is not Unit.RIAL:
            return value
        return in_unit(round(value), look().unit) / self.factor

    def short(self, value: float | None) -> str:
        """Return a value of the chart as it stands in a cell or on a bar."""
        if value is None:
            return ""
        if self.unit is not Unit.RIAL:
            return shown(value, self.unit)
        drawn = self.value(value)
        is_small = self.factor > 1 and abs(drawn) < 100
        return fmt.decimal(drawn, 1) if is_small else fmt.number(round(drawn))

    def tick(self, mark: float, marks: list[float]) -> str:
        """Return the name of a mark of the axis, which is in the drawn size already."""
        if self.unit is Unit.RATIO:
            is_fine = any(abs(each * 100 - round(each * 100)) > 1e-6 for each in marks)
            return fmt.percent(mark, 1 if is_fine else 0)
        if all(abs(each - round(each)) < 1e-9 for each in marks):
            return fmt.number(round(mark))
        is_fine = any(abs(each * 10 - round(each * 10)) > 1e-6 for each in marks)
        return fmt.decimal(mark, 2 if is_fine else 1)


def _named(caption: str, name: str) -> str:
    """Return what money is called on an axis: *caption* in the size it is drawn in."""
    plain = fmt.unit_name()
    if name in caption:
        return caption
    for size in (10**9 * 2, 10**6 * 2, 10**3 * 2):
        caption = caption.replace(scale(size)[1], plain)
    if plain in caption:
        return caption.replace(plain, name)
    return f"{caption} ({name})" if caption else name
