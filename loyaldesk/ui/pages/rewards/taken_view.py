"""Rewards that were taken, and where each gift is until it is handed over."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, reward_figures, rewards
from loyaldesk.services.reward_figures import UseRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import Button, button, primary_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.rewards import words
from loyaldesk.ui.pages.rewards.list_view import PIECE, ListView
from loyaldesk.ui.parts.hall import Hall

TO_HAND_OVER = "to hand over"
_OPEN = ("waiting", "ready")


class TakenView(QWidget):
    """The log. ``F8`` says a gift is ready, ``F9`` that it was handed over; Enter opens the member.

    Args:
        hall: Where and who.
    """

    member_wanted = Signal(int)

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._names: dict[str, str] = {}
        self._is_first = True
        self.filter: Segments[str] = Segments(
            [(tr("Gifts to hand over"), TO_HAND_OVER), (tr("Handed over"), "given"),
             (tr("All that was taken"), "")],
            tr("Which rewards"),
        )  # fmt: skip
        self.reward: Choice[str] = Choice(name=tr("Reward"))
        self.reward.setMinimumWidth(220)
        self.list: ListView[UseRow] = ListView(self._columns(), tr("Taken"), self._fetch)
        self.open = button(tr("Page of the member"), icon_name="user")
        self.back = button(tr("Not ready yet"), icon_name="arrow-back-up")
        self.ready = button(tr("Ready to be fetched"), "F8", "check")
        self.given = primary_button(tr("Handed over"), "F9", "gift")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(self.filter, None, self.reward, spacing=M))
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.open, None, self.back, self.ready, self.given))
        self._wire()

    def refresh(self) -> None:
        """Read the log anew; at first it shows all if no gift waits."""
        rules = club.programme(self._hall.desk).rewards
        self._names = {one.code: one.name(look().language) for one in rules}
        options = [(tr("Every reward"), ""), *((name, code) for code, name in self._names.items())]
        self.reward.set_options(options)
        self.list.set_empty(self._empty())
        self.list.refresh()
        if self._is_first and self.filter.value() == TO_HAND_OVER and not self.list.rows():
            self.filter.set_value("")
            self.list.set_empty(self._empty())
            self.list.refresh()
        self._is_first = False
        if self.list.table.selected_row() is None:
            self.list.table.select(0)
        self._on_current(self.list.table.selected_row())

    def focus_first(self) -> None:
        """Put the keys into the list, or on the filter while it is empty."""
        self.filter.findChildren(Button)[0].setFocus()
        self.list.enter()

    def move_to(self, delivery: str) -> None:
        """Say where the gift under the cursor is now."""
        chosen = self.list.table.selected_row()
        if chosen is None:
            return
        name = isolate(chosen.member)
        try:
            rewards.deliver(self._hall.desk, chosen.id, delivery)
        except ClubError as error:
            show(error, self)
            return
        self.refresh()
        said = {
            "given": tr("The gift was handed over to {name}"),
            "ready": tr("The gift of {name} is ready"),
            "waiting": tr("The gift of {name} waits again"),
        }[delivery]
        self._hall.toasts.show(
            said.format(name=name), tr("Undo"), lambda: self._take_back(chosen)
        )  # fmt: skip

    def _take_back(self, was: UseRow) -> None:
        try:
            rewards.deliver(self._hall.desk, was.id, was.delivery)
        except ClubError as error:
            show(error, self)
            return
        self.refresh()

    def _wire(self) -> None:
        self.filter.chosen.connect(lambda _value: self.refresh())
        self.reward.chosen.connect(lambda _value: self.refresh())
        self.list.table.chosen.connect(self._on_chosen)
        self.list.table.current_changed.connect(self._on_current)
        self.open.clicked.connect(lambda: self._on_chosen(self.list.table.selected_row()))
        self.back.clicked.connect(lambda: self.move_to("waiting"))
        self.ready.clicked.connect(lambda: self.move_to("ready"))
        self.given.clicked.connect(lambda: self.move_to("given"))
        may = self._hall.desk.may(Permission.GIFT_DELIVER)
        for each in (self.back, self.ready, self.given):
            each.setVisible(may)

    def _fetch(self, before: Sequence[UseRow]) -> list[UseRow]:
        def read(delivery: str, offset: int) -> list[UseRow]:
            return reward_figures.uses_list(
                self._hall.desk, delivery=delivery, reward=self.reward.value() or "", limit=PIECE,
                offset=offset, state="taken" if delivery else "",
            )  # fmt: skip

        wanted = self.filter.value()
        if wanted != TO_HAND_OVER:
            return read(wanted, len(before))
        found = [
            one
            for delivery in _OPEN
            for one in read(delivery, sum(row.delivery == delivery for row in before))
        ]
        return sorted(found, key=lambda one: one.id)  # who waits longest comes first

    def _empty(self) -> EmptyState:
        if self.filter.value() == TO_HAND_OVER:
            return EmptyState("circle-check", tr("No gift waits to be handed over."))
        if self.filter.value() or self.reward.value():
            return EmptyState("search", tr("Nothing of this kind was taken yet."))
        return EmptyState(
            "gift", tr("Here stands every reward a member took: at the till, or for points.")
        )

    def _on_chosen(self, chosen: UseRow | None) -> None:
        if chosen is not None:
            self.member_wanted.emit(chosen.member_id)

    def _on_current(self, chosen: UseRow | None) -> None:
        self.open.setEnabled(chosen is not None)
        place = chosen.delivery if chosen is not None and chosen.state == "taken" else ""
        self.back.setEnabled(place in ("ready", "given"))
        self.ready.setEnabled(place == "waiting")
        self.given.setEnabled(place in _OPEN)

    def _columns(self) -> list[Column[UseRow]]:
        return [
            Column(tr("Day"), lambda one: fmt.day(one.on_day), width_hint=110),
            Column(tr("Member"), lambda one: isolate(one.member)),
            Column(tr("Reward"), lambda one: isolate(self._names.get(one.reward, one.reward)),
                   width_hint=210),
            Column(tr("Points"), lambda one: fmt.number(one.points) if one.points else "—",
                   numeric=True, width_hint=90),
            Column(tr("Money off ({unit})").format(unit=fmt.unit_name()),
                   lambda one: fmt.amount(one.rial) if one.rial else "—",
                   numeric=True, width_hint=140),
            Column(tr("Receipt"), lambda one: fmt.code(str(one.receipt)) if one.receipt else "—",
                   numeric=True, width_hint=90),
            Column(tr("Gift"), lambda one: words.delivery_words(one)[0], width_hint=170,
                   tone=lambda one: words.delivery_words(one)[1]),
        ]  # fmt: skip
