"""Small windows of the let-go board: proposing, and agreeing to a proposal."""

import uuid
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.letgo import ACTS, CONTACT_DAYS, LONGEST_REASON, LetGoDraft
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import letting_go
from loyaldesk.services.letgo_words import act_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead, muted
from loyaldesk.ui.pages.insights.letgo_panel import Shown
from loyaldesk.ui.parts.long_text import LongText

USUAL_CONTACTS = 2


def does_what(act: str) -> str:
    """Return what an act means for the member and the shop."""
    return {
        "stop_coupons": tr(
            "From then on no vouchers are made for this member; making good for a complaint goes"
            " on. Points and prices stay as for everybody."
        ),
        "stop_messages": tr(
            "It stands on the member's page for managers: no advertising is sent any more."
        ),
        "contact_at_most": tr(
            "It stands on the member's page for managers: calls and messages are kept to this"
            " number."
        ),
        "keep_serving": tr(
            "Nothing changes for the member; the shop knows the figures and spends nothing more."
        ),
    }[act]


class ProposeDialog(Dialog):
    """Proposes to spend less on a member; somebody else decides.

    Args:
        parent: The board.
        desk: Where and who.
        one: For whom.
    """

    def __init__(self, parent: QWidget, desk: Desk, one: Shown) -> None:
        title = tr("Spend less on {name}").format(name=isolate(one.name))
        super().__init__(parent, title, primary=tr("Propose"), width=520)
        self._desk, self._one = desk, one
        self._key = uuid.uuid4().hex
        self.act: Field[Choice[str]] = Field(
            tr("What is done less"), Choice([(act_name(act), act) for act in ACTS])
        )
        self.act.widget.set_value(one.usual)
        self.most = Field(
            tr("Contacts in {days} days").format(days=fmt.number(CONTACT_DAYS)),
            DigitsEdit("number", most=2),
        )
        self.most.widget.setText(fmt.number(USUAL_CONTACTS))
        self.what = muted("", wrap=True)
        self.reason = Field(tr("Why, in a sentence"), LongText(LONGEST_REASON))
        self._first = one.why if one.figures is not None and one.figures.why else ""
        self.reason.widget.setPlainText(self._first)
        self.add(
            Label(tr("Nobody is refused service and nothing is deleted."), wrap=True), self.act,
            self.most, self.what, self.reason,
        )  # fmt: skip
        self.act.widget.currentIndexChanged.connect(self._on_act)
        self._on_act()
        self.act.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether another reason was typed."""
        return self.reason.widget.text().strip() != self._first

    def submit(self) -> None:
        """Store the proposal."""
        fields: dict[str, Field[Any]] = {
            "act": self.act, "most_contacts": self.most, "reason": self.reason,
        }  # fmt: skip
        draft = LetGoDraft(
            self._key, self._one.member_id, self.act.widget.value() or "",
            self.reason.widget.text(), self.most.widget.number(),
        )  # fmt: skip
        try:
            letting_go.propose(self._desk, draft)
        except ClubError as error:
            show_on(fields, error, self)
            return
        self.accept()

    def _on_act(self) -> None:
        act = self.act.widget.value() or ACTS[0]
        self.most.setVisible(act == "contact_at_most")
        self.what.setText(does_what(act))


class ApproveDialog(Dialog):
    """Agrees to a proposal, with a note if there is something to say.

    Args:
        parent: The board.
        desk: Where and who.
        one: What was proposed.
    """

    def __init__(self, parent: QWidget, desk: Desk, one: Shown) -> None:
        title = tr("Approve for {name}?").format(name=isolate(one.name))
        super().__init__(parent, title, primary=tr("Approve"), width=520)
        self._desk, self._row = desk, one.row
        edit = QLineEdit()
        lead(edit)
        self.note = Field(tr("Note (may stay empty)"), edit)
        told = [Label(one.act, "strong", wrap=True)]
        if one.row is not None:
            told += [
                muted(does_what(one.row.act), wrap=True),
                Label(
                    tr("{name} wrote: {text}").format(
                        name=isolate(one.row.operator), text=isolate(one.row.reason)
                    ), wrap=True,
                ),
            ]  # fmt: skip
        self.add(*told, self.note)
        edit.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a note was typed."""
        return bool(self.note.widget.text().strip())

    def submit(self) -> None:
        """Store the decision."""
        if self._row is None:
            return
        try:
            letting_go.decide(
                self._desk, self._row.id, approve=True, note=self.note.widget.text(),
                version=self._row.version,
            )  # fmt: skip
        except ClubError as error:
            show_on({"note": self.note}, error, self)
            return
        self.accept()
