"""What narrows the list of members: a search, a tier, a state, new or not seen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.members_list import Filter
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import M, S, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.toggles import Segments

CHOICE_WIDTH = 168


class FilterBar(QWidget):
    """The box and the choices above the list; the list's own order is not its business."""

    changed = Signal()
    left_downwards = Signal()  # to the list
    entered = Signal()  # Enter in the box

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        may_know = desk.may(Permission.PROGRAMME_READ)
        rules = club.programme(desk) if may_know else None
        days = rules.silent_days if rules else 90
        self.search = SearchBox(tr("Name, mobile, member number or card"))
        self.tier: Choice[str] = Choice(
            [
                (tr("All tiers"), ""),
                *(
                    (tier.name(look().language), tier.code)
                    for tier in (rules.tiers if rules else ())
                ),
            ],
            tr("Tier"),
        )
        self.state: Choice[str] = Choice(
            [
                (tr("In the club"), ""),
                (tr("Active"), "active"),
                (tr("Blocked"), "blocked"),
                (tr("Erased"), "erased"),
            ],
            tr("State"),
        )
        self.kind: Segments[str] = Segments(
            [
                (tr("All"), ""),
                (tr("New this month"), "new"),
                (
                    trn("Not seen for {n} day", "Not seen for {n} days", days).format(
                        n=fmt.number(days)
                    ),
                    "silent",
                ),
            ],
            tr("Which members"),
        )
        self.count = Label("", "muted")
        self._build()

    def wanted(self, order: str, *, descending: bool) -> Filter:
        """Return what is asked for, in the order of the list."""
        return Filter(
            typed=self.search.text(), tier=self.tier.value() or "", state=self.state.value() or "",
            kind=self.kind.value(), order=order, descending=descending, calendar=look().calendar,
        )  # fmt: skip

    def is_narrowed(self) -> bool:
        """Return whether anything but the whole club is asked for."""
        return bool(
            self.search.text().strip()
            or self.tier.value()
            or self.state.value()
            or self.kind.value()
        )

    def clear(self) -> None:
        """Ask for everybody."""
        self.search.clear()
        self.tier.set_value("")
        self.state.set_value("")
        self.kind.set_value("")
        self.changed.emit()

    def add_beside_search(self, *widgets: QWidget) -> None:
        """Put buttons at the end of the line with the search."""
        for widget in widgets:
            self._fields.addWidget(widget)

    def add_beside_count(self, *widgets: QWidget) -> None:
        """Put buttons at the end of the line with the count."""
        for widget in widgets:
            self._kinds.addWidget(widget)

    def _build(self) -> None:
        for choice in (self.tier, self.state):
            choice.setFixedWidth(CHOICE_WIDTH)
            choice.chosen.connect(self._on_changed)
        self.kind.chosen.connect(self._on_changed)
        self.search.searched.connect(self._on_changed)
        self.search.entered.connect(self.entered)
        self.search.left_downwards.connect(self.left_downwards)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        self._fields = row(self.search, self.tier, self.state, spacing=M)
        self._fields.setStretch(0, 1)
        layout.addLayout(self._fields)
        self._kinds = row(self.kind, self.count, spacing=S)
        self._kinds.setStretch(0, 1)
        layout.addLayout(self._kinds)

    def _on_changed(self) -> None:
        self.changed.emit()
