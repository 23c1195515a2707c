"""The shop's rules for complaints: deadlines, who hears of late ones, limits of compensation."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from loyaldesk.domain.complaint_policy import (
    LARGEST_POINTS,
    DeadlineRule,
    Policy,
    Rung,
)
from loyaldesk.domain.complaints import CATEGORIES, LEAST_SEVERITY, MOST_SEVERITY, ClockName
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, complaint_policy
from loyaldesk.services.complaint_words import (
    category_name,
    clock_name,
    severity_name,
    time_words,
)
from loyaldesk.services.words import role_name, words
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, caption
from loyaldesk.ui.kit.layout import Card, L, M, S, ScrollPage, box, column, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column, RowsTable
from loyaldesk.ui.pages.complaints.policy_dialogs import HOUR, RuleDialog, RungDialog
from loyaldesk.ui.pages.complaints.wording import brief_time
from loyaldesk.ui.parts.hall import Hall

HEAD, NARROW = 46, 900


class PolicyView(QWidget):
    """The policy as a form; nothing holds before Save.

    Args:
        hall: Where and who.
    """

    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self._kept: complaint_policy.KeptPolicy | None = None
        self._rules: list[DeadlineRule] = []
        self._ladder: list[Rung] = []
        self.dialog: Dialog | None = None
        self._tiers = _tiers(hall)
        self.problem = Note("", "danger")
        self.problem.hide()
        self.rules: RowsTable[DeadlineRule] = RowsTable(
            _rule_columns(dict(self._tiers)), tr("Deadlines"), sorting="none"
        )
        self.ladder: RowsTable[Rung] = RowsTable(_rung_columns(), tr("Ladder"), sorting="none")
        self.severities: dict[str, Choice[int]] = {}
        self.warn = CountEdit(1, 99)
        self.points = CountEdit(0, LARGEST_POINTS)
        self.money = AmountEdit()
        rules = Field(
            tr("Deadlines, in working time"), self.rules,
            tr("The first that fits holds; else the default."),
        )  # fmt: skip
        self.fields: dict[str, Field[Any]] = {
            "rules": rules, "ack_minutes": rules, "answer_minutes": rules, "solve_minutes": rules,
            "ladder": Field(tr("Who hears of late ones"), self.ladder),
            "severity": Field(tr("How grave each category usually is"), self._severities()),
            "warn_percent": Field(
                tr("At risk when so many percent of a clock are over"), self.warn
            ),
            "limit_points": Field(
                tr("Compensation of one complaint without a second person: points"), self.points
            ),
            "limit_rial": Field(tr("And money"), self.money),
        }  # fmt: skip
        self.save = primary_button(tr("Save"), "Ctrl+S")
        self.undo = button(tr("Undo"))
        self.said = Label("", "muted")
        self._build()
        self._listen()

    def refresh(self) -> None:
        """Read the stored rules anew, unless something is typed here."""
        if self._kept is not None and self.is_dirty():
            return
        try:
            self._kept = complaint_policy.show(self._desk)
        except ClubError as error:
            self.set_error(words(error))
            return
        self._show(self._kept.policy)

    def focus_first(self) -> None:
        """Begin with the deadlines."""
        self.rules.setFocus()

    def is_dirty(self) -> bool:
        """Return whether something is not saved yet."""
        return self._kept is not None and self._policy() != self._kept.policy

    def set_error(self, text: str) -> None:
        """Say above the form what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def store(self) -> None:
        """Save the rules; complaints that are open keep their clocks."""
        assert self._kept is not None  # noqa: S101  # the button is off before
        self.set_error("")
        try:
            complaint_policy.save(self._desk, self._policy(), self._kept.version)
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        for field in self.fields.values():
            field.clear_error()
        self._kept = None
        self.refresh()
        self.changed.emit()
        self._hall.toasts.show(tr("Saved. Complaints that are open keep the clocks they have."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window one column stands under the other."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    # inside

    def _severities(self) -> QWidget:
        grid = QGridLayout()
        grid.setSpacing(S)
        levels = [(severity_name(n), n) for n in range(LEAST_SEVERITY, MOST_SEVERITY + 1)]
        for at, code in enumerate(CATEGORIES):
            choice = self.severities[code] = Choice(levels, category_name(code))
            choice.chosen.connect(lambda _level: self._look())
            grid.addWidget(Label(category_name(code)), at, 0)
            grid.addWidget(choice, at, 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        return box(grid)

    def _build(self) -> None:
        self.add_rule = button(tr("New deadline"), "Ctrl+N", "plus")
        self.edit_rule = button(tr("Change"), "Enter")
        self.drop_rule = button(tr("Remove"))
        self.add_rung = button(tr("New step"), icon_name="plus")
        self.edit_rung = button(tr("Change"))
        self.drop_rung = button(tr("Remove"))
        self.up = button(tr("Earlier"), "Alt+Up")
        first = column(
            Card(self.fields["rules"],
                 row(self.add_rule, self.edit_rule, self.up, self.drop_rule, None, spacing=S)),
            Card(self.fields["ladder"],
                 row(self.add_rung, self.edit_rung, self.drop_rung, None, spacing=S)),
            None, spacing=L,
        )  # fmt: skip
        second = column(
            Card(self.fields["warn_percent"], self.fields["limit_points"],
                 self.fields["limit_rial"], spacing=M),
            Card(self.fields["severity"]), None, spacing=L,
        )  # fmt: skip
        both = self._both = row(box(first), box(second), spacing=L)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        page = ScrollPage(box(both), None)
        page.body.setContentsMargins(0, 0, S, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(caption(
            tr("Clocks run only while the shop is open, and stand still while somebody else is"
               " awaited."), wrap=True,
        ))  # fmt: skip
        layout.addWidget(self.problem)
        layout.addWidget(page, 1)
        foot = row(self.said, None, self.undo, self.save, spacing=M)
        layout.addLayout(foot)

    def _listen(self) -> None:
        self.rules.chosen.connect(lambda _rule: self._edit_rule())
        self.ladder.chosen.connect(lambda _rung: self._edit_rung())
        acts: tuple[tuple[Any, Callable[[], None]], ...] = (
            (self.add_rule, lambda: self._ask_rule(None)), (self.edit_rule, self._edit_rule),
            (self.drop_rule, self._drop_rule), (self.up, self._move_up),
            (self.add_rung, lambda: self._ask_rung(None)), (self.edit_rung, self._edit_rung),
            (self.drop_rung, self._drop_rung), (self.save, self.store), (self.undo, self._undo),
        )  # fmt: skip
        for made, act in acts:
            made.clicked.connect(lambda _down=False, act=act: act())
        for count in (self.warn, self.points):
            count.valueChanged.connect(lambda _value: self._look())
        self.money.textChanged.connect(lambda _text: self._look())

    def _show(self, policy: Policy) -> None:
        self._rules, self._ladder = list(policy.rules), list(policy.ladder)
        for code, choice in self.severities.items():
            choice.set_value(policy.severity_of(code))
        self.warn.setValue(policy.warn_percent)
        self.points.setValue(policy.limit_points)
        self.money.set_amount(policy.limit_rial)
        self._show_lists()

    def _show_lists(self, *, rule: int = 0, rung: int = 0) -> None:
        self.rules.show_rows(list(self._rules))
        self.rules.select(rule)
        self.ladder.show_rows(list(self._ladder))
        self.ladder.select(rung)
        for table, rows in ((self.rules, self._rules), (self.ladder, self._ladder)):
            table.setFixedHeight(HEAD + ROW_HEIGHT * max(len(rows), 1))
        self._look()

    def _look(self) -> None:
        is_dirty = self.is_dirty()
        self.save.setEnabled(is_dirty)
        self.undo.setEnabled(is_dirty)
        self.said.setText(
            tr("You have changes that are not saved yet.") if is_dirty
            else tr("Everything is saved.")
        )  # fmt: skip

    def _policy(self) -> Policy:
        assert self._kept is not None  # noqa: S101  # the callers look
        kept = self._kept.policy
        grades = {
            code: choice.value() or LEAST_SEVERITY for code, choice in self.severities.items()
        }
        return replace(
            kept, rules=tuple(self._rules), ladder=tuple(self._ladder),
            severities={**dict(kept.severities), **grades}, warn_percent=self.warn.value(),
            limit_points=self.points.value(), limit_rial=self.money.amount_rial() or 0,
        )  # fmt: skip

    def _undo(self) -> None:
        self._kept = None
        for field in self.fields.values():
            field.clear_error()
        self.set_error("")
        self.refresh()

    # deadlines

    def _edit_rule(self) -> None:
        at = self.rules.currentIndex().row()
        if at >= 0:
            self._ask_rule(at)

    def _ask_rule(self, at: int | None) -> None:
        dialog = RuleDialog(self, self._tiers, self._rules[at] if at is not None else None)
        self._open(dialog)

        def keep() -> None:
            assert dialog.made is not None  # noqa: S101  # it was accepted
            if at is None:
                self._rules.insert(0, dialog.made)
            else:
                self._rules[at] = dialog.made
            self._show_lists(rule=at or 0)

        dialog.accepted.connect(keep)

    def _drop_rule(self) -> None:
        at = self.rules.currentIndex().row()
        if at >= 0:
            del self._rules[at]
            self._show_lists(rule=max(at - 1, 0))

    def _move_up(self) -> None:
        at = self.rules.currentIndex().row()
        if at > 0:
            self._rules[at - 1], self._rules[at] = self._rules[at], self._rules[at - 1]
            self._show_lists(rule=at - 1)

    # ladder

    def _edit_rung(self) -> None:
        at = self.ladder.currentIndex().row()
        if at >= 0:
            self._ask_rung(at)

    def _ask_rung(self, at: int | None) -> None:
        dialog = RungDialog(self, self._ladder[at] if at is not None else None)
        self._open(dialog)

        def keep() -> None:
            assert dialog.made is not None  # noqa: S101  # it was accepted
            if at is None:
                self._ladder.append(dialog.made)
            else:
                self._ladder[at] = dialog.made
            self._show_lists(rung=at if at is not None else len(self._ladder) - 1)

        dialog.accepted.connect(keep)

    def _drop_rung(self) -> None:
        at = self.ladder.currentIndex().row()
        if at >= 0:
            del self._ladder[at]
            self._show_lists(rung=max(at - 1, 0))

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()


def _tiers(hall: Hall) -> list[tuple[str, str]]:
    if not hall.desk.may(Permission.PROGRAMME_READ):
        return []
    return [(tier.code, tier.name(look().language)) for tier in club.programme(hall.desk).tiers]


def rule_words(rule: DeadlineRule, tiers: dict[str, str]) -> str:
    """Return which complaints a deadline is for."""
    if rule.is_default:
        return tr("Every other complaint (default)")
    parts = [
        tr(", ").join(category_name(code) for code in rule.categories),
        tr(", ").join(severity_name(number) for number in rule.severities),
        tr(", ").join(isolate(tiers.get(code, code)) for code in rule.tiers),
    ]
    return " · ".join(part for part in parts if part) or "—"


def _rule_columns(tiers: dict[str, str]) -> list[Column[DeadlineRule]]:
    return [
        Column(tr("Which complaints"), lambda rule: rule_words(rule, tiers)),
        *(_clock_column(clock) for clock in ClockName),
    ]


def _clock_column(clock: ClockName) -> Column[DeadlineRule]:
    return Column(
        clock_name(clock), lambda rule: short_time(rule.targets.of(clock)), width_hint=104
    )


def short_time(minutes: int) -> str:
    """Return working time in hours where it is whole hours or less than one, else in both."""
    is_plain = minutes % HOUR == 0 or minutes < HOUR
    return brief_time(minutes) if is_plain else time_words(minutes)


def _rung_columns() -> list[Column[Rung]]:
    return [
        Column(tr("Which clock"), lambda rung: clock_name(rung.clock)),
        Column(
            tr("Over by"), lambda rung: fmt.percent(rung.percent / 100), numeric=True,
            width_hint=90,
        ),
        Column(tr("Who hears of it"), lambda rung: role_name(rung.role), width_hint=150),
    ]  # fmt: skip
