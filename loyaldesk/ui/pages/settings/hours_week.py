"""The hours of a week as they are typed: a field for each day, times without calls, dates."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.hours import Profile, Shift, Week, read_shifts, without
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.words import weekday_name
from loyaldesk.ui.kit.agenda.days import week_start
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.layout import M, column, row
from loyaldesk.ui.pages.settings.section import form_grid

WEEK = 7
THURSDAY = 3
LONGEST_TYPED = 200


@dataclass(frozen=True, slots=True)
class WeekText:
    """A week as it stands in the fields, whether or not it can be read.

    Attributes:
        name: What the shop calls it; the usual week has no name.
        days: What is typed for each weekday, Monday first.
        no_calls: Times of the day at which nobody is called.
        from_on: The first day it holds; None in the usual week.
        until_on: The last one.
    """

    name: str = ""
    days: tuple[str, ...] = ("",) * WEEK
    no_calls: str = ""
    from_on: date | None = None
    until_on: date | None = None
    is_base: bool = False

    @classmethod
    def of(cls, profile: Profile) -> "WeekText":
        """Return a profile as it can be typed again."""
        return cls(
            profile.name, tuple(map(shown, profile.week)), shown(profile.no_calls),
            profile.from_on, profile.until_on, profile.is_base,
        )  # fmt: skip

    def profile(self) -> Profile:
        """Return what is typed as hours.

        Raises:
            SeveralBadInputs: With every field that cannot be used.
        """
        wrong: list[BadInput] = []
        week: Week = tuple(_read(text, f"week[{n}]", wrong) for n, text in enumerate(self.days))
        no_calls = _read(self.no_calls, "no_calls", wrong)
        if not self.is_base:
            days = (("from_on", self.from_on), ("until_on", self.until_on))
            wrong += [BadInput(name, "empty") for name, day in days if day is None]
        elif not any(week) and not wrong:
            wrong.append(BadInput(f"week[{first_weekday()}]", "never open"))
        if wrong:
            raise SeveralBadInputs(tuple(wrong))
        return Profile(self.name.strip(), week, self.from_on, self.until_on, no_calls)


def shown(shifts: tuple[Shift, ...]) -> str:
    """Return shifts as people type them: ``9-13, 16-21`` or ``۹ تا ۱۳، ۱۶ تا ۲۱``."""
    is_persian = look().language == "fa"
    to, between = (" تا ", "، ") if is_persian else ("-", ", ")
    parts = (f"{_short(each.start_text)}{to}{_short(each.end_text)}" for each in shifts)
    return fmt.digits(between.join(parts))


def first_weekday() -> int:
    """Return the weekday the reader's week begins with, Monday 0."""
    return week_start(date(2026, 11, 21)).weekday()


def _short(clock: str) -> str:
    hour, minute = clock.split(":")
    return str(int(hour)) if minute == "00" else f"{int(hour)}:{minute}"


def _read(text: str, name: str, wrong: list[BadInput]) -> tuple[Shift, ...]:
    try:
        return read_shifts(text, name)
    except BadInput as error:
        wrong.append(error)
        return ()


class WeekFields(QWidget):
    """A field for each day of one week, in the order of the reader's week.

    Args:
        today: Returns the day it is at the shop.
    """

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._is_base = True
        self._is_showing = False
        first = first_weekday()
        self.order = [(first + n) % WEEK for n in range(WEEK)]
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        lead(self.name)
        self.from_on, self.until_on = DateEdit(today), DateEdit(today)
        self.days = {weekday: _shifts_edit(tr("Closed")) for weekday in self.order}
        self.no_calls = _shifts_edit(tr("None"))
        self.fields: dict[str, Field[QWidget]] = {
            f"week[{weekday}]": Field(weekday_name(weekday), edit)
            for weekday, edit in self.days.items()
        }
        self.fields["no_calls"] = Field(tr("Nobody is called at"), self.no_calls)
        self.dates: dict[str, Field[QWidget]] = {
            "name": Field(tr("Name"), self.name),
            "from_on": Field(tr("First day"), self.from_on),
            "until_on": Field(tr("Last day"), self.until_on),
        }
        self.fields |= self.dates
        words = tr("{day}'s hours on all working days").format(day=weekday_name(self.order[0]))
        self.copy = button(words, icon_name="copy")
        words = tr("{day} until noon").format(day=weekday_name(self._half_day()))
        self.half = button(words, icon_name="clock")
        self.copy.clicked.connect(self.copy_first)
        self.half.clicked.connect(self.halve)
        self._lay_out()
        edits = (self.name, self.from_on, self.until_on, self.no_calls, *self.days.values())
        for edit in edits:
            edit.textChanged.connect(self._on_changed)

    def show_week(self, text: WeekText) -> None:
        """Put what is typed, or stored, into the fields."""
        self._is_showing = True
        self._is_base = text.is_base
        for field_ in self.fields.values():
            field_.clear_error()
        self.name.setText(text.name)
        self.from_on.set_day(text.from_on)
        self.until_on.set_day(text.until_on)
        for weekday, edit in self.days.items():
            edit.setText(text.days[weekday])
        self.no_calls.setText(text.no_calls)
        self._dates.setVisible(not text.is_base)
        self._is_showing = False

    def week(self) -> WeekText:
        """Return what the fields hold."""
        return WeekText(
            self.name.text(), tuple(self.days[weekday].text() for weekday in range(WEEK)),
            self.no_calls.text(), self.from_on.day(), self.until_on.day(), self._is_base,
        )  # fmt: skip

    def copy_first(self) -> None:
        """Give every working day the hours of the first day; closed days stay closed."""
        first, *others = self.order
        for weekday in others:
            if self.days[weekday].text().strip():
                self.days[weekday].setText(self.days[first].text())
        self.days[first].setFocus()

    def halve(self) -> None:
        """Leave Thursday (or whatever day comes last) the hours before noon."""
        edit = self.days[self._half_day()]
        try:
            shifts = read_shifts(edit.text() or self.days[self.order[0]].text())
        except BadInput:
            shifts = ()
        morning = without(shifts, (Shift(_HALF, 24 * 60),)) or (Shift(9 * 60, _HALF),)
        edit.setText(shown(morning[:1]))
        edit.setFocus()

    def _half_day(self) -> int:
        return THURSDAY if self.order[0] == _SATURDAY else _SATURDAY

    def _lay_out(self) -> None:
        fields = self.fields
        days = [fields[f"week[{weekday}]"] for weekday in self.order]
        self._dates = form_grid(*self.dates.values(), columns=3)
        self.acts = row(self.copy, self.half, None)
        inside = column(
            self._dates,
            form_grid(*days, fields["no_calls"]),
            self.acts, spacing=M,
        )  # fmt: skip
        inside.setContentsMargins(0, 0, 0, 0)
        self.setLayout(inside)

    def _on_changed(self) -> None:
        if not self._is_showing:
            self.changed.emit()


_SATURDAY = 5
_HALF = 13 * 60


def _shifts_edit(when_empty: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setMaxLength(LONGEST_TYPED)
    edit.setPlaceholderText(when_empty)
    lead(edit)
    return edit


def suggested(name: str, first: date, last: date, base: WeekText) -> WeekText:
    """Return a week for a stretch of days, beginning with the usual hours."""
    return replace(base, name=name, from_on=first, until_on=last, is_base=False)


def stretch_of(today: date) -> tuple[date, date]:
    """Return a week from tomorrow, for hours that have no dates yet."""
    return today + timedelta(days=1), today + timedelta(days=WEEK)
