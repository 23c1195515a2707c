"""The bar over a calendar: which period, how much of it at once, and where to go."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.agenda import days
from loyaldesk.ui.kit.buttons import button, icon_button
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import ElidedLabel
from loyaldesk.ui.kit.layout import S, put, row
from loyaldesk.ui.kit.styling import plain_tooltip
from loyaldesk.ui.kit.toggles import Segments

JUMP_WIDTH = 138


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
        layout = row(spacing=S)
        layout.setContentsMargins(0, 0, 0, 0)
        put(layout, self.before, self.to_today, self.after)
        layout.addWidget(self.title, 1)
        put(layout, self.jump, self.views)
        self.setLayout(layout)
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
        names = {
            "day": (tr("The day before"), tr("The day after")),
            "week": (tr("The week before"), tr("The week after")),
            "month": (tr("The month before"), tr("The month after")),
        }
        for made, words in zip((self.before, self.after), names[view], strict=True):
            made.setAccessibleName(words)
            plain_tooltip(made, words)

    def _on_jump(self, day: date | None) -> None:
        if day is not None:
            self.jump_asked.emit(day)
