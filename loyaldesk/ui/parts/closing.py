"""Closing the shop: tomorrow by one digit, or on days of its own; what is due then moves."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.holidays import CLOSURES
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.services import followups, worktime
from loyaldesk.services.desk import Desk
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label, caption, lead
from loyaldesk.ui.kit.layout import M, row

MOST_DAYS = 31
"""So many days are closed in one go: longer is a profile of its own."""


def closure_names() -> list[tuple[str, str]]:
    """Return why a shop closes by itself, in the reader's language, with the codes."""
    at = 0 if look().language == "fa" else 1
    return [(names[at], code) for code, names in CLOSURES.items()]


def moved_words(count: int) -> str:
    """Return how many follow-ups went to another day; empty for none."""
    if not count:
        return ""
    return trn("{n} follow-up was moved.", "{n} follow-ups were moved.", count).format(
        n=fmt.number(count)
    )


class TomorrowDialog(Dialog):
    """Closes the shop tomorrow: the reason is the answer, one click or one digit.

    Args:
        parent: The page.
        desk: Where and who.
        on: The day.
    """

    def __init__(self, parent: QWidget, desk: Desk, on: date) -> None:
        super().__init__(
            parent, tr("Closed tomorrow, {day}").format(day=fmt.long_day(on)),
            primary=tr("Close the shop"), width=560,
        )  # fmt: skip
        self._desk, self._on = desk, on
        self.moved = 0
        self.why: DigitChoice[str] = DigitChoice(closure_names(), tr("Reason"), columns=2)
        self.why_field = Field(tr("Reason"), self.why)
        self.why.chosen.connect(lambda _code: self.submit())
        due = sum(each.open for each in followups.counts(desk, on, on))
        self.add(
            Label(
                trn(
                    "{n} follow-up of that day goes to the next open day.",
                    "{n} follow-ups of that day go to the next open day.", due,
                ).format(n=fmt.number(due))
                if due else tr("No follow-up is due on that day."), wrap=True,
            ),
            self.why_field,
        )  # fmt: skip
        self.primary.hide()

    def submit(self) -> None:
        """Close the day with the reason that was pressed."""
        try:
            self.moved = followups.close_day(self._desk, self._on, self.why.value() or "")
        except ClubError as error:
            show_on({"reason": self.why_field}, error, self)
            return
        self.accept()


class CloseDialog(Dialog):
    """Closes the shop on one day or on several in a row.

    Args:
        parent: The page.
        desk: Where and who.
        on: The day to begin with.
    """

    def __init__(self, parent: QWidget, desk: Desk, on: date) -> None:
        super().__init__(parent, tr("Own closure"), primary=tr("Close the shop"), width=560)
        self._desk = desk
        self.moved = 0
        self.day = DateEdit(desk.today)
        self.day.set_day(on)
        self.last = DateEdit(desk.today)
        self.why: DigitChoice[str] = DigitChoice(closure_names(), tr("Reason"), columns=2)
        self.name = line_edit(worktime.LONGEST_NAME)
        self.fields: dict[str, Field[Any]] = {
            "day": Field(tr("Day"), self.day),
            "until_on": Field(tr("Last day (may stay empty)"), self.last),
            "reason": Field(tr("Reason"), self.why),
            "name": Field(tr("Name (may stay empty)"), self.name),
        }
        days = row(self.fields["day"], self.fields["until_on"], spacing=M)
        words = tr("What is due on these days goes to the next open day.")
        self.add(days, self.fields["reason"], self.fields["name"], caption(words, wrap=True))

    def is_dirty(self) -> bool:
        """Return whether something was chosen."""
        return self.why.value() is not None or bool(self.name.text().strip())

    def submit(self) -> None:
        """Close every day of the stretch."""
        try:
            for day in _stretch(self.day, self.last):
                self.moved += followups.close_day(
                    self._desk, day, self.why.value() or "", self.name.text()
                )
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()


def line_edit(most: int) -> QLineEdit:
    """Return a field for a line of text."""
    edit = QLineEdit()
    edit.setMaxLength(most)
    lead(edit)
    return edit


def needed_day(edit: DateEdit) -> date:
    """Return the day in a field.

    Raises:
        BadInput: If there is none.
    """
    day = edit.day()
    if day is None:
        raise BadInput("day", "empty" if not edit.error() else "not a day", edit.text())
    return day


def _stretch(first: DateEdit, last: DateEdit) -> list[date]:
    on, until = needed_day(first), last.day()
    if last.error():
        raise BadInput("until_on", "not a day", last.text())
    if until is None:
        return [on]
    if until < on:
        raise BadInput("until_on", "before its start")
    if (until - on).days >= MOST_DAYS:
        raise BadInput("until_on", "range", fmt.day(until))
    return [on + timedelta(days=n) for n in range((until - on).days + 1)]
