"""Who is at the counter: points, tier, the way to the next one, and what to say today."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.attention import Attention
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import CounterCard, Occasion
from loyaldesk.services.tier_words import fall_words
from loyaldesk.ui.kit.avatar import Avatar
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.labels import ElidedLabel, leading, muted, number, trailing
from loyaldesk.ui.kit.layout import XS, Card, L, M, S, column, put, row
from loyaldesk.ui.pages.counter.concerns import concerns_of, touch_line
from loyaldesk.ui.pages.counter.holdings import Holding, HoldingsRow
from loyaldesk.ui.parts.points_meter import PointsMeter
from loyaldesk.ui.parts.quick_row import QuickRow
from loyaldesk.ui.parts.tier_badge import TierBadge

LONGEST_NOTE = 120
ROOM_FOR_AVATAR = 520


class MemberCard(Card):
    """The card of one member.

    Args:
        desk: Who may do what.
    """

    profile_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=M)
        self._card: CounterCard | None = None
        self.avatar = Avatar("", 64)
        self.name = FittedLabel("h1")
        self.badge = TierBadge()
        self.codes = ElidedLabel("", "muted")
        self.points = number("", "big")
        self.worth = muted("")
        for label in (self.points, self.worth):
            label.setAlignment(trailing())
        self.meter = PointsMeter()
        self.habits = ElidedLabel("", "muted")
        self.touch = ElidedLabel("", "muted")
        self.holdings = HoldingsRow()
        self.quick = QuickRow(desk)
        self.profile = quiet_button(tr("Profile"), "F4", "user")
        self.profile.clicked.connect(self.profile_wanted)
        self._shown: list[Note] = []
        self._is_brief = False
        self._notes = QVBoxLayout()
        self._notes.setSpacing(S)
        self._build()

    def show_card(
        self, card: CounterCard, holdings: list[Holding], found: Attention
    ) -> None:  # fmt: skip
        """Show *card*, what its member has besides points, and what to say today."""
        self._card = card
        name = f"{card.honorific} {card.name}".strip()
        self.avatar.set_name(card.name)
        self.name.setText(name)
        self.badge.set_tier(card.tier)
        self.codes.setText(_codes(card))
        self.points.setText(fmt.number(card.points))
        self.worth.setText(
            tr("points = {amount}").format(amount=fmt.amount_with_unit(card.worth_rial))
        )
        self.meter.show_way(card.way)
        self.habits.setText(_habits(card))
        self.holdings.show_holdings(holdings)
        self.quick.setVisible(card.state != "erased")
        self.setAccessibleName(name)
        self.show_attention(found)

    def show_attention(self, found: Attention) -> None:
        """Show anew what is open about the member."""
        if self._card is None:
            return
        self.touch.setText(touch_line(found))
        told = notes_of(self._card)
        is_barred = self._card.state != "active"
        self._show_notes(told[:1] + concerns_of(found) + told[1:] if is_barred
                         else concerns_of(found) + told)  # fmt: skip
        self.set_brief(brief=self._is_brief)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room, the name goes before the picture."""
        super().resizeEvent(event)
        has_room = self.width() >= ROOM_FOR_AVATAR
        self.avatar.setVisible(has_room)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._head.setDirection(beside if has_room else below)
        self._head.setSpacing(L if has_room else XS)
        self._sums.setDirection(below if has_room else beside)
        self._sums.setSpacing(0 if has_room else M)
        for label in (self.points, self.worth):
            label.setAlignment(trailing() if has_room else leading())

    def set_brief(self, *, brief: bool) -> None:
        """Show only who it is: the lines of a sale need the room."""
        self._is_brief = brief
        self.habits.setVisible(not brief)
        self.touch.setVisible(not brief and bool(self.touch.text()))
        self.holdings.setVisible(not brief and bool(self.holdings.words()))
        for note in self._shown:
            note.setVisible(not brief)

    def notes(self) -> list[str]:
        """Return what the card asks to say, from top to bottom."""
        return [note.label.text() for note in self._shown]

    def _build(self) -> None:
        title = row(self.name, self.badge, spacing=M)
        title.addStretch(1)
        title.setStretch(0, 1000)
        who = column(title, self.codes, spacing=XS)
        self._sums = column(self.points, self.worth, spacing=0)
        self._sums.setStretch(1, 1)
        self._head = head = row(self.avatar, who, self._sums, spacing=L)
        head.setStretch(1, 1)
        way = row(self.meter, self.profile, spacing=L)
        way.setStretch(0, 1)
        for item in (head, way):
            self.body.addLayout(item)
        self.body.addWidget(self.habits)
        self.body.addWidget(self.touch)
        self.body.addWidget(self.holdings)
        self.body.addWidget(self.quick)
        self.body.addLayout(self._notes)

    def _show_notes(self, notes: list[tuple[str, str, str]]) -> None:
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = [Note(text, kind, icon_name=icon) for text, kind, icon in notes]
        put(self._notes, *self._shown)


class FittedLabel(ElidedLabel):
    """One line that takes the room of its text and no more; what follows stands beside it."""

    def __init__(self, role: str = "") -> None:
        super().__init__("", role)

    def setText(self, text: str) -> None:  # noqa: N802  # Qt's name
        """Show *text*."""
        super().setText(text)
        self.ensurePolished()
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance(text) + 6)


def notes_of(card: CounterCard) -> list[tuple[str, str, str]]:
    """Return what to say about a member today: sentence, kind and icon of each."""
    found = []
    if card.state == "blocked":
        found.append((_blocked(card), "danger", "ban"))
    if card.state == "erased":
        text = tr("The data of member {number} were erased.").format(number=fmt.code(card.number))
        found.append((text, "danger", "ban"))
    found += [
        (_occasion(each), "ok", "cake" if each.kind == "birthday" else "heart")
        for each in card.occasions
    ]
    if card.debt:
        text = tr("{points} points are owed; the next points settle them first.").format(
            points=fmt.number(card.debt)
        )
        found.append((text, "warn", "coins"))
    if card.expiring and card.expires_first is not None:
        found.append((_expiring(card), "warn", "clock"))
    if card.fall is not None and card.state == "active":
        found.append((fall_words(card.fall), "warn", "clock"))
    if card.pending:
        text = tr("{points} points can be used later.").format(points=fmt.number(card.pending))
        found.append((text, "info", "clock"))
    if card.note:
        found.append((_note(card), "plain", "note"))
    return found


def _blocked(card: CounterCard) -> str:
    return tr("This member is blocked: {reason}").format(reason=isolate(card.state_reason))


def _occasion(each: Occasion) -> str:
    is_birthday = each.kind == "birthday"
    if each.days == 0:
        return tr("Birthday today") if is_birthday else tr("Wedding anniversary today")
    if each.days == 1:
        return tr("Birthday tomorrow") if is_birthday else tr("Wedding anniversary tomorrow")
    text = (
        tr("Birthday in {days} days, on {day}")
        if is_birthday
        else tr("Wedding anniversary in {days} days, on {day}")
    )
    return text.format(days=fmt.number(each.days), day=fmt.short_day(each.on_day))


def _expiring(card: CounterCard) -> str:
    assert card.expires_first is not None  # noqa: S101  # asked for by the caller
    return tr("{points} points end soon; the first can be used up to and including {day}.").format(
        points=fmt.number(card.expiring), day=fmt.short_day(card.expires_first)
    )


def _note(card: CounterCard) -> str:
    text = " ".join(card.note.split())
    return text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1] + "…"


def _codes(card: CounterCard) -> str:
    parts = [card.contact.text] if card.contact.text else []
    if card.card:
        parts.append(tr("Card {number}").format(number=fmt.code(card.card)))
    parts.append(tr("No. {number}").format(number=fmt.code(card.number)))
    return "   |   ".join(parts)


def _habits(card: CounterCard) -> str:
    if not card.visits or card.basket_rial is None:
        since = fmt.day(card.registered_on)
        return tr("Member since {day}, no sale yet").format(day=since)
    parts = [
        trn("{n} visit", "{n} visits", card.visits).format(n=fmt.number(card.visits)),
        tr("usual sale {amount}").format(amount=fmt.amount_with_unit(card.basket_rial)),
    ]
    if card.last_on is not None:
        parts.append(tr("last on {day}").format(day=fmt.day(card.last_on)))
    return "   |   ".join(parts)
