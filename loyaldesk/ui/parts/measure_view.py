"""One figure of a card: how much, what changed, how sure it is, and why there is none."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from loyaldesk.domain.insight.card import Measure
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import LRM
from loyaldesk.kernel.units import Unit, shown
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import XS, L, M, column, row

FEW = 10
"""Below so many behind a ratio the figure says little."""

MOST_BESIDE = 3
BESIDE = {0: 1, 1: 2, 4: 2}
"""How many columns so many other figures have; 3 where nothing else is said."""

_RATES = (Unit.RATIO, Unit.DECIMAL)


def is_thin(measure: Measure) -> bool:
    """Return whether too few are behind a rate to trust it."""
    return measure.unit in _RATES and measure.count is not None and measure.count < FEW


def change_words(measure: Measure) -> tuple[str, str]:
    """Return what changed against before, and the role of its colour; nothing without before."""
    if measure.value is None or measure.before is None:
        return "", ""
    before = shown(measure.before, measure.unit, with_unit=True)
    step = _step(measure)
    if not step:
        return tr("as before ({before})").format(before=before), "caption"
    is_more = measure.value > measure.before
    if not measure.better:
        words = (
            tr("{change}, more than before ({before})")
            if is_more
            else tr("{change}, less than before ({before})")
        )
        return words.format(change=step, before=before), "caption"
    if (measure.better == "up") is is_more:
        words, role = tr("{change}, better than before ({before})"), "better"
    else:
        words, role = tr("{change}, worse than before ({before})"), "worse"
    return words.format(change=step, before=before), role


def _step(measure: Measure) -> str:
    """Return the change with its sign: percent, or points of percent between two ratios."""
    value, before = measure.value, measure.before
    if value is None or before is None:
        return ""
    if measure.unit is Unit.RATIO:
        points = round((value - before) * 100, 1)
        if not points:
            return ""
        places = int(points != round(points))
        sign = f"{LRM}+" if points > 0 else ""
        return tr("{n} percentage points").format(n=sign + fmt.decimal(points, places))
    if not before or round(abs(value / before - 1) * 100) == 0:
        if value == before or before:
            return ""
        sign = f"{LRM}+" if value > before else ""
        return sign + shown(value - before, measure.unit)
    return fmt.change(value / before - 1)


def range_words(measure: Measure) -> str:
    """Return the range a figure lies in, or nothing."""
    if measure.low is None or measure.high is None:
        return ""
    return tr("between {low} and {high}").format(
        low=shown(measure.low, measure.unit), high=shown(measure.high, measure.unit, with_unit=True)
    )


class MeasureView(QWidget):
    """A figure with its name above, its change and doubts below.

    Args:
        measure: What is shown.
        counted: What stands behind it, in the plural.
        is_main: Whether it is the figure the card is about.
        is_wide: Whether it has a line of its own: the unit stands beside the figure.
    """

    def __init__(
        self, measure: Measure, counted: str, *, is_main: bool, is_wide: bool = False
    ) -> None:
        super().__init__()
        thin = is_thin(measure)
        self.name = Label(measure.name, "muted" if is_main else "caption", wrap=True)
        role = ("num" if is_main else "h2") + ("_thin" if thin or measure.value is None else "")
        self.figure = Label(shown(measure.value, measure.unit), role)
        self.notes: list[Label] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0 if is_main else XS // 2)
        layout.addWidget(self.name)
        unit = shown(0, measure.unit, with_unit=True)[len(shown(0, measure.unit)) :].strip()
        if is_wide and unit and measure.value is not None:
            self._beside(layout, unit)
        else:
            layout.addWidget(self.figure)
            self._note(layout, unit if measure.value is not None else measure.why, "caption")
        self._note(layout, range_words(measure), "caption")
        self._note(layout, *change_words(measure))
        if thin and measure.value is not None:
            few = tr("only {n} {counted}").format(n=fmt.number(measure.count or 0), counted=counted)
            self._note(layout, few, "caption")
        layout.addStretch(1)

    def _beside(self, layout: QVBoxLayout, unit: str) -> None:
        made = Label(unit, "caption")
        self.notes.append(made)
        self.figure.ensurePolished()
        made.ensurePolished()
        below = self.figure.fontMetrics().descent() - made.fontMetrics().descent()
        foot = column(None, made)
        foot.setContentsMargins(0, 0, 0, max(0, below))  # both stand on one line
        layout.addLayout(row(self.figure, foot, None))

    def _note(self, layout: QVBoxLayout, words: str, role: str) -> None:
        if words:
            made = Label(words, role, wrap=True)
            self.notes.append(made)
            layout.addWidget(made)


class MeasuresView(QWidget):
    """The figures of a card: the main one large, few others beside it, many below it."""

    def __init__(self, measures: Sequence[Measure], counted: str) -> None:
        super().__init__()
        count = max(0, len(measures) - 1)
        columns = BESIDE.get(count, MOST_BESIDE)
        is_above = count >= columns  # the main one has a line of its own
        self.views = [
            MeasureView(one, counted, is_main=number == 0, is_wide=is_above or not count)
            for number, one in enumerate(measures)
        ]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(M)
        others = self.views[1:]
        for view in self.views[:1]:
            grid.addWidget(view, 0, 0, 1, columns if is_above else 1)
        for number, view in enumerate(others):
            if is_above:
                grid.addWidget(view, 1 + number // columns, number % columns)
            else:
                grid.addWidget(view, 0, 1 + number)
        for at in range(columns):
            grid.setColumnStretch(at, 1)
            grid.setColumnMinimumWidth(at, 1)
