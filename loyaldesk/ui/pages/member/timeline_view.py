"""What happened to a member, newest first, with chips for what one looks for."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, profile
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import TimelineRow
from loyaldesk.services.telling import timeline_words
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import S
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member.rows_view import PIECE, RowsView

GROUPS = {
    "sales": ("sale", "visit", "reversal", "return"), "points": ("points", "tier"),
    "service": (
        "contact", "promise", "followup", "complaint", "complaint_closed", "request",
        "request_done", "feedback", "agreement", "order", "handover",
    ),
    "notes": ("note",), "other": ("card", "consent", "enrolled"),
}  # fmt: skip

_TONES = {
    "sale": "ok", "visit": "ok", "reversal": "warn", "return": "warn", "points": "info",
    "tier": "gold", "note": "plain", "contact": "info", "promise": "warn", "followup": "ok",
    "complaint": "danger", "complaint_closed": "ok", "request": "warn", "request_done": "ok",
    "feedback": "info", "agreement": "info", "order": "warn",
}  # fmt: skip


class TimelineView(QWidget):
    """The timeline.

    Args:
        desk: Where and who.
        member_id: Whose.
        is_wide: Whether there is room for the operator.
    """

    def __init__(self, desk: Desk, member_id: int, *, is_wide: bool) -> None:
        super().__init__()
        self._desk, self._member_id = desk, member_id
        may_know = desk.may(Permission.PROGRAMME_READ)
        self._rules = club.programme(desk) if may_know else Programme()
        groups = [
            (tr("All"), ""), (tr("Sales"), "sales"), (tr("Points"), "points"),
            (tr("Service"), "service"), (tr("Notes"), "notes"), (tr("Other"), "other"),
        ]  # fmt: skip
        self.groups: Segments[str] = Segments(groups, tr("What to show"))
        self.pick: Choice[str] = Choice(groups, tr("What to show"))
        self.pick.hide()
        self._wanted = self.groups.sizeHint().width()
        self.groups.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.groups.chosen.connect(self._on_chosen)
        self.pick.chosen.connect(self._on_chosen)
        self.list: RowsView[TimelineRow] = RowsView(
            self._columns(is_wide=is_wide),
            tr("Timeline"),
            self._read,
            EmptyState("history", tr("Nothing of this kind has happened yet.")),
            self._words,
            at_least={1: 520},
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.groups)
        layout.addWidget(self.pick)
        layout.addWidget(self.list, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: buttons where there is room for all of them, else one list of the same."""
        super().resizeEvent(event)
        has_room = self.width() >= self._wanted
        self.groups.setVisible(has_room)
        self.pick.setVisible(not has_room)

    def refresh(self) -> None:
        """Read the first piece anew."""
        self.list.refresh()

    def _columns(self, *, is_wide: bool) -> list[Column[TimelineRow]]:
        columns = [
            Column[TimelineRow](
                tr("When"), lambda row: fmt.moment(row.at, self._desk.zone), width_hint=152
            ),
            Column[TimelineRow](
                tr("Kind"), _kind, width_hint=112, tone=lambda row: _TONES.get(row.kind, "plain")
            ),
            Column[TimelineRow](tr("What happened"), self._words),
        ]
        if is_wide:
            columns.append(
                Column(tr("Operator"), lambda row: isolate(row.operator), width_hint=150)
            )
        return columns

    def _words(self, row: TimelineRow) -> str:
        return timeline_words(row, self._rules)

    def _read(self, shown: Sequence[TimelineRow]) -> list[TimelineRow]:
        return profile.timeline(self._desk, self._member_id, skip=len(shown), limit=PIECE)

    def _on_chosen(self, group: str) -> None:
        self.groups.set_value(group)
        self.pick.set_value(group)
        kinds = GROUPS.get(group)
        self.list.keep((lambda row: row.kind in kinds) if kinds else None)


def _kind(row: TimelineRow) -> str:
    names = {
        "sale": tr("Sale"), "visit": tr("Visit"), "reversal": tr("Reversal"),
        "return": tr("Return"),
        "points": tr("Points"), "tier": tr("Tier"), "note": tr("Note"), "card": tr("Card"),
        "consent": tr("Consent"), "enrolled": tr("Joined"), "contact": tr("Contact"),
        "promise": tr("Promise"), "followup": tr("Follow-up"), "complaint": tr("Complaint"),
        "complaint_closed": tr("Complaint"), "request": tr("Request"),
        "request_done": tr("Request"), "feedback": tr("Feedback"),
        "agreement": tr("Agreement"), "order": tr("Occasion order"), "handover": tr("Hand-over"),
    }  # fmt: skip
    return names.get(row.kind, row.kind)
