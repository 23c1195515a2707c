"""How the sale of the counter looks: amount, choices, buttons, and the panels in their place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club
from loyaldesk.services.drafts import Basket
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.returns import ReturnPlan
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, icon_button, primary_button, quiet_button
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import heading, muted
from loyaldesk.ui.kit.layout import XS, Card, M, S, box, column, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.pages.counter import sale_words
from loyaldesk.ui.pages.counter.chosen_view import ChosenView
from loyaldesk.ui.pages.counter.lines_card import LinesCard
from loyaldesk.ui.pages.counter.prepaid_dialog import PrepaidDialog
from loyaldesk.ui.pages.counter.proof_panel import ProofPanel
from loyaldesk.ui.pages.counter.reckoning import Reckoning
from loyaldesk.ui.pages.counter.redeem import RedeemPanel
from loyaldesk.ui.parts.hall import Hall

_ROOM_FOR_ICONS = 350


class SaleSheet(Card):
    """The sheet without its work.

    Args:
        hall: Where and who.
    """

    lines_asked = Signal(bool)  # the table of lines is to be seen, or not
    line_made = Signal(object)  # Line: a gift card that is sold, or money for the wallet
    exchange_left = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__(spacing=M)
        self._desk = hall.desk
        unit = fmt.unit_name()
        self.title = heading(tr("New sale"), 2)
        self.amount = Field(
            tr("Amount ({unit})").format(unit=unit), AmountEdit(big=True, name=tr("Amount"))
        )
        self.in_words = muted("", wrap=True)
        self.earns = muted("", wrap=True)
        self.exchange_note = Note(
            "", "info", tr("Cancel"), self.exchange_left.emit, icon_name="refresh"
        )
        self.warning = Note("", "warn")
        self.chosen = ChosenView()
        self.record = primary_button(tr("Record sale"), "Enter", tall=True)
        self.redeem = button(tr("Rewards"), "F6", "gift")
        self.lines_switch = quiet_button(tr("Lines"), "Ctrl+L", "list")
        self.more = icon_button("dots", tr("More"))
        self.panel = RedeemPanel()
        self.proof = ProofPanel(hall)
        self.lines = LinesCard()
        self.dialog: PrepaidDialog | None = None
        self._may_redeem = hall.desk.may(Permission.POINTS_SPEND)
        self._part = "main"
        self._coming_back: ReturnPlan | None = None
        self._arrange()
        self.more.clicked.connect(self.open_menu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow sheet has room for words and keys, not for icons beside them."""
        super().resizeEvent(event)
        for made, colour in ((self.redeem, "ink"), (self.lines_switch, "accent")):
            if self.width() < _ROOM_FOR_ICONS:
                made.setIcon(QIcon())
            else:
                made.paint_icon(colour)

    def focus_amount(self) -> None:
        """Let the next key go into the amount."""
        self.amount.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.widget.selectAll()

    def set_open(self, may: bool) -> None:  # noqa: FBT001  # one thing, said by the method's name
        """Let an amount be typed, or not."""
        self.amount.setEnabled(may)
        self.amount.widget.setReadOnly(False)
        self.amount.set_hint("")
        if not may:
            self.show_lines(shown=False)

    def show_lines(self, *, shown: bool) -> None:
        """Let the table of lines be seen, or not."""
        self.lines_asked.emit(shown)

    def show_part(self, part: str) -> None:
        """Show ``main`` (record), ``redeem`` or ``proof``."""
        self._part = part
        self._main.setVisible(part == "main")
        self.panel.setVisible(part == "redeem")
        self.proof.setVisible(part == "proof")
        self.earns.setVisible(part == "main")
        titles = {"redeem": tr("Rewards and points"), "proof": tr("Who is spending?")}
        self.title.setText(titles.get(part) or self._plain_title())

    def say_exchange(self, plan: ReturnPlan | None) -> None:
        """Say whose goods come back together with this sale."""
        self._coming_back = plan
        self.exchange_note.setVisible(plan is not None)
        if plan is not None:
            self.exchange_note.say(sale_words.coming_back(plan), "info")
        self.show_part(self._part)

    def show_sale(
        self, card: CounterCard | None, basket: Basket | None, reckoned: Reckoning | None,
        back_rial: int,
    ) -> None:  # fmt: skip
        """Bring every text to what is typed now."""
        self.in_words.setText(self.amount.widget.words() if card else "")
        self.in_words.setVisible(card is not None and bool(basket))
        seen = reckoned.seen if reckoned else None
        # a list may still lie over the member, with the whole sheet asleep under it
        is_open = card is not None and self.amount.isEnabledTo(self)
        rules = club.programme(self._desk)
        self.earns.setText(sale_words.earns(card, seen, rules, is_open=is_open))
        self.record.set_words(self._record_words(reckoned))
        if reckoned is not None:
            self.chosen.show_choices(reckoned, rules, back_rial)
        else:
            self.chosen.hide()
        self.redeem.setEnabled(is_open)
        self.lines_switch.setEnabled(is_open)
        self.more.setEnabled(is_open)

    def open_menu(self) -> QMenu:
        """Offer what is done seldom."""
        menu = QMenu(self)
        menu.setToolTipsVisible(False)
        for words, kind in (
            (tr("Sell a gift card…"), "gift_card"), (tr("Top up the wallet…"), "top_up")
        ):  # fmt: skip
            action = menu.addAction(plain_words(words))
            action.triggered.connect(lambda _=False, kind=kind: self.sell_prepaid(kind))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        return menu

    def sell_prepaid(self, kind: str) -> None:
        """Ask what a gift card or the wallet is filled with."""
        if not self.amount.isEnabled():
            return
        self.dialog = PrepaidDialog(self.window(), kind)
        self.dialog.made.connect(self.line_made)
        self.dialog.open()

    def _plain_title(self) -> str:
        return tr("Exchange") if self._coming_back else tr("New sale")

    def _record_words(self, reckoned: Reckoning | None) -> str:
        plan = self._coming_back
        if reckoned is None:
            return tr("Record exchange") if plan else tr("Record sale")
        points = reckoned.seen.points
        if plan is None:
            return tr("Record sale, {points} points").format(points=fmt.signed(points))
        points += plan.points_back - plan.points_taken - reckoned.spent_points
        return tr("Record exchange, {points} points").format(points=fmt.signed(points))

    def _arrange(self) -> None:
        below = row(self.redeem, None, self.lines_switch, self.more, spacing=XS)
        self._main = box(column(self.chosen, self.warning, self.record, below, spacing=M))
        for item in (self.title, self.exchange_note, self.amount, self.in_words, self.earns,
                     self._main, self.panel, self.proof):  # fmt: skip
            self.body.addWidget(item)
        self.body.addStretch(1)
        self.body.setSpacing(S)
        self.redeem.setVisible(self._may_redeem)
        QWidget.setTabOrder(self.amount.widget, self.record)
        QWidget.setTabOrder(self.record, self.redeem)
