"""The top of the member page: who it is, what is held, and what can be done."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.record import Joined
from loyaldesk.ui.kit.avatar import Avatar
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, icon_button, primary_button
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import ElidedLabel, chip, muted, number, set_chip
from loyaldesk.ui.kit.layout import XS, Card, L, M, S, box, column, row
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.pages.member.care_row import CareRow
from loyaldesk.ui.parts.tier_badge import TierBadge

ROOM_FOR_CARD = 900


class MemberHead(Card):
    """Name, tier, points, and the buttons of the page."""

    sale_wanted = Signal()
    edit_wanted = Signal()
    card_wanted = Signal()
    block_wanted = Signal()
    correct_wanted = Signal()
    transfer_wanted = Signal()
    merge_wanted = Signal()
    stage_wanted = Signal()
    erase_wanted = Signal()
    paper_wanted = Signal(str)  # "member-file" or "statement"

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=XS)
        self._may = desk.may
        self._may_print = False
        self.avatar = Avatar("", 56)
        self.name = ElidedLabel("", "h1")
        self.badge = TierBadge()
        self.state = chip("", "danger")
        self.line = ElidedLabel("", "muted")
        self.points = number("", "num")
        self.worth = muted("")
        self.sale = primary_button(tr("New sale"), icon_name="cash-register")
        self.edit = button(tr("Edit"), icon_name="edit")
        self.card = button(tr("Print card"), icon_name="credit-card")
        self.more = icon_button("dots", tr("More"))
        self.block = QAction(self)
        self.print = QAction(icon("credit-card"), "", self)
        self.file = QAction(icon("printer"), tr("Print file…"), self)
        self.statement = QAction(icon("file-text"), tr("Print statement of points…"), self)
        self.correct = QAction(icon("adjustments"), tr("Correct points…"), self)
        self.transfer = QAction(icon("arrow-forward-up"), tr("Hand points over…"), self)
        self.stage = QAction(icon("route"), tr("Set the stage…"), self)
        self.merge = QAction(icon("users-group"), tr("Merge with another record…"), self)
        self.erase = QAction(icon("trash", "danger"), tr("Erase the data…"), self)
        self.care = CareRow(desk)
        self.blocked = Note("", "danger", icon_name="ban")
        self.blocked.hide()
        self._build()

    def show_card(self, card: CounterCard, merge: Joined | None = None) -> None:
        """Show *card*; what cannot be done with this member is not offered.

        Args:
            card: The member.
            merge: By which the record became part of another; None: it is its own.
        """
        is_erased = card.state == "erased"
        name = member_name(card)
        self.avatar.set_name("" if is_erased else card.name)
        self.name.setText(name)
        self.name.ensurePolished()  # the width is that of its own letters
        self.name.setMaximumWidth(self.name.fontMetrics().horizontalAdvance(name) + 12)
        self.badge.set_tier(card.tier)
        self.state.setVisible(card.state != "active")
        if merge is not None:
            set_chip(self.state, tr("Merged"), "info")
        elif card.state == "blocked":
            set_chip(self.state, tr("Blocked"), "danger")
        elif is_erased:
            set_chip(self.state, tr("Erased"), "plain")
        self.line.setText(_line(card))
        self.points.setText(fmt.number(card.points))
        self.worth.setText(
            tr("points = {amount}").format(amount=fmt.amount_with_unit(card.worth_rial))
        )
        self.blocked.say(
            tr("This member is blocked: {reason}").format(reason=isolate(card.state_reason)),
            "danger",
        )
        self.blocked.setVisible(card.state == "blocked" and merge is None)
        self._offer(card, is_merged=merge is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the name keeps its room, the card goes into the menu."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_narrow = self.width() < ROOM_FOR_CARD
        self.card.setVisible(self._may_print and not is_narrow)
        self.print.setVisible(self._may_print and is_narrow)

    def _offer(self, card: CounterCard, *, is_merged: bool) -> None:
        may, is_erased = self._may, card.state == "erased" or is_merged
        is_blocked = card.state == "blocked"
        self.sale.setVisible(card.state == "active" and may(Permission.SALE_RECORD))
        self.edit.setVisible(not is_erased and may(Permission.MEMBER_EDIT_CONTACT))
        words = tr("Print card") if card.card else tr("New card")
        self.card.set_words(words)
        self.print.setText(plain_words(words))
        self._may_print = not is_erased and may(Permission.CARD_ISSUE)
        self._fit()
        self.block.setText(tr("Unblock the member") if is_blocked else tr("Block the member…"))
        self.block.setIcon(icon("user-check" if is_blocked else "ban"))
        self.block.setVisible(not is_erased and may(Permission.MEMBER_BLOCK))
        self.correct.setVisible(not is_erased and may(Permission.POINTS_ADJUST))
        self.transfer.setVisible(card.state == "active" and may(Permission.POINTS_TRANSFER))
        self.stage.setVisible(not is_erased and may(Permission.MEMBER_EDIT))
        self.merge.setVisible(not is_erased and may(Permission.MEMBER_MERGE))
        self.erase.setVisible(card.state != "erased" and may(Permission.MEMBER_ERASE))
        self.file.setVisible(not is_erased)
        self.statement.setVisible(not is_erased)
        acts = (
            self.print, self.file, self.statement, self.block, self.correct, self.transfer,
            self.stage, self.merge, self.erase,
        )  # fmt: skip
        self.more.setVisible(any(act.isVisible() for act in acts))

    def _build(self) -> None:
        title = row(self.name, self.badge, self.state, spacing=M)
        title.setStretch(0, 1000)
        title.addStretch(1)
        who = column(title, self.line, spacing=XS)
        points = box(column(self.points, self.worth, spacing=0))
        buttons = row(self.sale, self.edit, self.card, self.more, spacing=S)
        head = row(self.avatar, who, points, box(buttons), spacing=L)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.care)
        self.body.addWidget(self.blocked)
        self.body.setContentsMargins(L, M, L, S)
        self.sale.clicked.connect(self.sale_wanted)
        self.edit.clicked.connect(self.edit_wanted)
        self.card.clicked.connect(self.card_wanted)
        self.print.triggered.connect(self.card_wanted)
        self.block.triggered.connect(self.block_wanted)
        self.correct.triggered.connect(self.correct_wanted)
        self.transfer.triggered.connect(self.transfer_wanted)
        self.stage.triggered.connect(self.stage_wanted)
        self.merge.triggered.connect(self.merge_wanted)
        self.erase.triggered.connect(self.erase_wanted)
        self.file.triggered.connect(lambda: self.paper_wanted.emit("member-file"))
        self.statement.triggered.connect(lambda: self.paper_wanted.emit("statement"))
        self.more.clicked.connect(self.open_menu)

    def open_menu(self) -> QMenu:
        """Open the menu of the rarer acts under its button."""
        menu = QMenu(self)
        menu.addActions([self.print, self.file, self.statement])
        menu.addSeparator()
        menu.addActions([self.correct, self.transfer])
        menu.addSeparator()
        menu.addActions([self.stage, self.merge, self.block])
        menu.addSeparator()
        menu.addAction(self.erase)
        menu.aboutToHide.connect(menu.deleteLater)
        corner = QPoint(0, self.more.height() + 2)
        if self.layoutDirection() != self.more.layoutDirection():
            corner.setX(self.more.width())
        menu.popup(self.more.mapToGlobal(corner))
        return menu


def member_name(card: CounterCard) -> str:
    """Return whom the page is about; an erased member has only the number left."""
    if card.state == "erased":
        return tr("Erased member {number}").format(number=fmt.code(card.number))
    return isolate(f"{card.honorific} {card.name}".strip())


def _line(card: CounterCard) -> str:
    parts = [tr("Member {number}").format(number=fmt.code(card.number))]
    if card.card:
        parts.append(tr("card {number}").format(number=fmt.code(card.card)))
    parts.append(tr("since {day}").format(day=fmt.day(card.registered_on)))
    return "  \u00b7  ".join(parts)
