"""A month to pick a day from, in the reader's calendar."""

from datetime import date

from PySide6.QtCore import QCalendar, QDate, QLocale, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QTableView, QToolButton

from loyaldesk.kernel.jalali import from_jalali
from loyaldesk.kernel.look import look
from loyaldesk.ui import theme
from loyaldesk.ui.kit.icons import icon

COLUMN_WIDTH = 46
FIRST_DAY, LAST_DAY = from_jalali(1300, 1, 1), from_jalali(1435, 12, 29)
"""From 1436 on Qt's leap years differ from the calendar's: nobody picks a day there."""


def to_qdate(day: date) -> QDate:
    """Return *day* as Qt holds it."""
    return QDate(day.year, day.month, day.day)


def from_qdate(day: QDate) -> date:
    """Return a day of Qt as Python holds it."""
    return date(day.year(), day.month(), day.day())


class MonthView(QCalendarWidget):
    """Qt's calendar with the five things set that it gets wrong for Iran."""

    def __init__(self) -> None:
        super().__init__()
        is_fa, is_jalali = look().language == "fa", look().calendar == "jalali"
        self.setLocale(QLocale("fa_IR") if is_fa else QLocale("en_US"))
        system = QCalendar.System.Jalali if is_jalali else QCalendar.System.Gregorian
        self.setCalendar(QCalendar(system))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Saturday if is_jalali else Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames  # the short ones are long
            if is_fa
            else QCalendarWidget.HorizontalHeaderFormat.ShortDayNames
        )
        self.setGridVisible(False)
        self.setDateRange(to_qdate(FIRST_DAY), to_qdate(LAST_DAY))
        self._paint_weekdays(is_jalali=is_jalali)
        self._dress()

    def _paint_weekdays(self, *, is_jalali: bool) -> None:
        plain, holiday, head = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        plain.setForeground(theme.token("ink"))
        holiday.setForeground(theme.token("danger"))
        head.setForeground(theme.token("muted"))
        head.setBackground(theme.token("surface"))
        free = {Qt.DayOfWeek.Friday} if is_jalali else {Qt.DayOfWeek.Sunday}
        for day in Qt.DayOfWeek:
            self.setWeekdayTextFormat(day, holiday if day in free else plain)
        self.setHeaderTextFormat(head)

    def _dress(self) -> None:
        self.setMinimumSize(COLUMN_WIDTH * 7 + 8, 300)
        for name, picture in (
            ("qt_calendar_prevmonth", "chevron-left"),
            ("qt_calendar_nextmonth", "chevron-right"),
        ):
            step = self.findChild(QToolButton, name)
            if step is not None:
                step.setIcon(icon(picture))
        days = self.findChild(QTableView, "qt_calendar_calendarview")
        if days is not None:
            days.setShowGrid(False)
