"""Unusual acts: what the owner should look at, what lies behind it, and who has looked."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import oversight, telling
from loyaldesk.services.audit import ActRow
from loyaldesk.services.oversight import Line, OversightRules
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.buttons import primary_button, quiet_button
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label, muted
from loyaldesk.ui.kit.layout import M, card, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section, form_grid
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText

DAYS = 30
"""So many days are looked at when the section opens."""


class OversightSection(Section):
    """A list to look through once a week; nothing in it says that somebody did wrong."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Unusual acts"),
            tr("What was out of the ordinary. A reason to ask, never a verdict."),
        )  # fmt: skip
        self.dialog: Dialog | None = None
        today = hall.desk.today()
        self.first, self.last = DateEdit(hall.desk.today), DateEdit(hall.desk.today)
        self.first.set_day(today - timedelta(days=DAYS))
        self.last.set_day(today)
        self.new_only = CheckBox(tr("Only what nobody has looked at"))
        self.new_only.setChecked(True)
        self.limits = quiet_button(tr("What counts as unusual…"), icon_name="adjustments")
        self.look = primary_button(tr("Look at it"))
        self.look.setEnabled(False)
        self.table: RowsTable[Line] = RowsTable(
            _columns(), tr("Unusual acts"), sorting="none",
            empty=EmptyState("shield-check", tr("Nothing out of the ordinary on these days.")),
        )  # fmt: skip
        self.spare(self.table, 1, 4)
        self.count = muted("")
        self._lay_out()
        for widget in (self.first, self.last):
            widget.day_changed.connect(self.show_again)
        self.new_only.toggled.connect(self.show_again)
        self.limits.clicked.connect(self.open_limits)
        self.look.clicked.connect(self._on_look)
        self.table.chosen.connect(self.open_line)
        self.show_again()

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def show_again(self, *_given: object) -> None:
        """Count anew, in the worker: the trail of some weeks is long."""
        desk = self.hall.desk
        if not desk.may(Permission.OVERSIGHT_READ):
            self.close_to(Permission.OVERSIGHT_READ)
            return
        today = desk.today()
        first = self.first.day() or today - timedelta(days=DAYS)
        last = self.last.day() or today
        everything = not self.new_only.isChecked()

        def work(_progress: Progress) -> list[Line]:
            return oversight.unusual(desk, first, last, seen_too=everything)

        self.hall.runner.run(work, done=self._show, failed=lambda error: show(error, self))

    def open_line(self, line: Line) -> None:
        """Show what lies behind one line."""
        self.dialog = LineDialog(self, self.hall, line)
        self.dialog.accepted.connect(self.show_again)
        self.dialog.open()

    def open_limits(self) -> None:
        """Let the owner say from where on something is unusual."""
        self.dialog = LimitsDialog(self, self.hall)
        self.dialog.accepted.connect(self.show_again)
        self.dialog.open()

    def _on_look(self) -> None:
        line = self.table.selected_row()
        if line is not None:
            self.open_line(line)

    def _show(self, lines: list[Line]) -> None:
        self.table.show_rows(lines)
        self.look.setEnabled(bool(lines))
        self.count.setText(tr("{n} lines").format(n=fmt.number(len(lines))))

    def _lay_out(self) -> None:
        line = row(Field(tr("From day"), self.first), Field(tr("To day"), self.last), spacing=M)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        sheet = card(
            line, row(self.new_only, None, self.count), self.table,
            row(self.limits, None, self.look), spacing=M,
        )  # fmt: skip
        self.table.setMinimumHeight(260)
        sheet.body.setStretch(2, 1)
        self.body.addWidget(sheet, 1)
        self.limits.setVisible(self.hall.desk.may(Permission.OPERATOR_MANAGE))


def _columns() -> list[Column[Line]]:
    return [
        Column(tr("Day"), lambda each: fmt.day(each.sign.on_day), width_hint=110),
        Column(tr("Operator"), lambda each: isolate(each.operator), width_hint=130),
        Column(
            tr("What"), lambda each: oversight.kind_name(each.sign.kind), width_hint=190,
            tone=lambda each: "" if each.seen_by else "warn",
        ),
        Column(tr("In figures"), oversight.line_words),
        Column(tr("Looked at by"), lambda each: isolate(each.seen_by), width_hint=120),
    ]  # fmt: skip


class LineDialog(Dialog):
    """What one line was counted from, and a note of who looked.

    Args:
        parent: The section.
        hall: Where and who.
        line: The line.
    """

    def __init__(self, parent: QWidget, hall: Hall, line: Line) -> None:
        may = hall.desk.may(Permission.OPERATOR_MANAGE)
        super().__init__(
            parent, oversight.kind_name(line.sign.kind), primary=tr("I looked at it"),
            secondary=tr("Close"), width=760,
        )  # fmt: skip
        self._hall, self._line = hall, line
        zone = hall.desk.zone
        self.table: RowsTable[ActRow] = RowsTable(
            [
                Column(tr("When"), lambda each: fmt.moment(each.at, zone), width_hint=150),
                Column(tr("What"), telling.act_words),
                Column(tr("Till"), lambda each: fmt.digits(each.till), width_hint=70),
                Column(
                    tr("Result"), lambda each: telling.result_words(each.result), width_hint=110
                ),
            ],
            tr("Acts behind it"), sorting="none",
            empty=EmptyState("history", tr("No such act stands in the activity log of this day.")),
        )  # fmt: skip
        self.table.setMinimumHeight(220)
        self.note = LongText(oversight.LONGEST_NOTE)
        self.note.setPlainText(line.note)
        self.add(
            Label(oversight.line_words(line), wrap=True),
            muted(
                tr("{operator}, {day}").format(
                    operator=isolate(line.operator), day=fmt.day(line.sign.on_day)
                )
            ),
            self.table,
        )
        if may:
            self.add(Field(tr("Note (what you found out)"), self.note))
        self.primary.setVisible(may)
        if hall.desk.may(Permission.AUDIT_READ):
            self.table.show_rows(oversight.behind(hall.desk, line.sign))

    def submit(self) -> None:
        """Store that it was looked at."""
        try:
            oversight.look_at(self._hall.desk, self._line.sign, self.note.text())
        except ClubError as error:
            show(error, self)
        else:
            self.accept()


class LimitsDialog(Dialog):
    """From where on something is unusual in this shop."""

    def __init__(self, parent: QWidget, hall: Hall) -> None:
        super().__init__(parent, tr("What counts as unusual"), width=680)
        self._hall = hall
        self._rules, self._version = oversight.rules(hall.desk)
        self.fields: dict[str, Field[Any]] = {}
        for name, (label, least, most) in _limits().items():
            edit = CountEdit(least, most, name=label)
            edit.setValue(getattr(self._rules, name))
            self.fields[name] = Field(label, edit)
        usual = quiet_button(tr("Usual values"), icon_name="refresh")
        usual.clicked.connect(lambda: self._set(OversightRules()))
        self.buttons.insertWidget(0, usual)
        self.add(form_grid(*self.fields.values()))

    def is_dirty(self) -> bool:
        """Return whether something was changed."""
        return self._typed() != self._rules

    def submit(self) -> None:
        """Store the limits."""
        try:
            oversight.save_rules(self._hall.desk, self._typed(), self._version)
        except ClubError as error:
            show_on(self.fields, error, self)
        else:
            self.accept()

    def _typed(self) -> OversightRules:
        typed = {name: field.widget.value() for name, field in self.fields.items()}
        return replace(self._rules, **typed)

    def _set(self, rules: OversightRules) -> None:
        for each in fields(rules):
            self.fields[each.name].widget.setValue(getattr(rules, each.name))


def _limits() -> dict[str, tuple[str, int, int]]:
    return {
        "given_points": (tr("Points given without a sale in one day, from"), 1, 1_000_000),
        "same_sales": (tr("Sales to one member in one day, more than"), 1, 100),
        "reversals": (tr("Sales taken back in one day, more than"), 0, 1000),
        "closed_minutes": (tr("Minutes around the opening hours that are usual"), 0, 600),
        "wrong_pins": (tr("Wrong PINs in one day, from"), 1, 100),
        "refused": (tr("Refused acts in one day, from"), 1, 1000),
        "reveals": (tr("Contact data opened in one day, from"), 1, 10_000),
    }
