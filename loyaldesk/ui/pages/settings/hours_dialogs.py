"""Small windows of the calendar: a mourning day, hours of one day and of some days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.hours import Shift, read_shifts
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import worktime
from loyaldesk.services.desk import Desk
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.settings.hours_week import LONGEST_TYPED, shown
from loyaldesk.ui.parts.closing import line_edit, needed_day


class MourningDialog(Dialog):
    """Marks a day on which adverts and festive texts rest."""

    def __init__(self, parent: QWidget, desk: Desk, on: date) -> None:
        super().__init__(parent, tr("Mourning day"), primary=tr("Add the day"), width=480)
        self._desk = desk
        self.day = DateEdit(desk.today)
        self.day.set_day(on)
        self.name = line_edit(worktime.LONGEST_NAME)
        self.closed = CheckBox(tr("The shop is closed too"))
        self.fields: dict[str, Field[Any]] = {
            "day": Field(tr("Day"), self.day),
            "name": Field(tr("Name"), self.name),
        }
        words = tr("No advert and no festive text goes out on it; notices do.")
        self.add(self.fields["day"], self.fields["name"], self.closed, caption(words, wrap=True))
        self.name.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a name was typed."""
        return bool(self.name.text().strip())

    def submit(self) -> None:
        """Add the day."""
        try:
            on = needed_day(self.day)
            worktime.add_mourning(
                self._desk, on, self.name.text(), is_closed=self.closed.isChecked()
            )
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()


class OneDayDialog(Dialog):
    """Gives one day hours of its own: a holiday on which the shop opens, an early evening.

    Args:
        parent: The list of days.
        desk: Where and who.
        on: The day to begin with.
        give: Stores the hours of a day.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, on: date,
        give: Callable[[date, tuple[Shift, ...] | None], object],
    ) -> None:  # fmt: skip
        super().__init__(parent, tr("Hours of one day"), width=480)
        self._give = give
        self.day = DateEdit(desk.today)
        self.day.set_day(on)
        self.hours = line_edit(LONGEST_TYPED)
        example = isolate(shown(read_shifts("9-13 16-21")))
        self.fields: dict[str, Field[Any]] = {
            "day": Field(tr("Day"), self.day),
            "hours": Field(
                tr("Hours"), self.hours,
                tr("Such as {example}; empty: closed.").format(example=example),
            ),
        }  # fmt: skip
        words = tr("They win over the week and over holidays.")
        self.add(*self.fields.values(), caption(words, wrap=True))

    def is_dirty(self) -> bool:
        """Return whether hours were typed."""
        return bool(self.hours.text().strip())

    def submit(self) -> None:
        """Store the hours of the day."""
        try:
            self._give(needed_day(self.day), read_shifts(self.hours.text()))
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()


class SomeDaysDialog(Dialog):
    """Asks for which days the hours are other: Ramadan, Nowruz, or days of one's own.

    Args:
        parent: The section.
        offered: Words, name, first and last day of what lies ahead.
        take: Called with name, first and last day; None for days of one's own.
    """

    def __init__(
        self, parent: QWidget, offered: list[tuple[str, tuple[str, date, date]]],
        take: Callable[[tuple[str, date, date] | None], object],
    ) -> None:  # fmt: skip
        super().__init__(parent, tr("Hours for some days"), primary=tr("Go on"), width=480)
        self._take = take
        options: list[tuple[str, tuple[str, date, date] | None]] = [
            *offered, (tr("Days of my own"), None)
        ]  # fmt: skip
        self.which: DigitChoice[tuple[str, date, date] | None] = DigitChoice(
            options, tr("Which days"), columns=1
        )
        self.which.chosen.connect(lambda _days: self.submit())
        self.add(Field(tr("Which days"), self.which))
        self.primary.hide()

    def submit(self) -> None:
        """Begin with the days that were pressed."""
        self._take(self.which.value())
        self.accept()
