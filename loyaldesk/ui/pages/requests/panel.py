"""One record on view: who, how it stands, what comes next, what can be done, what happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, without_marks
from loyaldesk.services import casework
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.followups import FollowupRow
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import Button, button, danger_button, quiet_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, caption, chip, heading
from loyaldesk.ui.kit.layout import Card, L, M, S, ScrollPage, box, column, put, row
from loyaldesk.ui.pages.requests import words

T = TypeVar("T")
_ACTS_IN_A_ROW = 2
_ROOM_FOR_ICONS = 440


@dataclass(frozen=True, slots=True)
class Act(Generic[T]):
    """One thing that can be done with a record.

    Attributes:
        name: What the button says.
        key: The key printed on it.
        icon: Its picture.
        do: Does it with the row on view.
        is_offered: Whether it makes sense for a row.
        is_danger: Whether it is hard to take back.
    """

    name: str
    key: str
    icon: str
    do: Callable[[T], object]
    is_offered: Callable[[T], bool]
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panel says about a record.

    Attributes:
        title: Who or what it is.
        chips: Words and tone of each pill.
        facts: Name and value of each line; empty values are left out.
        member_id: Whose page can be opened.
        prospect_id: Which prospect can be opened.
        is_open: Whether a next action is due.
        operators: Names by id, for the history.
    """

    title: str
    chips: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    member_id: int | None = None
    prospect_id: int | None = None
    is_open: bool = True
    operators: dict[int, str] = field(default_factory=dict)


class RecordPanel(Card, Generic[T]):
    """Shows one record of *place*; its acts are buttons with their keys on them.

    Args:
        desk: Where and who.
        place: The kind of record.
        acts: What can be done.
        may_follow: Whether this operator makes follow-ups.
    """

    member_wanted = Signal(int)
    record_wanted = Signal(str, int)
    followup_wanted = Signal()

    def __init__(
        self, desk: Desk, place: str, acts: Sequence[Act[T]], *, may_follow: bool
    ) -> None:  # fmt: skip
        super().__init__(spacing=M)
        self._desk, self._place, self._acts = desk, place, acts
        self._may_follow = may_follow
        self._row: T | None = None
        self._shown: Shown | None = None
        self.title = heading("", 2)
        self.title.setWordWrap(True)
        self._chips = row()
        self.next = Note("", "info", icon_name="calendar-due")
        self.follow = button(tr("New follow-up"), "F9", "calendar-plus")
        self.member = quiet_button(tr("Page of the member"), "F4", "user")
        self.prospect = quiet_button(tr("The prospect"), "F4", "user-question")
        self.buttons: list[Button] = []
        self._offered: list[Button] = []
        self._facts = QGridLayout()
        self._history = QVBoxLayout()
        self._empty = EmptyState("inbox", tr("Choose a line to see it here."))
        self._inside = box(self._build())
        self.body.addWidget(self._inside, 1)
        self.body.addWidget(self._empty, 1)
        self.show_row(None, None)

    def show_row(self, chosen: T | None, shown: Shown | None) -> None:
        """Show a record, or that none is chosen."""
        self._row, self._shown = chosen, shown
        self._inside.setVisible(chosen is not None)
        self._empty.setVisible(chosen is None)
        if chosen is None or shown is None:
            for each in self.buttons:
                each.hide()
            return
        self.title.setText(isolate(shown.title))
        _emptied(self._chips)
        for text, tone in shown.chips:
            self._chips.addWidget(chip(text, tone))
        self._place_acts(chosen)
        self._show_facts(shown)

    def show_trail(self, record_id: int) -> None:
        """Show what comes next and what happened to the record."""
        assert self._shown is not None  # noqa: S101 - a row is on view
        self._show_next(casework.next_action(self._desk, self._place, record_id))
        _emptied(self._history)
        for event in reversed(casework.history(self._desk, self._place, record_id)):
            said = Label(
                words.event_words(event, self._shown.operators), wrap=True, selectable=True
            )
            when = fmt.moment(event.at, self._desk.zone)
            by = " · ".join(filter(None, (when, isolate(event.operator))))
            self._history.addLayout(column(said, caption(by), spacing=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width has room for other buttons beside each other."""
        super().resizeEvent(event)
        self._lay_acts()

    def do(self, number: int) -> None:
        """Do the act *number* with the row on view, if it is offered."""
        if self._row is not None and not self.buttons[number].isHidden():
            self._acts[number].do(self._row)

    def first_act(self) -> Button | None:
        """Return the first act that is offered."""
        return next((each for each in self.buttons if not each.isHidden()), None)

    def next_words(self) -> str:
        """Return what is said about the next action."""
        return self.next.label.text()

    def _build(self) -> QVBoxLayout:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(S)
        for at in range(_ACTS_IN_A_ROW):
            self._grid.setColumnStretch(at, 1)
        for number, act in enumerate(self._acts):
            make = danger_button if act.is_danger else button
            made = make(act.name, act.key, act.icon)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            made.clicked.connect(lambda _on=False, at=number: self.do(at))
            made.setParent(self)
            self.buttons.append(made)
        self.follow.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for each in (self.follow, self.member, self.prospect):
            each.setParent(self)
        self.follow.clicked.connect(self.followup_wanted)
        self.member.clicked.connect(self._on_member)
        self.prospect.clicked.connect(self._on_prospect)
        self._facts.setHorizontalSpacing(L)
        self._facts.setVerticalSpacing(S)
        self._facts.setColumnStretch(1, 1)
        self._history.setSpacing(S)
        rest = ScrollPage(spacing=M)
        rest.body.setContentsMargins(0, 0, S, 0)
        about = row(self._chips, None, spacing=S)
        put(rest.body, about, self.next, self._grid, self._facts)
        rest.body.addWidget(Label(tr("What happened so far"), "label"))
        rest.body.addLayout(self._history)
        rest.body.addStretch(1)
        inside = column(self.title, spacing=M)
        inside.addWidget(rest, 1)
        return inside

    def _place_acts(self, chosen: T) -> None:
        shown: list[Button] = []
        for act, made in zip(self._acts, self.buttons, strict=True):
            is_offered = act.is_offered(chosen)
            made.setVisible(is_offered)
            if is_offered:
                shown.append(made)
        self.follow.setVisible(self._may_follow)
        if self._may_follow:
            shown.append(self.follow)
        if self._shown is not None:
            self.member.setVisible(self._shown.member_id is not None)
            self.prospect.setVisible(self._shown.prospect_id is not None)
        shown += [each for each in (self.member, self.prospect) if not each.isHidden()]
        self._offered = shown
        self._lay_acts()

    def _lay_acts(self) -> None:
        """Put the buttons beside each other; one too wide for half a line has a line."""
        while self._grid.takeAt(0) is not None:
            pass
        margins = self.body.contentsMargins()
        half = (self.width() - margins.left() - margins.right() - 2 * S) // _ACTS_IN_A_ROW
        for made in self._offered:
            if self.width() < _ROOM_FOR_ICONS:
                made.setIcon(QIcon())
            else:
                made.paint_icon(_icon_colour(made))
        wide = [made for made in self._offered if made.sizeHint().width() > half]
        slim = [made for made in self._offered if made not in wide]
        for at, made in enumerate(slim):
            self._grid.addWidget(made, at // _ACTS_IN_A_ROW, at % _ACTS_IN_A_ROW)
        below = -(-len(slim) // _ACTS_IN_A_ROW)
        for at, made in enumerate(wide):
            self._grid.addWidget(made, below + at, 0, 1, _ACTS_IN_A_ROW)
        for before, after in pairwise(slim + wide):
            QWidget.setTabOrder(before, after)

    def _show_facts(self, shown: Shown) -> None:
        _emptied(self._facts)
        lines = [(name, value) for name, value in shown.facts if without_marks(value).strip()]
        for at, (name, value) in enumerate(lines):
            self._facts.addWidget(caption(name), at, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(Label(value, wrap=True, selectable=True), at, 1)

    def _show_next(self, found: FollowupRow | None) -> None:
        assert self._shown is not None  # noqa: S101 - a row is on view
        self.next.setVisible(found is not None or self._shown.is_open)
        if found is None:
            self.next.say(tr("Nothing is planned: make a follow-up."), "warn")
            return
        hour = fmt.digits(f"{found.at:%H:%M}") if found.at else ""
        parts = (
            fmt.long_day(found.due_on),
            hour,
            channel_name(found.channel),
            isolate(found.owner) if found.owner else "",
        )
        said = tr("Next: {what}").format(what=" · ".join(part for part in parts if part))
        self.next.say(said, "danger" if found.is_overdue else "info")

    def _on_member(self) -> None:
        if self._shown is not None and self._shown.member_id is not None:
            self.member_wanted.emit(self._shown.member_id)

    def _on_prospect(self) -> None:
        if self._shown is not None and self._shown.prospect_id is not None:
            self.record_wanted.emit("prospect", self._shown.prospect_id)


def _icon_colour(made: Button) -> str:
    if made.property("danger"):
        return "danger"
    return "accent" if made.property("quiet") else "ink"


def _emptied(layout: QLayout) -> None:
    """Take everything out of *layout*."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _emptied(inner)
