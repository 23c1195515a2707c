"""When something is: a day by one digit or typed, and an hour."""

from datetime import date, time, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.time_edit import TimeEdit

OTHER = -1
"""Another day, typed or picked."""

_QUICK = (1, 2, 3, 7, 14, 30)


class WhenFields(QWidget):
    """A day by one digit or typed, and an hour.

    Args:
        desk: Where and who.
        label: What the day is for.
    """

    settled = Signal()  # a day was taken by its digit: the keys may go on

    def __init__(self, desk: Desk, label: str) -> None:
        super().__init__()
        self._desk = desk
        self.quick: DigitChoice[int] = DigitChoice(_days(), label, columns=4)
        self.day = DateEdit(desk.today)
        self.at = TimeEdit()
        self.fields: dict[str, Field[Any]] = {
            "on": Field(tr("Day"), self.day),
            "at": Field(tr("Hour (may stay empty)"), self.at),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(Field(label, self.quick))
        beside = row(self.fields["on"], self.fields["at"], spacing=M)
        beside.setStretch(0, 1)
        beside.setStretch(1, 1)
        layout.addLayout(beside)
        self.setFocusProxy(self.quick)
        self.quick.chosen.connect(self._on_quick)

    def show_day(self, on: date, at: time | None) -> None:
        """Show a day and an hour."""
        self.day.set_day(on)
        self.at.set_hour(at)
        away = (on - self._desk.today()).days
        self.quick.set_value(away if away in _QUICK else OTHER)

    def taken(self) -> tuple[date, time | None]:
        """Return day and hour.

        Raises:
            BadInput: If there is no day, or the hour cannot be read.
        """
        on, at = self.day.day(), self.at.hour()
        if on is None:
            raise BadInput("on", "not a day" if self.day.error() else "empty", self.day.text())
        if self.at.error():
            raise BadInput("at", "not an hour", self.at.text())
        return on, at

    def _on_quick(self, days: int) -> None:
        self.fields["on"].clear_error()
        if days == OTHER:
            self.day.setFocus()
            self.day.selectAll()
            return
        self.day.set_day(self._desk.today() + timedelta(days=days))
        self.settled.emit()


def _days() -> list[tuple[str, int]]:
    names = {
        1: tr("Tomorrow"), 2: tr("In two days"), 3: tr("In three days"), 7: tr("In a week"),
        14: tr("In two weeks"), 30: tr("In a month"),
    }  # fmt: skip
    return [*((names[days], days) for days in _QUICK), (tr("Another day"), OTHER)]
