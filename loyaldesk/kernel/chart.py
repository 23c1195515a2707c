"""What a chart shows, in plain values: drawn by the screen and by the paper from the same thing."""

from dataclasses import dataclass
from enum import StrEnum

from loyaldesk.kernel.units import Unit


class ChartKind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    """One or more series side by side."""
    STACKED = "stacked"
    """Series on top of each other."""
    LINES = "lines"
    """Lines over the labels, with a band around them where there is one."""
    HEAT = "heat"
    """A grid: one row for each series, one column for each label, darker is more."""
    SHARES = "shares"
    """A ring of the first series with its legend."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values, one for each label of the chart; None where there is no figure.

    Attributes:
        name: In the legend, or the name of the row of a heat grid.
        values: As long as the labels of the chart.
        low: Lower edge of the band around a line, or empty.
        high: Upper edge of the band, as long as *low*.
        is_line: Drawn as a line over bars.
        is_weak: Drawn in the background: the period compared with.
    """

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    is_line: bool = False
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, ready to be drawn; its texts are already in the language of the reader.

    Attributes:
        kind: How it is drawn.
        labels: Of the columns, slices or points, the first at the start of the line.
        series: What is drawn.
        unit: Of the values.
        axis: What the labels are, such as "month of joining".
        value_axis: What the values are, with their unit, such as "million Toman".
        goal: A line across at this value; None: there is no goal.
        goal_name: Told beside it.
        mark: A line through this label, such as the day the club began; None: none.
        mark_name: Told beside it.
        row_axis: What the rows of a heat grid are.
    """

    kind: ChartKind
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit = Unit.COUNT
    axis: str = ""
    value_axis: str = ""
    goal: float | None = None
    goal_name: str = ""
    mark: int | None = None
    mark_name: str = ""
    row_axis: str = ""

    def __post_init__(self) -> None:
        for one in self.series:
            if len(one.values) != len(self.labels):
                raise ValueError(f"{one.name}: {len(one.values)} values, {len(self.labels)} labels")
            if len(one.low) != len(one.high):
                raise ValueError(f"{one.name}: a band needs both edges")

    @property
    def is_empty(self) -> bool:
        """Whether there is no figure at all."""
        return not any(v is not None for one in self.series for v in one.values)
