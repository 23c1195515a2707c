"""One deadline, and one rung of the ladder of a policy for complaints."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.complaint_policy import (
    MOST_PERCENT,
    DeadlineRule,
    Policy,
    Rung,
    checked,
)
from loyaldesk.domain.complaints import (
    CATEGORIES,
    LEAST_SEVERITY,
    MOST_SEVERITY,
    ClockName,
    Targets,
)
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Role
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.complaint_words import category_name, clock_name, severity_name
from loyaldesk.services.words import role_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import M, S, row
from loyaldesk.ui.kit.many_of import ManyOf
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.complaints.act_dialogs import line

HOUR, MOST_HOURS, LEAST, CHIP = 60, 9999, 600, 44


class WorkTimeEdit(QWidget):
    """Working hours and minutes.

    Args:
        name: What the time is for, for screen readers.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.hours = CountEdit(0, MOST_HOURS, tr("h"), name)
        self.minutes = CountEdit(0, HOUR - 1, tr("min"), name)
        layout = row(self.hours, self.minutes, spacing=S)
        layout.setContentsMargins(0, 0, 0, 0)
        for at in (0, 1):
            layout.setStretch(at, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.hours)

    def value(self) -> int:
        """Return the minutes."""
        return self.hours.value() * HOUR + self.minutes.value()

    def set_value(self, minutes: int) -> None:
        """Show so many minutes."""
        self.hours.setValue(minutes // HOUR)
        self.minutes.setValue(minutes % HOUR)


class _Chips(ManyOf):
    """As many lines as the width asks for; a form would be as high as if each had its own."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Qt: no, it holds its height itself."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width needs another number of lines."""
        super().resizeEvent(event)
        if self.width() >= LEAST:
            self.setFixedHeight(self._flow.heightForWidth(self.width()))


class RuleDialog(Dialog):
    """Which complaints a deadline is for, and how much working time they have.

    Args:
        parent: The page.
        tiers: Code and name of the tiers of the programme.
        rule: The one to change; None: a new one.
    """

    def __init__(
        self, parent: QWidget | None, tiers: Sequence[tuple[str, str]], rule: DeadlineRule | None
    ) -> None:
        super().__init__(parent, tr("Deadline"), primary=tr("Keep the deadline"), width=860)
        self._tiers = tuple(code for code, _name in tiers)
        self.made: DeadlineRule | None = None
        self.name = line()
        self.default = CheckBox(tr("For every complaint that no other deadline fits"))
        self.categories = _Chips(
            [(category_name(code), code) for code in CATEGORIES], tr("Categories")
        )
        self.severities = _Chips(
            [(severity_name(n), str(n)) for n in range(LEAST_SEVERITY, MOST_SEVERITY + 1)],
            tr("Severities"),
        )  # fmt: skip
        self.tiers = _Chips([(name, code) for code, name in tiers], tr("Tiers"))
        self.clocks = {clock: WorkTimeEdit(clock_name(clock)) for clock in ClockName}
        self.fields: dict[str, Field[Any]] = {
            "code": Field(tr("Name"), self.name),
            "categories": Field(tr("Only these categories (nothing: every one)"), self.categories),
            "severities": Field(tr("Only these severities"), self.severities),
            "tiers": Field(tr("Only members of these tiers"), self.tiers),
            **{
                f"{clock.value}_minutes": Field(_within(clock), each)
                for clock, each in self.clocks.items()
            },
        }  # fmt: skip
        each = self.fields
        times = row(*(each[f"{clock.value}_minutes"] for clock in ClockName), spacing=M)
        for at in range(len(self.clocks)):
            times.setStretch(at, 1)
        self.add(
            each["code"], self.default, each["categories"], each["severities"], each["tiers"], times
        )
        self.default.toggled.connect(self._on_default)
        each["tiers"].setVisible(bool(tiers))
        for chips, lines in ((self.categories, 2), (self.severities, 1), (self.tiers, 1)):
            chips.setFixedHeight(lines * CHIP - S)
        self._show(rule or DeadlineRule("", Targets(60, 240, 1620)))
        self.name.setFocus()

    def submit(self) -> None:
        """Take it, unless something is wrong with it alone."""
        is_default = self.default.isChecked()
        targets = Targets(*(self.clocks[clock].value() for clock in ClockName))
        rule = DeadlineRule(
            self.name.text().strip(), targets,
            () if is_default else self.categories.values(),
            () if is_default else tuple(int(each) for each in self.severities.values()),
            () if is_default else self.tiers.values(), is_default,
        )  # fmt: skip
        if not rule.code:
            self.fields["code"].set_error(tr("This is needed."))
            self.name.setFocus()
            return
        other = DeadlineRule(f"{rule.code}.", Targets(1, 1, 1), is_default=True)
        rules = (rule,) if is_default else (rule, other)
        try:
            checked(Policy(rules, ()), roles=(), tiers=self._tiers)
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.made = rule
        self.accept()

    def _show(self, rule: DeadlineRule) -> None:
        self.name.setText(rule.code)
        self.categories.set_values(rule.categories)
        self.severities.set_values([str(each) for each in rule.severities])
        self.tiers.set_values(rule.tiers)
        for clock, each in self.clocks.items():
            each.set_value(rule.targets.of(clock))
        self.default.setChecked(rule.is_default)

    def _on_default(self, is_default: bool) -> None:  # noqa: FBT001  # a slot
        for name in ("categories", "severities", "tiers"):
            self.fields[name].setEnabled(not is_default)


class RungDialog(Dialog):
    """Who hears of a complaint when a clock has run so far.

    Args:
        parent: The page.
        rung: The one to change; None: a new one.
    """

    def __init__(self, parent: QWidget | None, rung: Rung | None) -> None:
        super().__init__(parent, tr("Who hears of it"), primary=tr("Keep the step"))
        self.made: Rung | None = None
        self.clock: Choice[ClockName] = Choice([(clock_name(each), each) for each in ClockName])
        self.percent = CountEdit(1, MOST_PERCENT, tr("percent"))
        roles = [role.value for role in DEFAULT_RIGHTS]
        self.role: Choice[str] = Choice([(role_name(code), code) for code in roles])
        self.add(
            Field(tr("Which clock"), self.clock), Field(tr("When so much of it is over"),
            self.percent), Field(tr("Who hears of it"), self.role),
        )  # fmt: skip
        shown = rung or Rung(ClockName.SOLVE, 100, Role.MANAGER.value)
        self.clock.set_value(shown.clock)
        self.percent.setValue(shown.percent)
        self.role.set_value(shown.role)
        self.clock.setFocus()

    def submit(self) -> None:
        """Take it."""
        self.made = Rung(
            self.clock.value() or ClockName.SOLVE, self.percent.value(), self.role.value() or ""
        )
        self.accept()


def _within(clock: ClockName) -> str:
    return {
        ClockName.ACK: tr("Acknowledge within"), ClockName.ANSWER: tr("Answer within"),
        ClockName.SOLVE: tr("Solve within"),
    }[clock]  # fmt: skip
