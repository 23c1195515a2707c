"""What makes a complaint good: its kind by digit, points or money, given now or later."""

import uuid

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.complaints import Remedy
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import compensations, complaint_policy
from loyaldesk.services.approvals import Approval
from loyaldesk.services.compensations import CompensationDraft
from loyaldesk.services.complaint_reading import ComplaintRow
from loyaldesk.services.complaint_words import remedy_name
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.complaints.act_dialogs import ActDialog, line
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.second_person import LeaveDialog, who_may_agree


class CompensationDialog(ActDialog):
    """Proposes a compensation; above the limit it waits for a second person."""

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Give the compensation"), width=640)
        self._key = f"compensation:{uuid.uuid4().hex}"
        self.kind: DigitChoice[Remedy] = DigitChoice(
            [(remedy_name(kind), kind) for kind in Remedy], tr("Kind of compensation")
        )
        self.points = CountEdit(0, MOST_POINTS)
        self.amount = AmountEdit()
        self.text = line()
        self.handed = CheckBox(tr("It is handed over now"), checked=True)
        self.fields = {
            "kind": Field(tr("Kind of compensation"), self.kind),
            "points": Field(tr("Points"), self.points),
            "amount": Field(
                tr("What it costs the shop ({unit})").format(unit=fmt.unit_name()), self.amount
            ),
            "text": Field(tr("What it is, in a few words"), self.text),
        }  # fmt: skip
        self.typed = (self.text,)
        policy = complaint_policy.show(hall.desk).policy
        limit = tr(
            "Above {points} points or {money} for one complaint somebody else has to agree."
        ).format(
            points=fmt.number(policy.limit_points), money=fmt.amount_with_unit(policy.limit_rial)
        )
        self.add(*self.fields.values(), self.handed, caption(limit, wrap=True))
        self.kind.chosen.connect(self._on_kind)
        self.amount.words_changed.connect(self.fields["amount"].set_hint)
        self._show_fields(None)
        self.kind.setFocus()

    def act(self) -> None:
        """Give it, or let it wait; say which."""
        kind = self.kind.value()
        if kind is None:
            raise BadInput("kind", "empty")
        is_points = kind == Remedy.POINTS
        draft = CompensationDraft(
            self._key, self._row.id, kind,
            points=self.points.value() if is_points else 0,
            rial=0 if is_points else self.amount.amount_rial() or 0, text=self.text.text(),
            is_handed=self.handed.isChecked(),
        )  # fmt: skip
        done = compensations.propose(self._desk, draft, approval=self._leave(draft))
        said = {
            compensations.PROPOSED: tr("It waits until somebody else agrees."),
            compensations.APPROVED: tr("Agreed; it is still to be handed over."),
        }.get(done.state, tr("Given."))
        waits = done.state == compensations.PROPOSED
        self._hall.toasts.show(said, kind="warn" if waits else "ok")

    def _leave(self, draft: CompensationDraft) -> Approval | None:
        """Return the leave of a second person who is here; without one it waits."""
        right = Permission.COMPENSATION_APPROVE
        if not compensations.waits(self._desk, draft) or not who_may_agree(self._desk, right):
            return None
        why = tr("Somebody else has to agree: here and now, or later; then it waits.")
        asked = (compensations.ACT, draft.complaint_id, compensations.amount_of(draft))
        dialog = LeaveDialog(self, self._hall, why, asked, right)
        dialog.exec()
        dialog.deleteLater()
        return dialog.approval

    def _on_kind(self, kind: Remedy) -> None:
        self.fields["kind"].clear_error()
        self._show_fields(kind)
        if kind == Remedy.POINTS:
            self.points.setFocus()
            self.points.selectAll()
        elif kind == Remedy.APOLOGY:
            self.text.setFocus()
        else:
            self.amount.setFocus()

    def _show_fields(self, kind: Remedy | None) -> None:
        self.fields["points"].setVisible(kind == Remedy.POINTS)
        self.fields["amount"].setVisible(kind not in (None, Remedy.POINTS, Remedy.APOLOGY))
        if self.isVisible():
            self.adjustSize()
