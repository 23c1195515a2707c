"""Typing or picking a day in the reader's calendar; an empty field is no day."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import parse_day
from loyaldesk.kernel.look import look
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.calendar import FIRST_DAY, LAST_DAY, MonthView, from_qdate, to_qdate
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.layout import S, row
from loyaldesk.ui.kit.styling import mark, plain_tip


class DateEdit(QLineEdit):
    """A field for one day, or none.

    Understood are ``1404/12/5``, ``14041205``, ``۱۴۰۴/۱۲/۵``, ``2026-02-24``, ``امروز``,
    ``today`` and ``+3``. F4 or Alt+Down opens the month.

    Args:
        today: Returns the day it is at the shop.
        first: The earliest day that is taken.
        last: The latest day that is taken.
        name: What the day is, for screen readers.
    """

    day_changed = Signal(object)  # date or None
    error_changed = Signal(str)  # a sentence, or empty when all is well

    def __init__(
        self,
        today: Callable[[], date],
        *,
        first: date = FIRST_DAY,
        last: date = LAST_DAY,
        name: str = "",
    ) -> None:
        super().__init__()
        self._today = today
        self._first, self._last = first, last
        self._day: date | None = None
        self._error = ""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        lead(self)
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("year/month/day"))
        is_rtl = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._opener = self.addAction(
            icon("calendar", "muted"),
            QLineEdit.ActionPosition.LeadingPosition
            if is_rtl
            else QLineEdit.ActionPosition.TrailingPosition,
        )
        self._opener.setToolTip(plain_tip(tr("Open the calendar")))
        self._opener.triggered.connect(self.open_month)
        self.editingFinished.connect(self._on_editing_finished)
        self.textEdited.connect(self._on_text_edited)

    def day(self) -> date | None:
        """Return the day, or None while the field is empty or wrong."""
        self._read()
        return self._day

    def set_day(self, day: date | None) -> None:
        """Show *day*; None empties the field."""
        self.setText("" if day is None else fmt.day(day))
        self._settle(day, "")

    def set_range(self, first: date, last: date) -> None:
        """Take only days from *first* to *last*."""
        self._first, self._last = first, last

    def error(self) -> str:
        """Return what is wrong with the text, or an empty text."""
        self._read()
        return self._error

    def open_month(self) -> None:
        """Open the month to pick from."""
        popup = _MonthPopup(self, self._day or self._today(), self._first, self._last)
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        popup.adjustSize()
        if self.alignment() & Qt.AlignmentFlag.AlignRight:
            corner.setX(corner.x() + self.width() - popup.width())
        room = self.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - popup.width())))
        if corner.y() + popup.height() > room.bottom():
            corner.setY(self.mapToGlobal(QPoint(0, 0)).y() - popup.height() - 2)
        popup.move(corner)
        popup.show()
        popup.month.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: F4 and Alt+Down open the month, as everywhere on Windows."""
        is_alt_down = (
            event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        if event.key() == Qt.Key.Key_F4 or is_alt_down:
            self.open_month()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: coming by keyboard marks the whole day, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        ):
            self.selectAll()

    def pick(self, day: date | None) -> None:
        """Take *day* as picked from the month."""
        self.set_day(day)
        self.setFocus()

    def _on_text_edited(self) -> None:
        if self._error:
            self._settle(self._day, "")

    def _on_editing_finished(self) -> None:
        self._read()
        if self._day is not None and not self._error:
            self.setText(fmt.day(self._day))

    def _read(self) -> None:
        text = self.text().strip()
        if not text:
            self._settle(None, "")
            return
        try:
            day = self._parse(text)
        except ValueError:
            example = fmt.day(self._today())
            self._settle(None, tr("Write the day like this: {example}").format(example=example))
            return
        self._settle(*self._within(day))

    def _parse(self, text: str) -> date:
        try:
            return parse_day(text, today=self._today())
        except ValueError:
            if look().calendar != "jalali":
                raise
            return parse_day(text, kind="jalali", today=self._today())

    def _within(self, day: date) -> tuple[date | None, str]:
        if day > self._last:
            return None, tr("The day must not be after {day}").format(day=fmt.day(self._last))
        if day < self._first:
            return None, tr("The day must not be before {day}").format(day=fmt.day(self._first))
        return day, ""

    def _settle(self, day: date | None, error: str) -> None:
        before, self._day = self._day, day
        was_wrong, self._error = self._error, error
        if error != was_wrong:
            mark(self, invalid="true" if error else "false")
            self.error_changed.emit(error)
        if day != before:
            self.day_changed.emit(day)


class _MonthPopup(QWidget):
    """The month under a date field, with the two answers people look for first."""

    def __init__(self, edit: DateEdit, shown: date, first: date, last: date) -> None:
        super().__init__(edit, Qt.WindowType.Popup | Qt.WindowType.NoDropShadowWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # round corners
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setLayoutDirection(QGuiApplication.layoutDirection())
        self._edit = edit
        self.month = MonthView()
        first, last = max(first, FIRST_DAY), min(last, LAST_DAY)
        self.month.setDateRange(to_qdate(first), to_qdate(last))
        self.month.setSelectedDate(to_qdate(min(max(shown, first), last)))
        self.today = quiet_button(tr("Today"))
        self.nothing = quiet_button(tr("No day"))
        sheet = QFrame()
        sheet.setProperty("popup", "true")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(sheet)
        layout = QVBoxLayout(sheet)
        layout.setContentsMargins(S, S, S, S)
        layout.addWidget(self.month)
        layout.addLayout(row(self.today, None, self.nothing))
        self.month.activated.connect(self._on_picked)
        self.month.clicked.connect(self._on_picked)
        self.today.clicked.connect(self._on_today)
        self.nothing.clicked.connect(self._on_nothing)

    def _on_picked(self) -> None:
        self._take(from_qdate(self.month.selectedDate()))

    def _on_today(self) -> None:
        self._edit.setText(fmt.day(self._edit._today()))  # noqa: SLF001  # its own popup
        self.close()
        self._edit.editingFinished.emit()

    def _on_nothing(self) -> None:
        self._take(None)

    def _take(self, day: date | None) -> None:
        self.close()
        self._edit.pick(day)
