"""Hours and holidays: when the shop is open, when nobody is called, and which days it keeps."""

from dataclasses import replace
from datetime import date, timedelta

from loyaldesk.domain.followups import FollowupRules
from loyaldesk.domain.hours import Hours, read_shifts
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import followups, worktime
from loyaldesk.services.words import weekday_name
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, danger_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import box, card, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.settings.hours_days import DaysCard
from loyaldesk.ui.pages.settings.hours_dialogs import SomeDaysDialog
from loyaldesk.ui.pages.settings.hours_rules import RulesCard
from loyaldesk.ui.pages.settings.hours_table import WHAT
from loyaldesk.ui.pages.settings.hours_week import (
    WeekFields,
    WeekText,
    shown,
    stretch_of,
    suggested,
)
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section
from loyaldesk.ui.parts.closing import moved_words
from loyaldesk.ui.parts.hall import Hall

AHEAD = timedelta(days=420)
"""So far ahead Ramadan and Nowruz are offered."""
MOST_OFFERED = 6


class HoursSection(Section):
    """The week table, hours of some days, and the days of the year."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Hours and holidays"),
            tr("When the shop is open: nothing is due, and no clock runs, while it is closed."),
        )  # fmt: skip
        self._may_edit = hall.desk.may(Permission.CALENDAR_EDIT)
        self._texts: list[WeekText] = []
        self._at = 0
        self.ending = Note("", "warn")
        self.usual = Note(
            tr("The shop has not said its hours yet; a usual week stands in for them."), "info"
        )
        self._make_fields()
        self._lay_out()
        bar = self.add_bar(self._values, self.save, self._show_stored)
        rules = self.rules
        bar.watch(
            self.week, *self.off.values(), rules.hour, rules.minutes, rules.tries, rules.days
        )  # fmt: skip
        self._read()
        if not self._may_edit:
            bar.lock()
            self.some_days.hide()
            self.say_locked(Permission.CALENDAR_EDIT)

    def focus_first(self) -> None:
        """Begin at the first day of the week."""
        self.week.days[self.week.order[0]].setFocus()

    def show_again(self) -> None:
        """Read hours and days again; what was typed stays."""
        if not self.is_dirty:
            self._read()
        else:
            self.days.show_again()

    def save(self) -> None:
        """Store the hours, or say beside the field what cannot be read."""
        self._keep()
        profiles = []
        for at, text in enumerate(self._texts):
            try:
                profiles.append(text.profile())
            except (ClubError, SeveralBadInputs) as error:
                self._open(at)
                errors.show_on(self.week.fields, error, self)
                return
        off = frozenset(weekday for weekday, box_ in self.off.items() if box_.isChecked())
        wanted = replace(self._kept.hours, profiles=tuple(profiles), companies_off=off)
        try:
            rules = self.rules.wanted()
        except ClubError as error:
            errors.show_on(self.rules.fields, error, self)
            return
        self._store(wanted, rules)

    def add_days(self, found: tuple[str, date, date] | None) -> None:
        """Begin a week for some days: for a stretch of the calendar, or for days of one's own."""
        self._keep()
        today = self.hall.desk.today()
        name, first, last = found or ("", *stretch_of(today))
        self._texts.append(suggested(name, first, last, self._texts[0]))
        self._fill_choice()
        self._open(len(self._texts) - 1)
        self._look()
        first_field = self.week.days[self.week.order[0]] if found else self.week.name
        first_field.setFocus()

    def remove_days(self) -> None:
        """Take the week for some days away that is on view; it holds until it is saved."""
        if self._at:
            del self._texts[self._at]
            self._fill_choice()
            self._open(0)
            self._look()

    def _make_fields(self) -> None:
        self.week = WeekFields(self.hall.desk.today)
        self.which: Choice[int] = Choice((), tr("Which hours"))
        self.which.chosen.connect(self._on_chosen)
        self.some_days = button(tr("Hours for some days"), icon_name="plus")
        self.some_days.clicked.connect(self._ask_days)
        self.remove = danger_button(tr("Remove"), icon_name="trash")
        self.remove.clicked.connect(self.remove_days)
        self.off = {weekday: CheckBox(weekday_name(weekday)) for weekday in self.week.order}
        self.rules = RulesCard(self.hall.desk)
        self.days = DaysCard(self.hall, may_edit=self._may_edit)
        self.days.told.connect(self._on_days)

    def _lay_out(self) -> None:
        top = row(self.which, self.some_days, self.remove)
        top.setStretch(0, 1)
        how = caption(
            tr("Write shifts like {example}; an empty day is closed.").format(
                example=isolate(shown(read_shifts("9-13 16-21")))
            ), wrap=True,
        )  # fmt: skip
        boxes = list(self.off.values())
        checks = row(box(row(*boxes[:4], None)), box(row(*boxes[4:], None)), None)
        self.spare(self.days.table, WHAT)
        self.stacks(checks, top, self.week.acts, self.days.acts, self.days.head)
        self.fill(
            self.ending, self.usual,
            card(top, how, self.week, title=tr("Opening hours")),
            card(
                caption(tr("On these days companies are not called, though the shop is open."),
                        wrap=True),
                checks, title=tr("Days off of companies"),
            ),
            self.rules, self.days,
        )  # fmt: skip

    def _read(self) -> None:
        self._kept = worktime.hours(self.hall.desk)
        self._show_stored()
        self.days.show_again()
        self._show_notes()

    def _show_stored(self) -> None:
        self.set_error("")
        profiles = sorted(
            self._kept.hours.profiles, key=lambda p: (not p.is_base, p.from_on or date.min)
        )
        self._texts = [WeekText.of(profile) for profile in profiles]
        self._fill_choice()
        self._open(0)
        self.rules.read()
        for weekday, box_ in self.off.items():
            box_.setChecked(weekday in self._kept.hours.companies_off)
        if self.bar is not None:
            self.bar.begin()

    def _show_notes(self) -> None:
        end = worktime.warning(self.hall.desk)
        reach = worktime.reach(self.hall.desk)
        self.ending.setVisible(reach is not None)
        if reach is not None:
            self.ending.say(
                tr("Public holidays are known up to {day}.").format(day=fmt.long_day(reach)),
                "plain",
            )
        if end is not None:
            self.ending.say(
                tr("The table of lunar holidays ends on {day}; an update of the program brings the"
                   " next years. Until then add them as own closures.")
                .format(day=fmt.long_day(end)), "warn",
            )  # fmt: skip
        self.usual.setVisible(not self._kept.is_own)

    def _values(self) -> object:
        texts = [*self._texts]
        if texts:
            texts[self._at] = self.week.week()
        checks = tuple(box_.isChecked() for box_ in self.off.values())
        return tuple(texts), checks, self.rules.values()

    def _store(self, wanted: Hours, rules: FollowupRules) -> None:
        desk, moved = self.hall.desk, 0
        try:
            self.rules.save(rules)
            if wanted != self._kept.hours or not self._kept.is_own:
                worktime.save_hours(desk, wanted, self._kept.version)
                moved = followups.settle(desk)
        except ClubError as error:
            errors.show_on(self.week.fields, error, self)
            return
        self._read()
        said = tr("The hours are saved.")
        self.hall.toasts.show(f"{said} {moved_words(moved)}".strip())

    def _keep(self) -> None:
        self._texts[self._at] = self.week.week()

    def _open(self, at: int) -> None:
        self._at = at
        self.which.set_value(at)
        self.week.show_week(self._texts[at])
        self.remove.setVisible(at > 0 and self._may_edit)

    def _on_chosen(self, at: int) -> None:
        self._keep()
        self._fill_choice()
        self._open(at)

    def _fill_choice(self) -> None:
        self.which.set_options([(_title(text), at) for at, text in enumerate(self._texts)])

    def _look(self) -> None:
        if self.bar is not None:
            self.bar.look()

    def _on_days(self) -> None:
        """Hours of single days are kept beside the week; what was typed is not lost."""
        self._kept = worktime.hours(self.hall.desk)
        self._show_notes()

    def _ask_days(self) -> None:
        dialog = SomeDaysDialog(self.window(), self._offered(), self.add_days)
        dialog.exec()
        dialog.deleteLater()

    def _offered(self) -> list[tuple[str, tuple[str, date, date]]]:
        today = self.hall.desk.today()
        known = {(text.from_on, text.until_on) for text in self._texts}
        found = [
            period
            for period in worktime.periods(self.hall.desk, today, today + AHEAD)
            if (period.first, period.last) not in known
        ]
        return [
            (_stretch(name, one.first, one.last), (name, one.first, one.last))
            for one in found[:MOST_OFFERED]
            for name in (f"{one.name(look().language)} {fmt.year_of(one.first)}",)
        ]


def _title(text: WeekText) -> str:
    if text.is_base:
        return tr("The usual week")
    name = text.name.strip() or tr("Hours for some days")
    if text.from_on is None or text.until_on is None:
        return isolate(name)
    return _stretch(name, text.from_on, text.until_on)


def _stretch(name: str, first: date, last: date) -> str:
    return tr("{name}: {first} to {last}").format(
        name=isolate(name), first=fmt.short_day(first), last=fmt.short_day(last)
    )
