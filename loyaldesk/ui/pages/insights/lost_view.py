"""The members lost in the months on view: what each would have brought, and why they left."""

from collections import Counter
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from loyaldesk.domain.errors import Missing
from loyaldesk.domain.insight.churn_cost import MODEL, REASONS
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.insight import churn_cost
from loyaldesk.services.insight.churn_cost import reason_name
from loyaldesk.services.insight.expecting import about
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import primary_button, quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, muted
from loyaldesk.ui.kit.layout import Card, L, M, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall

REASON = "F8"
DIGITS = 10
"""So many reasons have a digit; the last of all stands on a button of its own."""

_ROOM_FOR_BASIS = 900
_BASIS = 3


class LostView(QWidget):
    """The list; Enter opens a member, F8 asks for the reason.

    Args:
        hall: Where and who.
        asking: Whose days are looked at.
    """

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall, asking: Asking) -> None:
        super().__init__()
        self._hall, self._asking = hall, asking
        self._may = hall.desk.may(Permission.FOLLOWUP_WRITE)
        self.dialog: QDialog | None = None
        self.says = muted(
            tr("Who stayed away longer than their own rhythm allows, month by month, the dearest"
               " first. Ask them why: what most of them name is what to mend."), wrap=True,
        )  # fmt: skip
        self.problem = Note("", "danger")
        self.problem.hide()
        self.sums = Label("", wrap=True)
        self.table: RowsTable[churn_cost.Lost] = RowsTable(
            _columns(), tr("Lost members"), empty=EmptyState("mood-smile", tr(
                "Nobody was noted as lost in the months that ended in these days. Each month is"
                " looked at once, in the night after it has ended."
            )),
        )  # fmt: skip
        self.one = muted("", wrap=True)
        self.open = quiet_button(tr("Open the member"), "Enter", "user")
        self.ask = primary_button(tr("Note the reason…"), REASON, "message-question")
        self.ask.setHidden(not self._may)
        self._lay_out()
        self.table.chosen.connect(lambda one: self.member_wanted.emit(one.member_id))
        self.table.current_changed.connect(self._on_current)
        self.open.clicked.connect(self._on_open)
        self.ask.clicked.connect(self.ask_reason)

    def refresh(self) -> None:
        """Read the list anew."""
        question = self._asking.question
        period = question.until(self._hall.desk.today()).period
        try:
            found = churn_cost.lost_members(self._hall.desk, period.first, period.last)
        except ClubError as error:
            show(error, self)
            return
        self.set_error("")
        here = self.table.selected_row()
        rows = [one for one in found if one.name]
        self.table.show_rows(rows)
        ids = [one.id for one in rows]
        if rows:
            self.table.select(ids.index(here.id) if here is not None and here.id in ids else 0)
        self._tell(found, len(rows), is_part=bool(question.segment))
        self._on_current(self.table.selected_row())

    def focus_first(self) -> None:
        """Put the keys into the list."""
        self.table.setFocus()

    def subject(self) -> int:
        """Return the member the list stands on; 0 for none."""
        one = self.table.selected_row()
        return one.member_id if one is not None else 0

    def set_error(self, text: str) -> None:
        """Say above the list what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def ask_reason(self) -> None:
        """Ask why the one under the cursor left."""
        one = self.table.selected_row()
        if one is None:
            return
        made = LostReasonDialog(self, one)
        made.picked.connect(lambda reason: self._on_picked(one, reason))
        self.dialog = made
        made.open()

    def _on_picked(self, one: churn_cost.Lost, reason: str) -> None:
        if not self._set(one.id, reason):
            return
        self._hall.toasts.show(
            tr("{name}: {reason}").format(name=isolate(one.name), reason=reason_name(reason)),
            tr("Undo"), lambda: self._set(one.id, one.reason),
        )  # fmt: skip

    def _set(self, lost_id: int, reason: str) -> bool:
        try:
            churn_cost.set_reason(self._hall.desk, lost_id, reason)
        except Missing:  # the import that brought the member was taken back
            self.refresh()
            return False
        except ClubError as error:
            show(error, self)
            return False
        self.refresh()
        self.table.setFocus()
        self.changed.emit()
        return True

    def _tell(self, found: list[churn_cost.Lost], listed: int, *, is_part: bool) -> None:
        words = []
        if found:
            asked = Counter(one.reason for one in found)
            ranked = sorted(asked.items(), key=lambda pair: (not pair[0], -pair[1]))
            words += [
                trn("{n} lost", "{n} lost", len(found)).format(n=fmt.number(len(found))),
                *(f"{reason_name(reason)} {fmt.number(times)}" for reason, times in ranked),
            ]
        said = "  \u00b7  ".join(words)
        gone = len(found) - listed
        if gone:
            said += "\n" + trn(
                "{n} whose data were erased is in the figures only",
                "{n} whose data were erased are in the figures only",
                gone,
            ).format(n=fmt.number(gone))
        if is_part:
            said += "\n" + tr("This list is of all members; the group chosen above is not applied.")
        self.sums.setText(said.strip())
        self.sums.setVisible(bool(said))

    def _on_current(self, one: churn_cost.Lost | None) -> None:
        self.open.setEnabled(one is not None)
        self.ask.setEnabled(one is not None)
        self.one.setText("" if one is None else _story(one))

    def _on_open(self) -> None:
        if self.subject():
            self.member_wanted.emit(self.subject())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the line below tells whence the margin comes."""
        super().resizeEvent(event)
        self.table.setColumnHidden(_BASIS, self.width() < _ROOM_FOR_BASIS)

    def _lay_out(self) -> None:
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        below = row(self.one, self.open, self.ask, spacing=L)
        below.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        for each in (self.says, self.problem, self.sums):
            layout.addWidget(each)
        layout.addWidget(sheet, 1)
        layout.addLayout(below)


class LostReasonDialog(Dialog):
    """Why a lost member left, by one digit.

    Args:
        parent: The list.
        one: Who.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget, one: churn_cost.Lost) -> None:
        super().__init__(
            parent, tr("Why did {name} leave?").format(name=isolate(one.name)),
            primary=tr("Asked, not known"), width=560,
        )  # fmt: skip
        self.reasons: DigitChoice[str] = DigitChoice(
            [(reason_name(code), code) for code in REASONS[:DIGITS]], tr("Reason"), columns=2
        )
        self.reasons.set_value(one.reason or None)
        self.back = quiet_button(tr("Not asked"), icon_name="arrow-back-up")
        self.back.setHidden(not one.reason)
        self.add(
            muted(tr("As they told it themselves; the digit notes it at once."), wrap=True),
            self.reasons,
        )
        self.buttons.insertWidget(0, self.back)
        self.reasons.chosen.connect(self._pick)
        self.back.clicked.connect(lambda: self._pick(""))
        self.reasons.setFocus()

    def submit(self) -> None:
        """They were asked, and could not say."""
        self._pick(REASONS[-1])

    def _pick(self, reason: str) -> None:
        self.accept()
        self.picked.emit(reason)


def _columns() -> list[Column[churn_cost.Lost]]:
    return [
        Column(tr("Member"), lambda one: isolate(one.name), width_hint=160),
        Column(tr("Last visit"), lambda one: fmt.day(one.last_seen_on), numeric=True,
               width_hint=110, sort_key=lambda one: one.last_seen_on),
        Column(tr("Margin lost ({unit})").format(unit=fmt.unit_name()),
               lambda one: fmt.amount(about(one.margin_rial)), numeric=True, width_hint=150,
               sort_key=lambda one: one.margin_rial),
        Column(tr("Reckoned from"), lambda one: _basis(one.basis), width_hint=130),
        Column(tr("Came back on"), lambda one: _day(one.came_back_on), numeric=True,
               width_hint=112, sort_key=lambda one: one.came_back_on or date.min),
        Column(tr("Why they left"), lambda one: reason_name(one.reason),
               colour=lambda one: "" if one.reason else "muted"),
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return fmt.day(day) if day is not None else "\u2013"


def _basis(basis: str) -> str:
    return tr("the prediction") if basis == MODEL else tr("their own last year")


def _story(one: churn_cost.Lost) -> str:
    """Return in a sentence what was lost with a member."""
    month = fmt.month(churn_cost.month_of(one.first_on))
    said = tr("{name}, lost in {month}: {amount} of margin in 12 months by {basis}.").format(
        name=isolate(one.name), month=month, amount=fmt.amount_with_unit(about(one.margin_rial)),
        basis=_basis(one.basis),
    )  # fmt: skip
    if one.came_back_on is not None:
        said += " " + tr("Came back on {day}, so it is taken off again.").format(
            day=fmt.day(one.came_back_on)
        )
    return said
