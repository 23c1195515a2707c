"""The third leaf of the editor: the steps in their order, and the one under the cursor."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.playbook_check import MOST_STEPS
from loyaldesk.domain.playbooks import Playbook, Step
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import followup_words, playbook_words
from loyaldesk.services.playbook_reading import Choices
from loyaldesk.ui.kit.buttons import button, icon_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import L, M, S, ScrollPage, box, column, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.playbooks.form import Fields
from loyaldesk.ui.pages.playbooks.step_form import StepForm

LIST_WIDTH = 330


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    step: Step
    is_wrong: bool


class StepsForm(QWidget):
    """Steps that can be added, taken out and moved by keys.

    Args:
        choices: What this shop can name.
    """

    amended = Signal()

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self._steps: list[Step] = []
        self._wrong: set[int] = set()
        self._at = -1
        self._is_showing = False
        self.table: RowsTable[_Line] = RowsTable(
            [
                Column(
                    tr("Step"), lambda one: fmt.number(one.id + 1), width_hint=72,
                    tone=lambda one: "danger" if one.is_wrong else "",
                ),
                Column(tr("When and how"), _words),
            ],
            tr("Steps"), sorting="none",
            empty=EmptyState(
                "checklist", tr("No step yet: add the first thing that is to be done.")
            ),
        )  # fmt: skip
        self.add = button(tr("Add a step"), "Ctrl+N", "plus")
        self.up = icon_button("arrow-up", tr("Move the step up"), "Alt+Up")
        self.down = icon_button("arrow-down", tr("Move the step down"), "Alt+Down")
        self.remove = icon_button("trash", tr("Take the step out"), "Ctrl+Delete")
        self.form = StepForm(choices)
        self.list_field = Field(tr("Steps in their order"), self.table)
        self._page = ScrollPage(self.form)
        self._page.body.setContentsMargins(0, 0, 0, 0)
        self._build()

    def fill(self, book: Playbook) -> None:
        """Show the steps of a playbook."""
        self._steps = list(book.steps)
        self._wrong = set()
        self._show(0)

    def applied(self, book: Playbook) -> Playbook:
        """Return *book* with the steps as they stand here."""
        return replace(book, steps=tuple(self._steps))

    def fields_of(self, number: int) -> Fields:
        """Show the step *number* (from 1) and return its fields by their place in a playbook."""
        self._show(number - 1)
        named = {f"steps[{number}] {name}": each for name, each in self.form.fields.items()}
        return {"steps": self.list_field, **named}

    def mark_wrong(self, numbers: set[int]) -> None:
        """Mark the steps (from 1) that something is wrong with."""
        self._wrong = {number - 1 for number in numbers}
        self._show_lines()

    def focus_first(self) -> None:
        """Put the keys on the list, or on the button when there is no step."""
        (self.table if self._steps else self.add).setFocus()

    # acts

    def add_step(self) -> None:
        """Add a step after the one under the cursor, on its day, and go to its fields."""
        if len(self._steps) >= MOST_STEPS:
            return
        before = self._steps[self._at] if self._steps else Step(days=1)
        at = self._at + 1
        self._steps.insert(at, Step(days=before.days, channel=before.channel, who=before.who))
        self._after_change(at)
        self.form.focus_first()

    def remove_step(self) -> None:
        """Take the step under the cursor out."""
        if self._steps:
            del self._steps[self._at]
            self._after_change(min(self._at, len(self._steps) - 1))

    def move_step(self, by: int) -> None:
        """Move the step under the cursor up (-1) or down (1)."""
        to = self._at + by
        if self._steps and 0 <= to < len(self._steps):
            steps = self._steps
            steps[self._at], steps[to] = steps[to], steps[self._at]
            self._after_change(to)

    # inside

    def _build(self) -> None:
        side = box(
            column(self.list_field, row(self.add, None, self.up, self.down, self.remove), spacing=M)
        )
        inside = self.list_field.layout()
        assert isinstance(inside, QVBoxLayout)  # noqa: S101  # the list takes the height
        inside.setStretch(inside.indexOf(self.table), 1)
        inside.setStretch(inside.count() - 1, 0)
        side.setFixedWidth(LIST_WIDTH)
        both = row(side, self._page, spacing=L)
        both.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(both, 1)
        self.add.clicked.connect(self.add_step)
        self.remove.clicked.connect(self.remove_step)
        self.up.clicked.connect(lambda: self.move_step(-1))
        self.down.clicked.connect(lambda: self.move_step(1))
        self.table.current_changed.connect(self._on_current)
        self.table.chosen.connect(lambda _line: self.form.focus_first())
        self.form.amended.connect(self._on_edited)

    def _after_change(self, at: int) -> None:
        self._wrong = set()
        self.list_field.clear_error()
        self._show(at)
        self.amended.emit()

    def _show(self, at: int) -> None:
        self._at = min(at, len(self._steps) - 1)
        self._show_lines()
        is_any = bool(self._steps)
        self.form.setVisible(is_any)
        for each in (self.up, self.down, self.remove):
            each.setEnabled(is_any)
        self.add.setEnabled(len(self._steps) < MOST_STEPS)
        if is_any:
            self.form.fill(self._steps[self._at])

    def _show_lines(self) -> None:
        self._is_showing = True
        self.table.show_rows(
            [_Line(n, step, n in self._wrong) for n, step in enumerate(self._steps)]
        )
        self.table.select(self._at)
        self._is_showing = False

    def _on_current(self, line: _Line | None) -> None:
        if line is not None and not self._is_showing and line.id != self._at:
            self._at = line.id
            self.form.fill(self._steps[self._at])

    def _on_edited(self) -> None:
        if 0 <= self._at < len(self._steps):
            self._steps[self._at] = self.form.step()
            self._show_lines()
            self.amended.emit()


def _words(line: _Line) -> str:
    channel = followup_words.channel_name(line.step.channel)
    return tr("{when}: {how}").format(when=playbook_words.step_time(line.step), how=channel)
