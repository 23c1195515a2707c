"""Rewards, vouchers, stamps and the wallet of a member, and what can be given here."""

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club, prepaid, reward_figures, spender, stamps, vouchers
from loyaldesk.services.prepaid import MovementRow
from loyaldesk.services.profile import CounterCard, Profile
from loyaldesk.services.reward_figures import UseRow
from loyaldesk.services.vouchers import VoucherRow
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, chip, heading, set_chip
from loyaldesk.ui.kit.layout import Card, L, M, S, ScrollPage, column, row
from loyaldesk.ui.kit.table import RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member import reward_rows
from loyaldesk.ui.pages.member.bonus_dialog import BonusDialog
from loyaldesk.ui.pages.member.bonus_dialog import offered as bonuses_offered
from loyaldesk.ui.pages.member.proof_dialog import PIN, WORD, ProofDialog
from loyaldesk.ui.pages.member.rows_view import framed, room_for_bar
from loyaldesk.ui.pages.member.stamps_card import StampsCard
from loyaldesk.ui.pages.member.take_dialog import TakeDialog, TakenDialog
from loyaldesk.ui.pages.member.take_dialog import offered as rewards_offered
from loyaldesk.ui.pages.member.wallet_dialog import WalletDialog
from loyaldesk.ui.parts.hall import Hall

SIDE_WIDTH = 352
VOUCHERS, TAKEN, WALLET = "vouchers", "taken", "wallet"


class RewardsTab(QWidget):
    """Wallet, stamps and proofs on one side; vouchers, rewards taken, movements on the other."""

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__()
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        may_know = hall.desk.may(Permission.PROGRAMME_READ)
        rules = club.programme(hall.desk) if may_know else Programme()
        self._card: CounterCard | None = None
        self.dialog: Dialog | None = None
        self.wallet_sum = Label("", "num")
        self.correct = button(tr("Correct…"), icon_name="adjustments")
        self.stamps = StampsCard()
        self.pin = _ProofLine(tr("The member's PIN"))
        self.word = _ProofLine(tr("Family word"))
        self.views: Segments[str] = Segments(
            [(tr("Vouchers"), VOUCHERS), (tr("Rewards taken"), TAKEN),
             (tr("Wallet entries"), WALLET)], tr("What to show"),
        )  # fmt: skip
        self.vouchers: RowsTable[VoucherRow] = RowsTable(
            reward_rows.voucher_columns(), tr("Vouchers"), sorting="none",
            empty=EmptyState("tag", tr("No voucher yet. Rewards and full stamp cards make them.")),
        )  # fmt: skip
        self.taken: RowsTable[UseRow] = RowsTable(
            reward_rows.use_columns(rules), tr("Rewards taken"), sorting="none",
            empty=EmptyState("gift", tr("No reward was taken yet.")),
        )  # fmt: skip
        self.movements: RowsTable[MovementRow] = RowsTable(
            reward_rows.movement_columns(), tr("Wallet entries"), sorting="none",
            empty=EmptyState("wallet", tr("No money was ever in this wallet.")),
        )  # fmt: skip
        self.take = button(tr("Take a reward…"), icon_name="gift")
        self.bonus = button(tr("Give a bonus…"), icon_name="sparkles")
        self.pages = QStackedWidget()
        self._build()

    def show_profile(self, profile: Profile, _today: date) -> None:
        """Show whose page it is; what cannot be done is not offered."""
        self._card = card = profile.card
        may, is_active = self._desk.may, card.state == "active"
        may_take = may(Permission.REWARD_TAKE) and may(Permission.POINTS_SPEND)
        self.take.setVisible(is_active and may_take and bool(rewards_offered(self._desk)))
        self.bonus.setVisible(is_active and bool(bonuses_offered(self._desk)))
        self.correct.setVisible(is_active and may(Permission.ACCOUNT_CORRECT))
        self._proofs.setVisible(card.state != "erased")
        for line in (self.pin, self.word):
            line.change.setVisible(is_active and may(Permission.MEMBER_EDIT_CONTACT))

    def refresh(self) -> None:
        """Read everything anew."""
        desk, id_ = self._desk, self._member_id
        wallet = prepaid.wallet(desk, id_)
        self._balance = wallet.balance_rial
        self.wallet_sum.setText(fmt.amount_with_unit(wallet.balance_rial))
        self.movements.show_rows(wallet.entries)
        found = vouchers.voucher_list(desk, member_id=id_)
        self.vouchers.show_rows(found)
        self.taken.show_rows(reward_figures.uses_list(desk, member_id=id_))
        self.stamps.show_cards(stamps.standing(desk, id_))
        usable = sum(one.state == "open" and not one.is_over for one in found)
        self.views.set_words(
            VOUCHERS, tr("Vouchers ({n} open)").format(n=fmt.number(usable)) if usable else
            tr("Vouchers"),
        )  # fmt: skip
        known = spender.proofs(desk, id_)
        self.pin.show_state(is_set=known.has_pin)
        self.word.show_state(is_set=known.has_word)

    def open_take(self) -> None:
        """Choose a reward, take it, show what became of it."""
        if self._card is None:
            return
        dialog = TakeDialog(self.window(), self._hall, self._card)
        dialog.accepted.connect(lambda: self._on_taken(dialog))
        self._open(dialog)

    def open_bonus(self) -> None:
        """Give a bonus for an answer."""
        dialog = BonusDialog(self.window(), self._desk, self._member_id)

        def told() -> None:
            gain = dialog.outcome.points if dialog.outcome is not None else 0
            text = tr("{points} points were given.").format(points=fmt.number(gain))
            self._hall.toasts.show(text)

        dialog.accepted.connect(told)
        self._open(dialog)

    def open_wallet(self) -> None:
        """Correct what is in the wallet."""
        dialog = WalletDialog(self.window(), self._desk, self._member_id, self._balance)
        dialog.accepted.connect(lambda: self._hall.toasts.show(tr("The wallet was corrected.")))
        self._open(dialog)

    def open_proof(self, kind: str) -> None:
        """Set or remove the PIN or the family word."""
        line = self.pin if kind == PIN else self.word
        dialog = ProofDialog(self.window(), self._hall, self._member_id, kind, has_one=line.is_set)

        def told() -> None:
            self._hall.toasts.show(
                tr("It was removed.") if dialog.was_removed else tr("It holds from now on.")
            )

        dialog.accepted.connect(told)
        self._open(dialog)

    def _build(self) -> None:
        self._balance = 0
        wallet = Card(row(heading(tr("Wallet"), 2), None, self.correct), self.wallet_sum, spacing=S)
        self._proofs = Card(
            heading(tr("Proof of who spends"), 2),
            Label(tr("Asked for before many points are spent."), "muted", wrap=True),
            self.pin, self.word, spacing=S,
        )  # fmt: skip
        side = ScrollPage(wallet, self.stamps, self._proofs, None)
        room_for_bar(side, S)
        side.setFixedWidth(SIDE_WIDTH)
        for table in (self.vouchers, self.taken, self.movements):
            self.pages.addWidget(framed(table))
        lists = column(
            self.views, self.pages, row(self.take, self.bonus, None), spacing=S
        )  # fmt: skip
        lists.setStretch(1, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(L)
        layout.addWidget(side)
        layout.addLayout(lists, 1)
        self.views.chosen.connect(self.show_view)
        self.take.clicked.connect(self.open_take)
        self.bonus.clicked.connect(self.open_bonus)
        self.correct.clicked.connect(self.open_wallet)
        self.pin.change.clicked.connect(lambda: self.open_proof(PIN))
        self.word.change.clicked.connect(lambda: self.open_proof(WORD))

    def show_view(self, which: str) -> None:
        """Show vouchers, rewards taken, or what moved in the wallet."""
        self.views.set_value(which)
        self.pages.setCurrentIndex((VOUCHERS, TAKEN, WALLET).index(which))

    def _on_taken(self, dialog: TakeDialog) -> None:
        if dialog.taken is not None:
            self._open(TakenDialog(self.window(), self._hall, dialog.taken))

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.accepted.connect(self.refresh)
        dialog.open()


class _ProofLine(QWidget):
    """One proof: whether it is set, and the way to change it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.is_set = False
        self.state = chip("", "plain")
        self.change = quiet_button(tr("Set…"))
        self.change.setAccessibleDescription(name)
        inside = row(Label(name), self.state, None, self.change, spacing=M)
        inside.setContentsMargins(0, 0, 0, 0)
        self.setLayout(inside)

    def show_state(self, *, is_set: bool) -> None:
        """Show whether there is one."""
        self.is_set = is_set
        set_chip(self.state, tr("set") if is_set else tr("none"), "ok" if is_set else "plain")
        self.change.set_words(tr("Change…") if is_set else tr("Set…"))
