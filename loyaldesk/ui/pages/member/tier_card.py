"""Where a member stands on the ladder: the way up, a fall that is foretold, a tier by hand."""

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, tier_hands
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.telling import tier_name
from loyaldesk.services.tier_words import fall_words
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import ElidedLabel, heading
from loyaldesk.ui.kit.layout import Card, M, row
from loyaldesk.ui.pages.member.tier_dialog import TierDialog
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.points_meter import PointsMeter
from loyaldesk.ui.parts.tier_badge import TierBadge


class TierCard(Card):
    """The tier, the way to the next one, and the acts of who may set it."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(spacing=M)
        self._hall, self._desk = hall, hall.desk
        self._card: CounterCard | None = None
        self.dialog: Dialog | None = None
        self.badge = TierBadge()
        self.since = ElidedLabel("", "muted")
        self.set = button(tr("Set by hand…"), icon_name="award")
        self.set.clicked.connect(self.open_dialog)
        self.meter = PointsMeter()
        self.fall = Note("", "warn", icon_name="trending-down")
        self.hand = Note("", "info", tr("End it now"), self.end, icon_name="lock")
        top = row(heading(tr("Tier"), 2), self.badge, self.since, self.set, spacing=M)
        top.setStretch(2, 1)
        self.body.addLayout(top)
        for each in (self.meter, self.fall, self.hand):
            self.body.addWidget(each)

    def show_card(self, card: CounterCard) -> None:
        """Show where a member stands."""
        self._card = card
        self.badge.set_tier(card.tier)
        self.since.setText(tr("since {day}").format(day=fmt.day(card.tier_since)))
        self.meter.show_way(card.way)
        self.fall.setVisible(card.fall is not None)
        if card.fall is not None:
            self.fall.say(fall_words(card.fall), "warn")
        may_set = self._desk.may(Permission.TIER_SET) and card.state == "active"
        self.set.setVisible(may_set)
        if self.hand.button is not None:
            self.hand.button.setVisible(may_set)

    def refresh(self) -> None:
        """Read the tier by hand anew."""
        found = tier_hands.in_hand(self._desk, self._card.id) if self._card is not None else None
        self.hand.setVisible(found is not None)
        if found is None:
            return
        text = (
            tr("By hand at least {tier} until {day}: {reason}")
            if found.is_floor
            else tr("By hand exactly {tier} until {day}: {reason}")
        )
        rules = club.programme(self._desk) if self._desk.may(Permission.PROGRAMME_READ) else None
        name = tier_name(found.tier, rules) if rules is not None else found.tier
        said = text.format(
            tier=isolate(name), day=fmt.day(found.until_on), reason=isolate(found.reason)
        )
        self.hand.say(said, "info")

    def open_dialog(self) -> None:
        """Ask for a tier."""
        if self._card is None:
            return
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = TierDialog(self.window(), self._desk, self._card)
        self.dialog.accepted.connect(lambda: self._say(tr("The tier was set by hand.")))
        self.dialog.open()

    def end(self) -> None:
        """End the tier by hand; Undo gives it again."""
        if self._card is None:
            return
        id_ = self._card.id
        before = tier_hands.in_hand(self._desk, id_)
        if before is None:
            return
        try:
            tier = tier_hands.end_by_hand(self._desk, id_)
        except ClubError as error:
            show(error, self)
            return

        def undo() -> None:
            try:
                tier_hands.set_by_hand(
                    self._desk, id_, before.tier, before.reason, before.until_on,
                    is_floor=before.is_floor,
                )  # fmt: skip
            except ClubError as error:
                show(error, self)

        rules = club.programme(self._desk)
        name = rules.tier(tier).name(look().language)
        text = tr("The tier by hand ended; the member stands in {tier} now.")
        self._hall.toasts.show(text.format(tier=isolate(name)), tr("Undo"), undo)

    def _say(self, text: str) -> None:
        self._hall.toasts.show(text)
