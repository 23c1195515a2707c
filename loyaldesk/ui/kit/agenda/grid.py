"""What every calendar grid can do: one day selected, one entry chosen, keys, and moving."""

from abc import abstractmethod
from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.ui.kit.agenda import days
from loyaldesk.ui.kit.agenda.contents import Contents
from loyaldesk.ui.kit.agenda.drawing import Pen
from loyaldesk.ui.kit.agenda.entry import DayNote, Entry, OpenHours
from loyaldesk.ui.kit.agenda.plan import Block, More, Plan, Spot
from loyaldesk.ui.kit.agenda.words import words_of, words_of_notes
from loyaldesk.ui.kit.styling import plain_tip
from loyaldesk.ui.kit.toast import announce


class Grid(QAbstractScrollArea):
    """Days side by side. It moves nothing itself: it asks, and whoever owns the entries decides.

    Arrows go from day to day, Page Up and Page Down to the period before and after, Home and End
    to the ends of the week, Ctrl+Home to today; Tab and the digits walk the entries of the day,
    Ctrl with an arrow moves the chosen one, Enter opens, Insert makes a new one, Escape lets go.
    """

    day_chosen = Signal(object)  # date: a person went to it
    day_opened = Signal(object)  # date: Enter on a day, or a press on "3 more"
    entry_chosen = Signal(object)  # id
    entry_opened = Signal(object)  # id
    move_asked = Signal(object, object, object)  # id, date, minute or None to keep the time
    make_asked = Signal(object, object)  # date, minute or None
    period_changed = Signal(object, object)  # first and last date on view

    VIEW: ClassVar[str]

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contents = Contents()
        self.contents.today = today
        self._selected = self._anchor = days.held(today)
        self._days = days.period(self.VIEW, self._anchor)
        self._chosen: int | None = None
        self._plan: Plan | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._tell()

    # What is shown -----------------------------------------------------------------------------

    @property
    def days(self) -> days.Period:
        """The first and last day on view."""
        return self._days

    @property
    def anchor(self) -> date:
        """A day of the period on view; in a month, one that is inside it."""
        return self._anchor

    @property
    def selected(self) -> date:
        """The day the keys are on."""
        return self._selected

    @property
    def chosen(self) -> Entry | None:
        """The entry the keys are on, if any."""
        return self.contents.entry(self._chosen)

    def show_period(self, first_day: date) -> None:
        """Show the day, week or month that holds *first_day*."""
        self._show(days.held(first_day))
        if not self._is_around(self._selected):
            self.select(first_day)

    def select(self, day: date) -> None:
        """Put the keys on *day*, turning to its period."""
        self._set_selected(days.held(day))

    def choose(self, entry_id: int | None) -> None:
        """Put the keys on one entry and its day, or on none."""
        entry = self.contents.entry(entry_id)
        if entry is not None and entry.on != self._selected:
            self._set_selected(entry.on, turns=not self._is_on_view(entry.on))
        self._chosen = None if entry is None else entry.id
        self._renew()

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Show *entries* instead of those before; the keys follow the chosen one."""
        self.contents.set_entries(entries)
        self._leave_drag()
        entry = self.chosen
        if entry is None:
            self._chosen = None
        elif entry.on != self._selected:
            self.choose(entry.id)
            self.day_chosen.emit(entry.on)
        self._renew()

    def set_notes(self, notes: Iterable[DayNote]) -> None:
        """Show *notes* instead of those before."""
        self.contents.set_notes(notes)
        self._renew()

    def set_hours(self, hours: OpenHours) -> None:
        """Show when it is open; days it does not hold are not shaded."""
        self.contents.hours = dict(hours)
        self._renew()

    def set_today(self, today: date) -> None:
        """Mark *today*."""
        self.contents.today = today
        self._renew()

    def set_now(self, minute: int | None) -> None:
        """Mark the minute it is today; None marks none."""
        self.contents.now = minute
        self.viewport().update()

    def walked(self, day: date) -> list[Entry]:
        """Return the entries of *day* in the order Tab and digits walk them."""
        return self.contents.of(day)

    # For the kinds of grids --------------------------------------------------------------------

    @abstractmethod
    def _planned(self) -> Plan:
        """Return where everything is drawn."""

    @abstractmethod
    def _spot_at(self, point: QPointF) -> Spot | None:
        """Return the place under *point*."""

    @abstractmethod
    def _draw(self, pen: Pen, plan: Plan) -> None:
        """Draw the grid with its entries."""

    @abstractmethod
    def _walk(self, across: int, down: int) -> None:
        """Go to a neighbour; *across* counts in the direction of reading."""

    @abstractmethod
    def _shift(self, entry: Entry, across: int, down: int) -> None:
        """Ask to move *entry* to a neighbour."""

    def _is_on_view(self, day: date) -> bool:
        first, last = self.days
        return first <= day <= last

    def _is_around(self, day: date) -> bool:
        """Return whether the keys may stand on *day* without turning the page."""
        return self._is_on_view(day)

    def _spot_of_keys(self) -> Spot:
        return Spot(self._selected)

    def _shown(self, item: Block | More) -> QRectF:
        """Return where *item* is on the screen now."""
        return item.room

    def _leave_drag(self) -> None:
        """Forget an entry that is being dragged, if any."""

    # Selecting ---------------------------------------------------------------------------------

    def _show(self, anchor: date) -> None:
        before = self.days
        self._anchor = anchor
        self._days = days.period(self.VIEW, anchor)
        self._renew()
        if self.days != before:
            self.period_changed.emit(*self.days)

    def _set_selected(self, day: date, *, turns: bool = True) -> None:
        self._chosen = None
        self._selected = day
        if turns and not self._is_around(day):
            self._show(day)
        self._renew()

    def go(self, day: date, *, turns: bool = True) -> None:
        """Let a person go to *day*."""
        before = self._selected
        self._set_selected(days.held(day), turns=turns)
        if self._selected != before:
            self.day_chosen.emit(self._selected)

    def _pick(self, entry: Entry) -> None:
        """Let a person choose *entry*."""
        before = self._selected
        self.choose(entry.id)
        if self._selected != before:
            self.day_chosen.emit(self._selected)
        self.entry_chosen.emit(entry.id)

    def _renew(self) -> None:
        """Draw anew what has changed."""
        self._plan = None
        self._tell()
        self.viewport().update()

    def plan(self) -> Plan:
        """Return where everything is drawn, worked out once."""
        if self._plan is None:
            self._plan = self._planned()
        return self._plan

    # Words -------------------------------------------------------------------------------------

    def _tell(self) -> None:
        name = self._words_of_day(self._selected)
        entry = self.chosen
        told = words_of(entry).replace("\n", " · ") if entry else ""
        if (name, told) == (self.accessibleName(), self.accessibleDescription()):
            return
        self.setAccessibleName(name)
        self.setAccessibleDescription(told)
        if self.hasFocus():
            announce(self, told or name)

    def _words_of_day(self, day: date) -> str:
        count = len(self.contents.of(day))
        parts = [fmt.long_day(day)]
        if day == self.contents.today:
            parts.append(tr("Today"))
        parts += words_of_notes(self.contents.notes(day))
        parts.append(trn("{n} entry", "{n} entries", count).format(n=fmt.number(count)))
        return " · ".join(parts)

    # Keys --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: everything the pointer can do, by key."""
        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        arrow = self._arrow(event.key())
        entry = self.chosen
        if arrow is None:
            done = self._on_plain_key(event, is_ctrl=is_ctrl)
            event.setAccepted(done)
        elif not is_ctrl:
            self._walk(*arrow)
        elif entry is not None and entry.may_move:
            self._shift(entry, *arrow)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802, FBT001  # Qt's signature
        """Qt: Tab walks the entries of the day first, then leaves."""
        walked = self.walked(self._selected)
        entry = self.chosen
        place = walked.index(entry) if entry in walked else -1
        target = place + (1 if forward else -1)
        if forward and target < len(walked):
            self._pick(walked[target])
            return True
        if not forward and place >= 0:
            if target < 0:
                self.choose(None)
            else:
                self._pick(walked[target])
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring shows."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _is_rtl(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _arrow(self, key: int) -> tuple[int, int] | None:
        forward = -1 if self._is_rtl() else 1
        arrows = {
            int(Qt.Key.Key_Right): (forward, 0),
            int(Qt.Key.Key_Left): (-forward, 0),
            int(Qt.Key.Key_Up): (0, -1),
            int(Qt.Key.Key_Down): (0, 1),
        }
        return arrows.get(key)

    def _on_plain_key(self, event: QKeyEvent, *, is_ctrl: bool) -> bool:
        """Do what a key asks for; return whether it asks for anything."""
        target = self._day_by_key(event.key(), is_ctrl=is_ctrl)
        if target is not None:
            self.go(target)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
        elif event.key() == Qt.Key.Key_Insert:
            spot = self._spot_of_keys()
            self.make_asked.emit(spot.on, spot.minute)
        elif event.key() == Qt.Key.Key_Escape and self._chosen is not None:
            self.choose(None)
        else:
            return not is_ctrl and self._pick_by_digit(ascii_digits(event.text()))
        return True

    def _day_by_key(self, key: int, *, is_ctrl: bool) -> date | None:
        if is_ctrl:
            return self.contents.today if key == Qt.Key.Key_Home else None
        start = days.week_start(self._selected)
        targets = {
            int(Qt.Key.Key_PageUp): days.stepped(self.VIEW, self._selected, -1),
            int(Qt.Key.Key_PageDown): days.stepped(self.VIEW, self._selected, 1),
            int(Qt.Key.Key_Home): start,
            int(Qt.Key.Key_End): start + timedelta(days=6),
        }
        return targets.get(key)

    def _on_enter(self) -> None:
        spot = self._spot_of_keys()
        if self._chosen is not None:
            self.entry_opened.emit(self._chosen)
        elif spot.minute is None and self.contents.of(spot.on) and self.VIEW != "day":
            self.day_opened.emit(spot.on)
        else:
            self.make_asked.emit(spot.on, spot.minute)

    def _pick_by_digit(self, text: str) -> bool:
        if len(text) != 1 or not "1" <= text <= "9":
            return False
        walked = self.walked(self._selected)
        if int(text) <= len(walked):
            self._pick(walked[int(text) - 1])
        return True

    # Looking -----------------------------------------------------------------------------------

    def block_at(self, point: QPointF) -> Block | None:
        """Return the entry on top under *point*."""
        blocks = reversed(self.plan().blocks)
        return next((block for block in blocks if self._shown(block).contains(point)), None)

    def more_at(self, point: QPointF) -> More | None:
        """Return the "3 more" under *point*."""
        return next((m for m in self.plan().mores if self._shown(m).contains(point)), None)

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: resting on something tells it in full."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._words_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())
            return True
        return super().viewportEvent(event)

    def _words_at(self, point: QPointF) -> str:
        block, more = self.block_at(point), self.more_at(point)
        if block is not None:
            return words_of(block.entry)
        if more is not None:
            lines = [words_of(entry).replace("\n", " · ") for entry in more.hidden]
            return "\n".join(lines[:12])
        spot = self._spot_at(point)
        notes = words_of_notes(self.contents.notes(spot.on)) if spot else []
        return "\n".join(notes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: there is other room."""
        super().resizeEvent(event)
        self._plan = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the grid."""
        painter = QPainter(self.viewport())
        self._draw(Pen(painter, is_rtl=self._is_rtl()), self.plan())
        painter.end()
