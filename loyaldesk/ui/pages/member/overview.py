"""What one sees first of a member: the profile, the way up, what ends when, the timeline."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from loyaldesk.domain.letgo import APPROVED
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import profile as profiles
from loyaldesk.services.insight import letgo_note
from loyaldesk.services.letgo_words import act_name
from loyaldesk.services.profile import LotRow, Profile
from loyaldesk.services.tier_words import fall_words
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import Card, L, M, S, ScrollPage, row
from loyaldesk.ui.pages.member.expect_card import ExpectCard
from loyaldesk.ui.pages.member.facts import FactsCard
from loyaldesk.ui.pages.member.rows_view import room_for_bar
from loyaldesk.ui.pages.member.timeline_view import TimelineView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.points_meter import PointsMeter

SIDE_WIDTH = 352
LOTS_SHOWN = 5


class OverviewTab(QWidget):
    """Profile and points on the side where reading begins, the timeline beside them."""

    referrer_wanted = Signal()
    followups_wanted = Signal()
    cases_wanted = Signal()

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__()
        self._hall, self._member_id = hall, member_id
        self._profile: Profile | None = None
        self._is_shown = False
        self.facts = FactsCard(hall.desk)
        self.facts.reveal_wanted.connect(self._on_reveal)
        self.facts.referrer_wanted.connect(self.referrer_wanted)
        self.way = Card(title=tr("Way to the next tier"))
        self.meter = PointsMeter()
        self.since = Label("", "caption", wrap=True)
        self.way.body.addWidget(self.meter)
        self.way.body.addWidget(self.since)
        self.fall = Label("", "caption", wrap=True)
        self.way.body.addWidget(self.fall)
        self.lots = LotsCard()
        self.expect = ExpectCard(hall, member_id)
        self.expect.followups_wanted.connect(self.followups_wanted)
        self.expect.cases_wanted.connect(self.cases_wanted)
        self.decided = Card(title=tr("Only for managers"))
        self.decided_words = Label("", wrap=True)
        self.decided.body.addWidget(self.decided_words)
        side = ScrollPage(self.expect, self.facts, self.decided, self.way, self.lots, None)
        room_for_bar(side, S)
        side.setFixedWidth(SIDE_WIDTH)
        self.timeline = TimelineView(hall.desk, member_id, is_wide=False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(side)
        layout.addWidget(self.timeline, 1)

    def show_profile(self, profile: Profile, today: date) -> None:
        """Show a member anew."""
        self._profile = profile
        card = profile.card
        is_erased = card.state == "erased"
        self.facts.setVisible(not is_erased)
        self.way.setVisible(not is_erased)
        self.expect.setVisible(not is_erased)
        if not is_erased:
            self.expect.refresh()
        self.facts.show_facts(profile, is_shown=self._is_shown)
        self._show_decided()
        self.meter.show_way(card.way)
        self.since.setText(
            tr("{tier} since {day}; {amount} in the months that count").format(
                tier=isolate(card.tier.name(look().language)), day=fmt.day(card.tier_since),
                amount=fmt.amount_with_unit(card.window_rial),
            )
        )  # fmt: skip
        self.fall.setText(fall_words(card.fall) if card.fall else "")
        self.fall.setVisible(card.fall is not None)
        lots = profiles.lots_of(self._hall.desk, self._member_id)
        self.lots.show_lots([lot for lot in lots if lot.state in ("live", "waiting")], today)

    def _show_decided(self) -> None:
        """Tell who decides, and nobody else, what is spent less on this member."""
        desk = self._hall.desk
        holds = []
        if desk.may(Permission.LETGO_DECIDE):
            rows = letgo_note.of_member(desk, self._member_id)
            holds = [row for row in rows if row.state == APPROVED]
        self.decided.setVisible(bool(holds))
        self.decided_words.setText("\n".join(act_name(row.act, row.most_contacts) for row in holds))

    def refresh(self) -> None:
        """Read the timeline anew."""
        self.timeline.refresh()

    def _on_reveal(self) -> None:
        if self._profile is None:
            return
        if not self._is_shown:
            try:
                profiles.reveal_mobile(self._hall.desk, self._member_id)
            except ClubError as error:
                show(error, self)
                return
        self._is_shown = not self._is_shown
        self.facts.show_facts(self._profile, is_shown=self._is_shown)


class LotsCard(Card):
    """Which points end when."""

    def __init__(self) -> None:
        super().__init__(title=tr("Points and their last day"))
        self._shown: list[QWidget] = []

    def show_lots(self, lots: Sequence[LotRow], today: date) -> None:
        """Show the batches that hold points, nearest to their end first."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = []
        if not lots:
            self._add(Label(tr("No points that could end."), "muted", wrap=True))
        for lot in lots[:LOTS_SHOWN]:
            self._add(_lot_line(lot, today))
        if len(lots) > LOTS_SHOWN:
            rest = sum(lot.left for lot in lots[LOTS_SHOWN:])
            self._add(
                Label(
                    tr("{points} more points end later").format(points=fmt.number(rest)), "caption"
                )
            )

    def _add(self, widget: QWidget) -> None:
        self._shown.append(widget)
        self.body.addWidget(widget)


def _lot_line(lot: LotRow, today: date) -> QWidget:
    points = Label(tr("{points} points").format(points=fmt.number(lot.left)), "label")
    if lot.usable_from > today:
        text = tr("usable from {day}").format(day=fmt.day(lot.usable_from))
    elif lot.expires_on is None:
        text = tr("without an end")
    else:
        text = tr("until and including {day}").format(day=fmt.day(lot.expires_on))
    line = QWidget()
    line.setLayout(row(points, None, Label(text, "muted"), spacing=L))
    line.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]  # just set
    return line
