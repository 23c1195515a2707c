"""What the counter shows while nobody is served: today, who was here, and what the keys do."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services import attention, day
from loyaldesk.services.day import Served
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import IconLabel, Label, heading, muted, number
from loyaldesk.ui.kit.layout import Card, L, M, column, hairline, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall

ROOM_FOR_TIPS = 560


class IdleView(QWidget):
    """Today's numbers, the last members served, and help for the first days.

    Args:
        hall: Where and who.
    """

    member_chosen = Signal(int)
    place_wanted = Signal(str)

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._may_read = hall.desk.may(Permission.SALE_READ)
        self._may_follow = hall.desk.may(Permission.FOLLOWUP_READ)
        self.due = Note(
            "", "info", tr("Show them"), lambda: self.place_wanted.emit("followups"),
            icon_name="calendar-due",
        )  # fmt: skip
        self.due.hide()
        self.sales = number("")
        self.amount = number("")
        self.new = number("")
        self.title = heading("", 2)
        unit = fmt.unit_name()
        zone = hall.desk.zone
        self.served: RowsTable[Served] = RowsTable(
            [
                Column(tr("Member"), lambda one: one.name),
                Column(tr("Time"), lambda one: fmt.time(one.at, zone), width_hint=84),
            ],
            tr("Served last"),
            sorting="none",
            empty=EmptyState(
                "users", tr("Whoever is served today stands here for a quick return.")
            ),
        )
        self.served.chosen.connect(lambda one: self.member_chosen.emit(one.member_id))
        tiles = row(
            _tile(self.sales, tr("sales")), hairline(upright=True),
            _tile(self.amount, tr("net sales ({unit})").format(unit=unit)),
            hairline(upright=True), _tile(self.new, tr("new members")), spacing=L,
        )  # fmt: skip
        for place, stretch in ((0, 2), (2, 3), (4, 2)):
            tiles.setStretch(place, stretch)
        self.today = Card(self.title, tiles, spacing=M)
        last = Card(self.served, title=tr("Served last"))
        self._tips = _tips()
        below = row(last, self._tips, spacing=L)
        below.setStretch(0, 1)
        below.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.due)
        layout.addWidget(self.today)
        layout.addLayout(below, 1)
        self.today.setVisible(self._may_read)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room, members go before tips."""
        super().resizeEvent(event)
        self._tips.setVisible(self.width() >= ROOM_FOR_TIPS)

    def refresh(self) -> None:
        """Read today's numbers anew."""
        if self._may_follow:
            self._show_due()
        if not self._may_read:
            return
        numbers = day.today(self._hall.desk)
        self.title.setText(tr("Today, {day}").format(day=fmt.long_day(numbers.day)))
        self.sales.setText(fmt.number(numbers.sales))
        self.amount.setText(fmt.amount(numbers.net_rial))
        self.new.setText(fmt.number(numbers.new_members))
        self.served.show_rows(numbers.last_served)
        if not self.served.hasFocus():
            self.served.setCurrentIndex(QModelIndex())

    def _show_due(self) -> None:
        found = attention.due(self._hall.desk)
        parts = []
        if found.overdue:
            parts.append(
                trn("{n} follow-up is overdue", "{n} follow-ups are overdue", found.overdue).format(
                    n=fmt.number(found.overdue)
                )
            )
        if found.today:
            parts.append(
                trn("{n} is due today", "{n} are due today", found.today).format(
                    n=fmt.number(found.today)
                )
                if found.overdue
                else trn(
                    "{n} follow-up is due today", "{n} follow-ups are due today", found.today
                ).format(n=fmt.number(found.today))
            )
        self.due.say(tr(", ").join(parts), "warn" if found.overdue else "info")
        self.due.setVisible(bool(parts))


def _tile(figure: Label, name: str) -> QWidget:
    made = QWidget()
    layout = column(figure, muted(name), spacing=0)
    layout.setContentsMargins(0, 0, 0, 0)
    made.setLayout(layout)
    return made


def _tips() -> Card:
    tips = (
        ("scan", tr("Scan a card on any page: its member opens here.")),
        ("device-mobile", tr("The last 4 digits of a mobile, or a part of the name, are enough.")),
        ("keyboard", tr("In amounts the keys . and + type three zeros.")),
        ("receipt", tr("Type a receipt number to print it again or take the sale back.")),
        ("arrow-back-up", tr("Ctrl+Z takes back the sale just recorded.")),
    )
    made = Card(title=tr("Good to know"), spacing=M)
    for icon_name, text in tips:
        line = row(IconLabel(icon_name, "accent", 20), Label(text, "muted", wrap=True), spacing=M)
        line.setStretch(1, 1)
        made.body.addLayout(line)
    made.body.addStretch(1)
    return made
