"""Of which days a paper is: a month, a quarter, a year, or two days."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.insight.period import Period
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.layout import S, box, row
from loyaldesk.ui.parts.hall import Hall

_OFFERED = {"month": 24, "quarter": 8, "year": 4}
DAYS = "days"


class PeriodPick(QWidget):
    """A kind of period, and which one; two days have a field each.

    Args:
        hall: Knows today.
    """

    chosen = Signal(object)  # the Period, or None while the days make none

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._today = hall.desk.today
        self.kind: Field[Choice[str]] = Field(
            tr("Period"),
            Choice([(tr("Month"), "month"), (tr("Quarter"), "quarter"), (tr("Year"), "year"),
                    (tr("Any days"), DAYS)], tr("Kind of period")),
        )  # fmt: skip
        self.which: Field[Choice[Period]] = Field(tr("Which one"), Choice(name=tr("Which one")))
        self.first = Field(tr("First day"), DateEdit(self._today, name=tr("First day")))
        self.last = Field(tr("Last day"), DateEdit(self._today, name=tr("Last day")))
        self._days = box(row(self.first, self.last, spacing=S))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(row(self.kind, self.which, spacing=S))
        layout.addWidget(self._days)
        last = Period.of("month", self._today(), look().calendar).before
        self.first.widget.set_day(last.first)
        self.last.widget.set_day(last.last)
        self._offer("month")
        self.kind.widget.chosen.connect(self._on_kind)
        self.which.widget.chosen.connect(self._tell)
        self.first.widget.day_changed.connect(self._tell)
        self.last.widget.day_changed.connect(self._tell)

    def period(self) -> Period | None:
        """Return what is chosen; None while the two days make no period."""
        if self.kind.widget.value() != DAYS:
            return self.which.widget.value()
        first, last = self.first.widget.day(), self.last.widget.day()
        if first is None or last is None or last < first or first > self._today():
            return None
        return Period.days(first, last, look().calendar)

    def widgets(self) -> tuple[QWidget, ...]:
        """Return the fields in the order of Tab."""
        return self.kind.widget, self.which.widget, self.first.widget, self.last.widget

    def _offer(self, kind: str) -> None:
        is_days = kind == DAYS
        self.which.setVisible(not is_days)
        self._days.setVisible(is_days)
        if is_days:
            return
        periods = [Period.of(kind, self._today(), look().calendar)]
        while len(periods) < _OFFERED[kind]:
            periods.append(periods[-1].before)
        self.which.widget.set_options([(self._words(one), one) for one in periods])
        self.which.widget.set_value(periods[1])

    def _words(self, period: Period) -> str:
        if period.last > self._today() - timedelta(days=1) and period.last != self._today():
            return tr("{month} (until today)").format(month=period.name())
        return period.name()

    def _on_kind(self, kind: str) -> None:
        self._offer(kind)
        self._tell()

    def _tell(self, _value: date | Period | None = None) -> None:
        is_wrong = self.kind.widget.value() == DAYS and self.period() is None
        self.last.set_error(tr("The last day comes before the first.") if is_wrong else "")
        self.chosen.emit(self.period())
