"""What cannot be overlooked: everything overdue, and what today asks; beside the calendar."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.desk import Desk
from loyaldesk.services.followups import FollowupRow
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel, Label, caption
from loyaldesk.ui.kit.layout import XS, M, S, ScrollPage, put, row
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.pages.followups.entries import ICONS
from loyaldesk.ui.parts.followup_acts import about_whom, may_touch, what_is_it
from loyaldesk.ui.parts.followup_view import late_words

MOST_ROWS = 60
"""Widgets of a list; whoever has more to do today works from the list."""

HEAD = 56
"""Heading, edges and spaces of a list."""

_ROW_KEYS = {
    int(Qt.Key.Key_Return): "done", int(Qt.Key.Key_Enter): "done", int(Qt.Key.Key_Plus): "later",
    int(Qt.Key.Key_Equal): "later", int(Qt.Key.Key_Space): "open", int(Qt.Key.Key_Delete): "cancel",
}  # fmt: skip


class DueRow(QFrame):
    """A follow-up with its two buttons; Enter is done, + is a day later, Space opens it."""

    asked = Signal(str, object)  # done, later, cancel or open; the follow-up

    def __init__(self, desk: Desk, followup: FollowupRow) -> None:
        super().__init__()
        self.followup = followup
        self.may = may_touch(desk, followup)
        self.setProperty("line", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        late = late_words(followup, desk)
        hour = fmt.digits(f"{followup.at:%H:%M}") if followup.at else ""
        who, what = _words(followup)
        name = ElidedLabel(" ".join(filter(None, (hour, who))), "label")
        picture = "alert-triangle" if late else ICONS.get(followup.channel, "checklist")
        sign = IconLabel(picture, "danger" if late else "muted", 18)
        head = row(sign, name, Label(late, "error"), spacing=S)
        head.setStretch(1, 1)
        self.done = button(tr("Done"))
        self.later = button(tr("+1 day"))
        acts = row(ElidedLabel(what, "caption"), self.done, self.later, spacing=XS)
        acts.setStretch(0, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(S, XS, S, XS)
        lines.setSpacing(XS)
        put(lines, head, acts)
        for each, act in ((self.done, "done"), (self.later, "later")):
            each.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            each.setProperty("small", "true")
            each.clicked.connect(lambda _on=False, act=act: self.asked.emit(act, self.followup))
            each.setVisible(self.may)
        self.setAccessibleName(", ".join(filter(None, (late, hour, who, what))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the acts by key; arrows go to the neighbours."""
        act = _ROW_KEYS.get(event.key(), "")
        if act == "open" or (act and self.may):
            self.asked.emit(act, self.followup)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Qt: opens it."""
        self.asked.emit("open", self.followup)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the row comes into view."""
        super().focusInEvent(event)
        place: QWidget | None = self.parentWidget()
        while place is not None and not isinstance(place, ScrollPage):
            place = place.parentWidget()
        if isinstance(place, ScrollPage):
            scroll = place
            QTimer.singleShot(0, self, lambda: scroll.ensureWidgetVisible(self))  # once laid out


def _words(followup: FollowupRow) -> tuple[str, str]:
    """Return whom or what it is about, and the rest; a task of the shop is about its sentence."""
    if not followup.name and followup.text:
        return isolate(followup.text), about_whom(followup)
    return about_whom(followup), what_is_it(followup)


class DueList(QFrame):
    """A heading with a count, and rows that scroll under it; the heading never does."""

    asked = Signal(str, object)

    def __init__(self, desk: Desk, icon_name: str, colour: str) -> None:
        super().__init__()
        self._desk = desk
        self.icon = IconLabel(icon_name, colour, 20)
        self.title = Label("", "label")
        self.count = caption("")
        self.rows: list[DueRow] = []
        self._inside = QVBoxLayout()
        self._inside.setSpacing(XS)
        self.sheet = ScrollPage(spacing=0)
        self.sheet.body.setContentsMargins(0, 0, 0, 0)
        self.sheet.body.addLayout(self._inside)
        self.sheet.body.addStretch(1)
        self.nothing = caption("", wrap=True)
        self.setProperty("card", "true")
        head = row(self.icon, self.title, None, self.count, spacing=S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S, S, S, S)
        layout.setSpacing(XS)
        put(layout, head, self.nothing, self.sheet)
        layout.setStretch(2, 1)

    def show_rows(self, title: str, nothing: str, followups: Sequence[FollowupRow]) -> None:
        """Show *followups* under *title*; the row with the keys keeps them."""
        focus = self.window().focusWidget()  # also while a dialog stands before the window
        at = next((n for n, each in enumerate(self.rows) if each is focus), -1)
        kept = self.rows[at].followup.id if at >= 0 else None
        self._clear()
        self.title.setText(title)
        self.nothing.setText(nothing)
        self.nothing.setVisible(not followups)
        self.sheet.setVisible(bool(followups))
        minutes = sum(each.minutes for each in followups)
        self.count.setText(tr("{n} min").format(n=fmt.number(minutes)) if minutes else "")
        for each in followups[:MOST_ROWS]:
            made = DueRow(self._desk, each)
            made.asked.connect(self.asked)
            self._inside.addWidget(made)
            made.show()  # at once: what is hidden takes no keys
            self.rows.append(made)
        if len(followups) > MOST_ROWS:
            more = len(followups) - MOST_ROWS
            self._inside.addWidget(caption(tr("and {n} more").format(n=fmt.number(more))))
        self._focus_again(kept, at)

    def hold_height(self) -> None:
        """Take no more room than the rows need."""
        rows = sum(each.sizeHint().height() + XS for each in self.rows)
        self.setMaximumHeight(HEAD + rows if self.rows else HEAD + self.nothing.sizeHint().height())

    def _focus_again(self, kept: int | None, at: int) -> None:
        if at < 0 or not self.rows:
            return
        same = next((each for each in self.rows if each.followup.id == kept), None)
        (same or self.rows[min(at, len(self.rows) - 1)]).setFocus()

    def _clear(self) -> None:
        self.rows = []
        while (item := self._inside.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


class DuePanel(QWidget):
    """Overdue on top, never closed and never scrolled away; today below it.

    Args:
        desk: Where and who.
    """

    asked = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.overdue = DueList(desk, "alert-triangle", "danger")
        self.today = DueList(desk, "calendar-due", "accent")
        self.overdue.asked.connect(self.asked)
        self.today.asked.connect(self.asked)
        self._halves = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.overdue)
        layout.addWidget(self.today, 1)

    def show_due(self, overdue: Sequence[FollowupRow], today: Sequence[FollowupRow]) -> None:
        """Show what is late, and what is due today and not late."""
        count = len(overdue)
        self.overdue.show_rows(
            tr("Overdue ({n})").format(n=fmt.number(count)), tr("Nothing is overdue."), overdue
        )
        mark(self.overdue, late="true" if count else "false")
        self.overdue.icon.show_icon(
            "alert-triangle" if count else "circle-check", "danger" if count else "accent"
        )
        mark(self.overdue.title, role="error" if count else "label")
        left = [each for each in today if not each.is_overdue]
        self.today.show_rows(
            tr("Today ({n})").format(n=fmt.number(len(left))),
            tr("Nothing more is due today."), left,
        )  # fmt: skip
        self.overdue.hold_height()
        self._halves.setStretch(0, 1 if count else 0)

    def first(self) -> DueRow | None:
        """Return the row to begin with."""
        rows = [*self.overdue.rows, *self.today.rows]
        return rows[0] if rows else None
