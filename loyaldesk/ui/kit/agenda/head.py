"""The bar over a calendar: which period, how much of it at once, and where to go."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.agenda import days
from loyaldesk.ui.kit.buttons import button, icon_button
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import ElidedLabel
from loyaldesk.ui.kit.layout import S, column, row
from loyaldesk.ui.kit.styling import plain_tooltip
from loyaldesk.ui.kit.toggles import Segments

JUMP_WIDTH = 130


class AgendaHead(QWidget):
    """The title of the period with its neighbours, a day to go to, and day, week or month."""

    view_changed = Signal(str)  # "day", "week" or "month"
    step = Signal(int)  # -1 or 1
    today = Signal()
    jump_asked = Signal(object)  # date

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.title = ElidedLabel("", "h2")
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.before = icon_button("chevron-left", "")
        self.after = icon_button("chevron-right", "")
        self.to_today = button(tr("Today"))
        self.jump = DateEdit(today, name=tr("Go to a day"))
        self.jump.setPlaceholderText(tr("Go to a day"))
        self.jump.setFixedWidth(JUMP_WIDTH)
        self.views = Segments[str](
            [(tr("Day"), "day"), (tr("Week"), "week"), (tr("Month"), "month")],
            tr("How much is on view"),
        )
        self._bar = row(self.before, self.to_today, self.after, self.title, self.jump, self.views)
        self._bar.setStretchFactor(self.title, 1)
        self._lines = column(self._bar)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._lines)
        self.views.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.before.clicked.connect(lambda: self.step.emit(-1))
        self.after.clicked.connect(lambda: self.step.emit(1))
        self.to_today.clicked.connect(self.today.emit)
        self.views.chosen.connect(self.view_changed.emit)
        self.jump.day_changed.connect(self._on_jump)

    def show_period(self, view: str, day: date) -> None:
        """Say which period is on view."""
        self.views.set_value(view)
        self.title.setText(days.title(view, day))
        self._place_title()
        names = {
            "day": (tr("The day before"), tr("The day after")),
            "week": (tr("The week before"), tr("The week after")),
            "month": (tr("The month before"), tr("The month after")),
        }
        for made, words in zip((self.before, self.after), names[view], strict=True):
            made.setAccessibleName(words)
            plain_tooltip(made, words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where the bar is short, the title stands above it."""
        super().resizeEvent(event)
        self._place_title()

    def _place_title(self) -> None:
        others = (self.before, self.to_today, self.after, self.jump, self.views)
        room = self.width() - sum(each.sizeHint().width() + S for each in others)
        room += self.jump.sizeHint().width() - JUMP_WIDTH
        is_short = room < self.title.fontMetrics().horizontalAdvance(self.title.text()) + S
        if is_short == (self._lines.count() > 1):
            return
        if is_short:
            self._bar.removeWidget(self.title)
            self._lines.insertWidget(0, self.title)
            self._bar.insertStretch(3, 1)
        else:
            self._lines.removeWidget(self.title)
            self._bar.takeAt(3)
            self._bar.insertWidget(3, self.title, 1)

    def _on_jump(self, day: date | None) -> None:
        if day is not None:
            self.jump_asked.emit(day)
