"""The end of a complaint: solved with its cause, closed with the closing question, taken back."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.complaints import EFFORT_SCALES, ROOT_CAUSES
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import complaints
from loyaldesk.services.complaint_reading import ComplaintRow
from loyaldesk.services.complaint_words import root_cause_name
from loyaldesk.services.complaints import ClosingAnswer
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.complaints.act_dialogs import (
    LONGEST,
    ActDialog,
    line,
    next_day,
    taken_day,
)
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText

DECLINED = 0
"""Asked, and did not want to say."""


class SolveDialog(ActDialog):
    """Where it came from by digit, the cause, what was done, what came of it."""

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Solved"), width=680)
        self.root: DigitChoice[str] = DigitChoice(
            [(root_cause_name(code), code) for code in ROOT_CAUSES], tr("Root cause")
        )
        self.cause, self.action = line(), line()
        self.outcome = LongText(LONGEST)
        self.next = next_day(hall)
        self.next.label.setText(tr("Ask on which day whether it is good (empty: tomorrow)"))
        self.fields = {
            "root_cause": Field(tr("Root cause"), self.root),
            "cause": Field(tr("Why did it happen?"), self.cause),
            "action": Field(tr("What was done (may stay empty)"), self.action),
            "result": Field(tr("What came of it for whoever complained?"), self.outcome),
            "next_on": self.next,
        }  # fmt: skip
        self.typed = (self.cause, self.action, self.outcome)
        self.add(*self.fields.values())
        self.root.chosen.connect(lambda _code: self.cause.setFocus())
        self.primary.set_key("Ctrl+Enter")
        self.root.setFocus()

    def act(self) -> None:
        """Stop its clocks; somebody is to ask whether it is good now."""
        complaints.solve(
            self._desk, self._row.id, root_cause=self.root.value() or "", cause=self.cause.text(),
            result=self.outcome.text(), action=self.action.text(), next_on=taken_day(self.next),
            version=self._row.version,
        )  # fmt: skip


def _efforts() -> list[tuple[str, int]]:
    return [
        (tr("Very easy"), 1), (tr("Easy"), 2), (tr("Rather easy"), 3), (tr("Neither"), 4),
        (tr("Rather hard"), 5), (tr("Hard"), 6), (tr("Very hard"), 7),
        (tr("Did not say"), DECLINED),
    ]  # fmt: skip


def _satisfactions() -> list[tuple[str, int]]:
    return [
        (tr("Very dissatisfied"), 1), (tr("Dissatisfied"), 2),
        (tr("Neither satisfied nor dissatisfied"), 3), (tr("Satisfied"), 4),
        (tr("Very satisfied"), 5), (tr("Did not say"), DECLINED),
    ]  # fmt: skip


class CloseDialog(ActDialog):
    """How hard it was, how content they are, and whether they said that it is solved.

    Nothing chosen says that they were not asked.
    """

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Close the complaint"), width=760)
        self.effort: DigitChoice[int] = DigitChoice(_efforts(), tr("How hard it was"), columns=4)
        self.satisfaction: DigitChoice[int] = DigitChoice(
            _satisfactions(), tr("Satisfaction"), columns=3
        )
        self.confirmed = CheckBox(tr("They said themselves that it is solved"))
        self.fields = {
            "effort": Field(
                tr("How hard was it to get this solved?"), self.effort,
                tr("Nothing chosen says that they were not asked."),
            ),
            "satisfaction": Field(tr("How content are they with the solution?"), self.satisfaction),
        }  # fmt: skip
        self.add(*self.fields.values(), self.confirmed)
        self.effort.chosen.connect(lambda _value: self.satisfaction.setFocus())
        self.satisfaction.chosen.connect(lambda _value: self.confirmed.setFocus())
        self.effort.setFocus()

    def act(self) -> None:
        """Close it with what was said."""
        effort, content = self.effort.value(), self.satisfaction.value()
        complaints.close(
            self._desk, self._row.id,
            ClosingAnswer(
                effort or None, EFFORT_SCALES[0] if effort is not None else None, content or None,
                self.confirmed.isChecked(),
            ),
            version=self._row.version,
        )  # fmt: skip


class WithdrawDialog(ActDialog):
    """Why a complaint was taken back, and what came of it."""

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Close as taken back"))
        self.cause, self.outcome = line(), line()
        self.fields = {
            "cause": Field(tr("Why did it happen?"), self.cause),
            "result": Field(tr("Why was it taken back?"), self.outcome),
        }  # fmt: skip
        self.typed = (self.cause, self.outcome)
        self.add(*self.fields.values())
        self.cause.setFocus()

    def act(self) -> None:
        """Close it."""
        complaints.withdraw(
            self._desk, self._row.id, cause=self.cause.text(), result=self.outcome.text(),
            version=self._row.version,
        )  # fmt: skip
