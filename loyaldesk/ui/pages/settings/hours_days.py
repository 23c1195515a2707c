"""The days of a year: holidays, mourning days and own closures, each kept or not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Signal

from loyaldesk.domain.holidays import DayMark
from loyaldesk.domain.hours import Shift
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import followups, worktime
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.agenda.days import short_weekday
from loyaldesk.ui.kit.buttons import button, icon_button
from loyaldesk.ui.kit.labels import Label, caption, heading
from loyaldesk.ui.kit.layout import Card, M, put, row
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.settings.hours_dialogs import MourningDialog, OneDayDialog
from loyaldesk.ui.pages.settings.hours_table import DaysTable
from loyaldesk.ui.pages.settings.hours_week import shown
from loyaldesk.ui.parts.closing import CloseDialog, TomorrowDialog, moved_words
from loyaldesk.ui.parts.hall import Hall

EXTRA = "extra"
"""Code of a day with hours of its own, which is kept with the hours."""

_STATES: dict[str, str] = {"official": "plain", "estimated": "warn", "own": "info"}


class DaysCard(Card):
    """What each day of a year is, and what the shop makes of it; all of it holds at once.

    Args:
        hall: Where and who.
        may_edit: Whether this operator may change it.
    """

    told = Signal()  # the calendar changed

    def __init__(self, hall: Hall, *, may_edit: bool) -> None:
        super().__init__(spacing=M)
        self._hall, self._may_edit = hall, may_edit
        self.year = Month.of(hall.desk.today(), look().calendar).year
        self.which: Segments[str] = Segments(
            [
                (tr("Closed and mourning"), "resting"), (tr("Own"), "own"), (tr("All"), "all"),
            ], tr("Which days"),
        )  # fmt: skip
        self.before = icon_button("chevron-up", tr("The year before"))
        self.after = icon_button("chevron-down", tr("The year after"))
        self.year_words = heading("", 2)
        self.table = DaysTable(self._columns(), tr("Days of the year"))
        self.table.toggled.connect(self.toggle)
        self.tomorrow = button(tr("Closed tomorrow"), icon_name="bolt")
        self.own = button(tr("Own closure"), icon_name="calendar-off")
        self.one = button(tr("Hours of one day"), icon_name="clock")
        self.mourning = button(tr("Mourning day"), icon_name="ribbon-health")
        self.count = caption("")
        self._lay_out()
        self._connect()

    def show_again(self) -> None:
        """Read the year on view anew."""
        first, last = year_span(self.year)
        marks = sorted([*worktime.days(self._hall.desk, first, last), *self._extra(first, last)])
        self.year_words.setText(fmt.digits(str(self.year)))
        self.table.show_rows([mark for mark in marks if self._is_wanted(mark)])
        if self.table.selected_row() is None:
            self._begin_at_today()
        closed = {mark.on for mark in marks if mark.is_holiday and mark.is_on}
        self.count.setText(
            trn("{n} day of this year is closed.", "{n} days of this year are closed.", len(closed))
            .format(n=fmt.number(len(closed)))
        )  # fmt: skip

    def toggle(self, mark: DayMark) -> None:
        """Keep a day, or do not; what falls into closed time then goes to the next open day."""
        if not self._may_edit:
            return
        desk = self._hall.desk
        if mark.code == EXTRA:
            self.give_hours(mark.on, None)
            return
        try:
            worktime.set_day(desk, mark.on, mark.code, is_on=not mark.is_on)
            moved = followups.settle(desk) if mark.is_holiday else 0
        except ClubError as error:
            show(error, self)
            return
        said = tr("{day}: kept.") if not mark.is_on else tr("{day}: not kept.")
        self._changed(said.format(day=_day_words(mark)), moved)

    def close_tomorrow(self) -> None:
        """Close the shop tomorrow."""
        on = self._hall.desk.today() + timedelta(days=1)
        self._ask(TomorrowDialog(self, self._hall.desk, on), on)

    def close_day(self) -> None:
        """Close the shop on a day of its own."""
        on = self._day()
        self._ask(CloseDialog(self, self._hall.desk, on), on)

    def add_mourning(self) -> None:
        """Add a mourning day."""
        dialog = MourningDialog(self, self._hall.desk, self._day())
        if dialog.exec():
            moved = followups.settle(self._hall.desk) if dialog.closed.isChecked() else 0
            self._changed(tr("The mourning day is in the calendar."), moved)
        dialog.deleteLater()

    def open_day(self) -> None:
        """Ask for the hours of one day."""
        dialog = OneDayDialog(self, self._hall.desk, self._day(), self.give_hours)
        dialog.exec()
        dialog.deleteLater()

    def give_hours(self, on: date, shifts: tuple[Shift, ...] | None) -> None:
        """Give one day hours of its own, or with None take them away; a holiday opens by it.

        Raises:
            ChangedMeanwhile: If somebody else saved the hours just now.
        """
        desk = self._hall.desk
        kept = worktime.hours(desk)
        extra = {day: each for day, each in kept.hours.extra.items() if day != on}
        if shifts is not None:
            extra[on] = shifts
        worktime.save_hours(desk, replace(kept.hours, extra=extra), kept.version)
        said = tr("{day}: {hours}").format(
            day=fmt.long_day(on),
            hours=tr("the usual hours") if shifts is None else shown(shifts) or tr("Closed"),
        )
        self._changed(said, followups.settle(desk))

    def _extra(self, first: date, last: date) -> list[DayMark]:
        hours = worktime.hours(self._hall.desk).hours
        return [
            DayMark(on, EXTRA, words, words, is_holiday=not shifts, state="own")
            for on, shifts in hours.extra.items()
            if first <= on <= last
            for words in (tr("Open {hours}").format(hours=shown(shifts)) if shifts
                          else tr("Closed"),)
        ]  # fmt: skip

    def step(self, years: int) -> None:
        """Show another year."""
        self.year += years
        self.show_again()

    def _ask(self, dialog: TomorrowDialog | CloseDialog, on: date) -> None:
        if dialog.exec():
            self.year = Month.of(on, look().calendar).year
            self._changed(tr("The shop is closed: {day}.").format(day=fmt.long_day(on)),
                          dialog.moved)  # fmt: skip
        dialog.deleteLater()

    def _changed(self, said: str, moved: int) -> None:
        self.show_again()
        self._hall.toasts.show(f"{said} {moved_words(moved)}".strip())
        self.told.emit()

    def _day(self) -> date:
        """Return the selected day if it lies ahead, else tomorrow."""
        today, mark = self._hall.desk.today(), self.table.selected_row()
        is_meant = self.table.hasFocus() and mark is not None and mark.on > today
        return mark.on if is_meant and mark is not None else today + timedelta(days=1)

    def _is_wanted(self, mark: DayMark) -> bool:
        which = self.which.value()
        if which == "own":
            return mark.state == "own" or not mark.is_on
        return which == "all" or mark.state == "own" or mark.is_holiday or mark.is_mourning

    def _begin_at_today(self) -> None:
        today, rows = self._hall.desk.today(), self.table.rows_model.rows
        at = next((n for n, mark in enumerate(rows) if mark.on >= today), 0)
        self.table.select(at)

    def _columns(self) -> list[Column[DayMark]]:
        return [
            Column(tr("Day"), _day_words, width_hint=148, sort_key=lambda mark: mark.on),
            Column(tr("Name"), lambda mark: isolate(mark.name(look().language))),
            Column(tr("What it is"), what_it_is, width_hint=150),
            Column(
                tr("State"), lambda mark: state_name(mark.state), width_hint=110,
                tone=lambda mark: _STATES[mark.state],
            ),
            Column(
                tr("Observed"),
                lambda mark: tr("observed") if mark.is_on else tr("not observed"), width_hint=90,
            ),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(9 * ROW_HEIGHT + 40)
        self.acts = row(self.tomorrow, self.own, self.one, self.mourning, None)
        years = row(
            heading(tr("Days of the year"), 2), None, self.before, self.year_words, self.after
        )  # fmt: skip
        self.head = row(self.which, None, self.count)
        note = Label(
            tr("Lunar days that are estimated may move by a day when the moon is seen; switch one"
               " off and add an own closure then."), "caption", wrap=True,
        )  # fmt: skip
        put(self.body, years, self.acts, self.head, self.table, note)
        for each in (self.tomorrow, self.own, self.one, self.mourning):
            each.setVisible(self._may_edit)

    def _connect(self) -> None:
        acts: tuple[tuple[object, Callable[[], None]], ...] = (
            (self.tomorrow, self.close_tomorrow), (self.own, self.close_day),
            (self.mourning, self.add_mourning), (self.one, self.open_day),
            (self.before, lambda: self.step(-1)),
            (self.after, lambda: self.step(1)),
        )  # fmt: skip
        for each, act in acts:
            each.clicked.connect(_plain(act))  # type: ignore[attr-defined]
        self.which.chosen.connect(lambda _which: self.show_again())

    def set_error(self, text: str) -> None:
        """Say what went wrong."""
        self._hall.toasts.show(text, kind="danger")


def year_span(year: int) -> tuple[date, date]:
    """Return the first and last day of a year of the reader's calendar."""
    calendar = look().calendar
    return Month(calendar, year, 1).first, Month(calendar, year, 12).last


def what_it_is(mark: DayMark) -> str:
    """Return what a day means for work, in words."""
    parts = []
    if mark.is_holiday:
        parts.append(tr("Closed"))
    elif mark.code == EXTRA:
        parts.append(tr("Hours of its own"))
    if mark.is_mourning:
        parts.append(tr("Mourning"))
    if mark.is_occasion:
        parts.append(tr("Occasion"))
    return tr(", ").join(parts) or "\u2013"


def state_name(state: str) -> str:
    """Return whether a day is certain."""
    names = {"official": tr("official"), "estimated": tr("estimated"), "own": tr("own")}
    return names[state]


def _day_words(mark: DayMark) -> str:
    return f"{short_weekday(mark.on)} {fmt.short_day(mark.on)}"


def _plain(act: Callable[[], None]) -> Callable[..., None]:
    return lambda *_given: act()
