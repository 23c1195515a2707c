"""Every code that means a member: cards, the number, codes of older programs."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import cards
from loyaldesk.services.cards import CardRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button, danger_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.member.rows_view import framed
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog


class CardsTab(QWidget):
    """The codes, and what can be done with the one under the cursor."""

    print_wanted = Signal(bool)  # the card in use; whether on an A4 sheet

    def __init__(self, hall: Hall, member_id: int, *, is_erased: bool) -> None:
        super().__init__()
        self._hall, self._member_id, self._is_erased = hall, member_id, is_erased
        self.dialog: ReasonDialog | None = None
        self.table: RowsTable[CardRow] = RowsTable(
            self._columns(),
            tr("Cards and codes"),
            sorting="none",
            empty=EmptyState("credit-card", tr("No card yet.")),
        )
        self.new = button(tr("New card"), icon_name="plus")
        self.replace = button(tr("Replace…"), icon_name="refresh")
        self.block = danger_button(tr("Block…"), icon_name="ban")
        self.single = button(tr("Print card"), icon_name="credit-card")
        self.sheet = button(tr("Print on A4"), icon_name="printer")
        self._wire()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(framed(self.table), 1)
        layout.addLayout(row(self.new, None, self.single, self.sheet, self.replace, self.block))

    def refresh(self) -> None:
        """Read the codes anew."""
        before = self.table.selected_row()
        self.table.show_rows(cards.of_member(self._hall.desk, self._member_id))
        if before is None:
            self.table.select(0)
        has_card = any(c.kind == "card" and c.state == "active" for c in self.table.rows_model.rows)
        self.single.setEnabled(has_card)
        self.sheet.setEnabled(has_card)
        self._on_current_changed(self.table.selected_row())

    def issue(self) -> None:
        """Give the member a new card."""
        try:
            number = cards.issue(self._hall.desk, self._member_id)
        except ClubError as error:
            show(error, self)
            return
        self.refresh()
        self._hall.toasts.show(
            tr("New card {number}").format(number=fmt.code(number)),
            tr("Print"),
            lambda: self.print_wanted.emit(False),  # noqa: FBT003  # a signal
        )

    def _columns(self) -> list[Column[CardRow]]:
        zone = self._hall.desk.zone
        return [
            Column(tr("Code"), lambda card: fmt.code(card.typed), width_hint=200),
            Column(tr("Kind"), _kind, width_hint=150),
            Column(tr("State"), _state, width_hint=126, tone=_tone),
            Column(tr("Since"), lambda card: fmt.moment(card.made_at, zone), width_hint=160),
            Column(tr("Reason"), lambda card: isolate(card.reason) if card.reason else ""),
        ]

    def _wire(self) -> None:
        may = self._hall.desk.may
        self.new.clicked.connect(self.issue)
        self.replace.clicked.connect(self._on_replace)
        self.block.clicked.connect(self._on_block)
        self.single.clicked.connect(self._on_single)
        self.sheet.clicked.connect(self._on_sheet)
        self.table.current_changed.connect(self._on_current_changed)
        may_issue = may(Permission.CARD_ISSUE) and not self._is_erased
        may_block = may(Permission.CARD_BLOCK) and not self._is_erased
        for each, is_shown in (
            (self.new, may_issue), (self.single, may_issue), (self.sheet, may_issue),
            (self.replace, may_block), (self.block, may_block),
        ):  # fmt: skip
            each.setVisible(is_shown)

    def _on_single(self) -> None:
        self.print_wanted.emit(False)  # noqa: FBT003  # a signal

    def _on_sheet(self) -> None:
        self.print_wanted.emit(True)  # noqa: FBT003  # a signal

    def _on_current_changed(self, card: CardRow | None) -> None:
        is_live = card is not None and card.state == "active"
        is_card = is_live and card is not None and card.kind == "card"
        self.replace.setEnabled(is_card)
        self.block.setEnabled(is_live and card is not None and card.kind != "number")

    def _on_replace(self) -> None:
        self._ask(
            tr("Replace this card"),
            tr("The number {number} stops working at once; points and tier stay with the member."),
            tr("Replace"),
            lambda card, reason: cards.replace(self._hall.desk, card.id, reason),
            danger=False,
        )

    def _on_block(self) -> None:
        self._ask(
            tr("Block this card"),
            tr("The number {number} stops working for good; points and tier stay with the member."),
            tr("Block"),
            lambda card, reason: cards.block(self._hall.desk, card.id, reason),
            danger=True,
        )

    def _ask(
        self, title: str, text: str, primary: str, act: Callable[[CardRow, str], object],
        *, danger: bool,
    ) -> None:  # fmt: skip
        card = self.table.selected_row()
        if card is None:
            return
        self.dialog = ReasonDialog(
            self, title, text.format(number=fmt.code(card.typed)), primary,
            lambda reason: act(card, reason), danger=danger,
        )  # fmt: skip
        self.dialog.accepted.connect(self.refresh)
        self.dialog.open()


def _kind(card: CardRow) -> str:
    names = {
        "card": tr("Points card"), "number": tr("Member number"), "former": tr("Former code"),
    }  # fmt: skip
    return names.get(card.kind, card.kind)


def _state(card: CardRow) -> str:
    names = {"active": tr("In use"), "blocked": tr("Blocked"), "replaced": tr("Replaced")}
    return names.get(card.state, card.state)


def _tone(card: CardRow) -> str:
    return {"active": "ok", "blocked": "danger"}.get(card.state, "plain")
