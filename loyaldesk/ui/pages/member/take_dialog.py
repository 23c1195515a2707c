"""A member takes a reward with points, without buying: a gift, or a voucher with its code."""

import uuid

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, rewards, spender, voucher_paper
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.rewards import TakenReward
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.member.proof_fields import ProofFields
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog

TABLE_HEIGHT = 250


class TakeDialog(Dialog):
    """Chooses one of the rewards for points and takes it."""

    def __init__(self, parent: QWidget, hall: Hall, card: CounterCard) -> None:
        super().__init__(parent, tr("Take a reward"), primary=tr("Take it"), width=560)
        self._hall, self._desk, self._card = hall, hall.desk, card
        self._key = uuid.uuid4().hex
        self.taken: TakenReward | None = None
        self.table: RowsTable[Reward] = RowsTable(
            self._columns(), tr("Rewards for points"), sorting="none",
            empty=EmptyState("gift", tr("The programme has no reward for points.")),
        )  # fmt: skip
        self.table.setMinimumHeight(TABLE_HEIGHT)
        self.after = Label("", "muted", wrap=True)
        self.proof = ProofFields()
        self.add(self.table, self.after, self.proof)
        self.table.current_changed.connect(self._on_current)
        self.table.chosen.connect(lambda _reward: self.submit())
        self.table.show_rows(offered(hall.desk))
        self.table.select(0)
        self._on_current(self.table.selected_row())
        self.table.setFocus()

    def submit(self) -> None:
        """Take it, after a proof was looked at in the worker where one is asked for."""
        if not self.primary.isEnabled():
            return
        proof = self.proof.proof()
        if proof is None:
            self._take(None)
            return
        self.primary.setEnabled(False)
        desk, member_id = self._desk, self._card.id
        self._hall.runner.run(
            lambda _progress: spender.verify(desk, member_id, proof),
            done=self._on_proved, failed=self._on_refused,
        )  # fmt: skip

    def _on_proved(self, verified: spender.Verified) -> None:
        self.primary.setEnabled(True)
        if self.isVisible():
            self._take(verified)

    def _on_refused(self, error: Exception) -> None:
        self.primary.setEnabled(True)
        if not isinstance(error, ClubError):
            raise error
        self.proof.refuse(error)

    def _take(self, verified: spender.Verified | None) -> None:
        reward = self.table.selected_row()
        try:
            if reward is None:
                raise BadInput("reward", "empty")
            self.taken = rewards.take_reward(
                self._desk, self._card.id, reward.code, key=self._key, proof=verified
            )
        except ClubError as error:
            show_on({}, error, self)
            return
        self.accept()

    def _columns(self) -> list[Column[Reward]]:
        language, held = look().language, self._card.points
        return [
            Column(
                tr("Reward"), lambda one: isolate(one.name(language)),
                colour=lambda one: "" if one.points <= held else "muted",
            ),
            Column(
                tr("Points"), lambda one: fmt.number(one.points), numeric=True, width_hint=90,
                colour=lambda one: "" if one.points <= held else "muted",
            ),
            Column(tr("What it becomes"), _becomes, width_hint=130),
        ]  # fmt: skip

    def _on_current(self, reward: Reward | None) -> None:
        self.set_error("")
        self.primary.setEnabled(reward is not None)
        needed = None
        if reward is None:
            self.after.setText("")
        else:
            left = self._card.points - reward.points
            text = (
                tr("{held} points now, {left} afterwards.")
                if left >= 0
                else tr("{held} points now; the family may lend the rest.")
            )
            self.after.setText(
                text.format(held=fmt.number(self._card.points), left=fmt.number(left))
            )
            needed = spender.needs(self._desk, self._card.id, reward.points)
        self.proof.ask(needed)


def offered(desk: Desk) -> list[Reward]:
    """Return the rewards that can be taken with points today, the cheapest first."""
    if not desk.may(Permission.PROGRAMME_READ):
        return []
    return sorted(
        (
            one
            for one in club.programme(desk).rewards
            if one.is_on and one.take == Take.POINTS and one.points > 0
        ),
        key=lambda one: one.points,
    )


def _becomes(reward: Reward) -> str:
    return tr("A gift") if reward.kind == RewardKind.GIFT else tr("A voucher")


class TakenDialog(Dialog):
    """What was taken: the voucher's code to copy or print, or where the gift is."""

    def __init__(self, parent: QWidget, hall: Hall, taken: TakenReward) -> None:
        name = taken.name_fa if look().language == "fa" else taken.name_en
        super().__init__(parent, isolate(name), primary=tr("Close"), secondary="", width=440)
        self._hall, self._taken = hall, taken
        self.paper: PdfDialog | None = None
        text = tr("{points} points were used; {balance} are left.").format(
            points=fmt.number(taken.points), balance=fmt.number(taken.balance)
        )
        self.code = Label(fmt.code(taken.typed), "big", selectable=True)
        self.until = Label("", "muted", wrap=True)
        self.copy = button(tr("Copy the code"), icon_name="copy")
        self.print = button(tr("Print…"), icon_name="printer")
        self.given = button(tr("Handed over"), icon_name="check")
        for each in (self.copy, self.print, self.given):
            each.setAutoDefault(False)
        self.add(self.code, self.until, Label(text, wrap=True),
                 row(self.copy, self.print, self.given, None))  # fmt: skip
        self.copy.clicked.connect(self._on_copy)
        self.print.clicked.connect(self._on_print)
        self.given.clicked.connect(self._on_given)
        may = hall.desk.may
        self.code.setVisible(bool(taken.typed))
        self.copy.setVisible(bool(taken.typed))
        self.print.setVisible(bool(taken.voucher_id) and may(Permission.VOUCHER_ISSUE))
        self.given.setVisible(taken.delivery == "waiting" and may(Permission.GIFT_DELIVER))
        self._tell(taken.delivery)

    def _tell(self, delivery: str) -> None:
        if self._taken.typed:
            day = self._taken.valid_until
            text = tr("Good until {day}; it is given at the counter with the next sale.").format(
                day=fmt.day(day)
            ) if day else tr("It is given at the counter with the next sale.")  # fmt: skip
        elif delivery == "given":
            text = tr("Please hand the gift over now.")
        else:
            text = tr("The gift waits until somebody hands it over.")
        self.until.setText(text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._taken.typed)
        self._hall.toasts.show(tr("The codes are on the clipboard"))

    def _on_print(self) -> None:
        try:
            content = voucher_paper.voucher_list_pdf(
                self._hall.desk, [self._taken.voucher_id or 0], look()
            )
        except ClubError as error:
            show(error, self)
            return
        self.paper = PdfDialog(self._hall, self, tr("Voucher"), content, tr("Voucher"))
        self.paper.open()

    def _on_given(self) -> None:
        try:
            rewards.deliver(self._hall.desk, self._taken.use_id or 0, "given")
        except ClubError as error:
            show(error, self)
            return
        self.given.hide()
        self._tell("given")
