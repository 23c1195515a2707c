"""Vouchers that were made: found by code, member or state; one can be ended before its day."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import vouchers
from loyaldesk.services.vouchers import VoucherRow
from loyaldesk.ui.kit.buttons import button, danger_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.rewards import words
from loyaldesk.ui.pages.rewards.list_view import PIECE, ListView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog


class VouchersView(QWidget):
    """The list of vouchers. Enter opens the member; ``Del`` is nobody's: ending asks why."""

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.dialog: ReasonDialog | None = None
        self.search = SearchBox(tr("Code or member"))
        self.state: Segments[str] = Segments(
            [(tr("All"), ""), (tr("Open"), "open"), (tr("Used"), "used"), (tr("Ended"), "ended")],
            tr("Which vouchers"),
        )
        self.list: ListView[VoucherRow] = ListView(_columns(), tr("Vouchers"), self._fetch)
        self.open = button(tr("Page of the member"), icon_name="user")
        self.end = danger_button(tr("End the voucher…"), "F9", "ban")
        self.search.searched.connect(lambda _typed: self.refresh())
        self.search.left_downwards.connect(self.list.enter)
        self.search.entered.connect(lambda _typed: self.list.enter())
        self.state.chosen.connect(lambda _state: self.refresh())
        self.list.table.chosen.connect(self._on_chosen)
        self.list.table.current_changed.connect(self._on_current)
        self.open.clicked.connect(lambda: self._on_chosen(self.list.table.selected_row()))
        self.end.clicked.connect(self.begin_end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        head = row(self.search, self.state, spacing=M)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.open, None, self.end))
        self.end.setVisible(hall.desk.may(Permission.VOUCHER_ISSUE))
        self._on_current(None)

    def refresh(self) -> None:
        """Read the list anew."""
        self.list.set_empty(self._empty())
        self.list.refresh()
        self._on_current(self.list.table.selected_row())

    def focus_first(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus()

    def take_scan(self, code: str) -> None:
        """Look for a scanned voucher among all of them."""
        self.state.set_value("")
        self.search.setText(code)
        self.refresh()

    def begin_end(self) -> None:
        """Ask why the voucher under the cursor is ended."""
        chosen = self.list.table.selected_row()
        if chosen is None or chosen.state != "open":
            return
        self.dialog = ReasonDialog(
            self, tr("End the voucher {code}").format(code=fmt.code(chosen.typed)),
            tr("It cannot be used any more. Points that paid for it are not given back."),
            tr("End it"), lambda why: vouchers.end_voucher(self._hall.desk, chosen.id, why),
        )  # fmt: skip
        self.dialog.accepted.connect(self._on_ended)
        self.dialog.open()

    def _fetch(self, before: Sequence[VoucherRow]) -> list[VoucherRow]:
        return vouchers.voucher_list(
            self._hall.desk, state=self.state.value(), typed=self.search.text(), limit=PIECE,
            offset=len(before),
        )  # fmt: skip

    def _empty(self) -> EmptyState:
        if self.search.text().strip() or self.state.value():
            return EmptyState(
                "search", tr("No voucher fits what you are looking for."), tr("Show all"),
                self._show_all,
            )  # fmt: skip
        return EmptyState(
            "barcode",
            tr(
                "Here stand vouchers with their codes: issued by hand, taken for points, or"
                " brought by a full stamp card."
            ),
        )

    def _show_all(self) -> None:
        self.state.set_value("")
        self.search.clear()
        self.refresh()

    def _on_ended(self) -> None:
        self.refresh()
        self.changed.emit()
        self._hall.toasts.show(tr("The voucher is ended"))

    def _on_chosen(self, chosen: VoucherRow | None) -> None:
        if chosen is not None and chosen.member_id is not None:
            self.member_wanted.emit(chosen.member_id)

    def _on_current(self, chosen: VoucherRow | None) -> None:
        self.open.setEnabled(chosen is not None and chosen.member_id is not None)
        self.end.setEnabled(chosen is not None and chosen.state == "open")


def _columns() -> list[Column[VoucherRow]]:
    is_persian = look().language == "fa"
    return [
        Column(tr("Code"), lambda one: fmt.code(one.typed), width_hint=180),
        Column(tr("Reward"), lambda one: isolate(one.name_fa if is_persian else one.name_en)),
        Column(
            tr("Member"),
            lambda one: isolate(one.member) if one.member else tr("whoever brings it"),
            width_hint=180, colour=lambda one: "" if one.member else "muted",
        ),
        Column(
            tr("State"), lambda one: words.voucher_state(one)[0], width_hint=120,
            tone=lambda one: words.voucher_state(one)[1],
        ),
        Column(
            tr("Valid until"), lambda one: fmt.day(one.valid_until) if one.valid_until else "—",
            width_hint=130,
        ),
        Column(tr("Source"), lambda one: words.source_words(one.source), width_hint=160),
    ]  # fmt: skip
