"""The days that are measured, what they are compared with, and whose they are."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from loyaldesk.domain.insight.period import LENGTHS, Period
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.insight.question import Question
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import XS, box, row
from loyaldesk.ui.parts.asking import Asking

DAYS = "days"
BEFORE, YEAR_BEFORE, NOTHING = "before", "year", ""
SETTINGS = "F10"
_KIND, _NAME, _DAY, _COMPARE, _SEGMENT = 124, 150, 136, 164, 140
"""The narrowest each may be, in pixels: a window of 1024 holds them all."""
_ROOM_FOR_DAYS = 1010
_TYPING_MS = 500


class PeriodBar(QWidget):
    """One line of choices; every change is a new question.

    Args:
        asking: Gets the question.
        segments: Title and code of the groups that can be chosen.
        may_set: Whether windows and limits of the figures can be set.
    """

    settings_wanted = Signal()

    def __init__(
        self, asking: Asking, segments: list[tuple[str, str]], *, may_set: bool = False
    ) -> None:
        super().__init__()
        self._asking = asking
        self._today = asking.desk.today
        self._period = asking.question.period
        arrows = ("chevron-right", "chevron-left")
        earlier, later = arrows if look().is_rtl else arrows[::-1]
        self.kind: Choice[str] = Choice(
            [(tr("Month"), "month"), (tr("Quarter"), "quarter"), (tr("Year"), "year"),
             (tr("Any days"), DAYS)],
            tr("Kind of period"),
        )  # fmt: skip
        self.earlier = icon_button(earlier, tr("The period before"), "Alt+PgUp")
        self.later = icon_button(later, tr("The period after"), "Alt+PgDown")
        self.name = Label("", "label")
        self.first = DateEdit(self._today, name=tr("First day"))
        self.last = DateEdit(self._today, name=tr("Last day"))
        self.compare: Choice[str] = Choice(
            [(tr("Beside the last"), BEFORE), (tr("Beside last year"), YEAR_BEFORE),
             (tr("Not compared"), NOTHING)],
            tr("Compared with"),
        )  # fmt: skip
        self.segment: Choice[str] = Choice(
            [(tr("All members"), ""), *segments], tr("Group of members")
        )
        self.settings = icon_button("settings", tr("Settings of these figures…"), SETTINGS)
        self.settings.setHidden(not may_set)
        self.days = box(
            row(
                self.first,
                Label("\u2013"),
                self.last,
                spacing=XS,
            )
        )
        self._lay_out()
        self._connect()
        self.show_question(asking.question)

    def show_question(self, question: Question) -> None:
        """Show what is asked."""
        self._period = question.period
        self.kind.set_value(question.period.kind)
        self.segment.set_value(question.segment)
        self._show_period()

    def step(self, way: int) -> None:
        """Go to the period before (-1) or after (1)."""
        period = self._period.before if way < 0 else self._after()
        if period.first <= self._today():
            self._period = period
            self._show_period()
            self._ask()

    def _after(self) -> Period:
        period = self._period
        if period.kind in LENGTHS:
            return Period.of(period.kind, period.last + timedelta(days=1), period.calendar)
        long = period.last - period.first + timedelta(days=1)
        return Period.days(period.first + long, period.last + long, period.calendar)

    def _show_period(self) -> None:
        period, is_days = self._period, self._period.kind == DAYS
        running = period.first <= self._today() < period.last
        self.name.setText(
            tr("{period}, so far").format(period=period.name()) if running else period.name()
        )
        self.name.setVisible(not is_days)
        self.days.setVisible(is_days)
        self._fold()
        self.first.set_day(period.first)
        self.last.set_day(period.last)
        self.later.setEnabled(self._after().first <= self._today())

    def _on_kind(self, kind: str) -> None:
        period = self._period
        if kind == DAYS:
            last = min(period.last, self._today())
            self._period = Period.days(period.first, last, period.calendar)
        else:
            self._period = Period.of(kind, min(period.last, self._today()), period.calendar)
        self._show_period()
        self._ask()

    def _on_day(self, _day: date | None) -> None:
        self._typing.start()

    def _on_typed(self) -> None:
        first, last = self.first.day(), self.last.day()
        if self.kind.value() != DAYS or first is None or last is None or last < first:
            return
        period = Period.days(first, last, self._period.calendar)
        if period != self._period:
            self._period = period
            self.later.setEnabled(self._after().first <= self._today())
            self._ask()

    def _ask(self) -> None:
        others = {BEFORE: self._period.before, YEAR_BEFORE: self._period.year_before}
        other = others.get(self.compare.value() or NOTHING)
        self._asking.ask(Question(self._period, other, self.segment.value() or ""))

    def _connect(self) -> None:
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._on_typed)
        self.kind.chosen.connect(self._on_kind)
        self.earlier.clicked.connect(lambda: self.step(-1))
        self.later.clicked.connect(lambda: self.step(1))
        self.first.day_changed.connect(self._on_day)
        self.last.day_changed.connect(self._on_day)
        self.compare.chosen.connect(lambda _value: self._ask())
        self.settings.clicked.connect(self.settings_wanted)
        self.segment.chosen.connect(lambda _value: self._ask())

    def _lay_out(self) -> None:
        for widget, width in (
            (self.kind, _KIND), (self.compare, _COMPARE), (self.segment, _SEGMENT),
        ):  # fmt: skip
            widget.setMinimumWidth(width)
            widget.setMaximumWidth(width + 90)
        for edit in (self.first, self.last):
            edit.setFixedWidth(_DAY)
        self.name.setMinimumWidth(_NAME)
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        when = row(
            self.kind, self.earlier, self.name, self.days, self.later, None, spacing=XS
        )  # fmt: skip
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(XS)
        self._lines.addLayout(when, 1)
        self.whose = box(row(self.compare, self.segment, self.settings, spacing=XS))
        self._lines.addWidget(self.whose)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: what does not fit beside the days goes under them."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        is_tight = self._period.kind == DAYS and self.width() < _ROOM_FOR_DAYS
        ways = QBoxLayout.Direction
        self._lines.setDirection(ways.TopToBottom if is_tight else ways.LeftToRight)
        lead = Qt.AlignmentFlag.AlignLeft if is_tight else Qt.AlignmentFlag(0)
        self._lines.setAlignment(self.whose, lead)  # Qt mirrors it
