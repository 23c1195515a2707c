"""What operators did to a member."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import profile
from loyaldesk.services.audit import ActRow
from loyaldesk.services.desk import Desk
from loyaldesk.services.telling import act_words, result_words
from loyaldesk.services.words import field_name
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.member.names import field_names
from loyaldesk.ui.pages.member.rows_view import framed


class LogTab(QWidget):
    """The trail of one member, newest first."""

    def __init__(self, desk: Desk, member_id: int) -> None:
        super().__init__()
        self._desk, self._member_id = desk, member_id
        self.table: RowsTable[ActRow] = RowsTable(
            [
                Column(tr("When"), lambda act: fmt.moment(act.at, desk.zone), width_hint=152),
                Column(tr("Operator"), lambda act: isolate(act.operator), width_hint=180),
                Column(tr("What was done"), what),
                Column(tr("Till"), lambda act: isolate(fmt.digits(act.till)), width_hint=88),
                Column(
                    tr("Result"),
                    lambda act: result_words(act.result),
                    width_hint=112,
                    tone=lambda act: "ok" if act.result == "ok" else "danger",
                ),
            ],
            tr("Log"),
            sorting="none",
            empty=EmptyState("shield", tr("Nothing was done to this member yet.")),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(framed(self.table))

    def refresh(self) -> None:
        """Read the trail anew."""
        self.table.show_rows(profile.log_of(self._desk, self._member_id))


def what(act: ActRow) -> str:
    """Return an act in words, with the fields of a form that were changed."""
    fields = act.detail.get("fields")
    if act.act != "member.edit" or not isinstance(fields, list) or not fields:
        return act_words(act)
    ours = field_names()
    called = tr(", ").join(ours.get(str(name)) or field_name(str(name)) for name in fields)
    return tr("{act}: {fields}").format(act=act_words(act), fields=called)
