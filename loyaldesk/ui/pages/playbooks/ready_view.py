"""Ready playbooks: choose what kind of shop you are, tick what you want, switch it on."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.services import playbook_words, playbooks
from loyaldesk.services.playbooks import BUSINESSES, Offered
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, primary_button, quiet_button
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import caption, chip, heading, muted
from loyaldesk.ui.kit.layout import XS, Card, L, M, S, ScrollPage, box, column, hairline, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall


class OfferedRow(QFrame):
    """One ready playbook with its tick; Enter on it looks at its steps."""

    seen = Signal(str)
    ticked = Signal()

    def __init__(self, offered: Offered, *, may: bool) -> None:
        super().__init__()
        language = look().language
        book = offered.playbook
        self.offered = offered
        self.tick = CheckBox(book.name(language), checked=False)
        self.tick.setEnabled(may and not offered.is_on and not offered.problems)
        self.look_at = quiet_button(tr("Look at its steps"))
        self.look_at.setAccessibleName(
            tr("Look at the steps of {name}").format(name=book.name(language))
        )
        n = len(book.steps)
        beside = trn("{n} step", "{n} steps", n).format(n=fmt.number(n))
        about = caption(book.about(language), wrap=True)
        when = caption(f"{playbook_words.trigger(book.trigger)} · {beside}", wrap=True)
        head = row(self.tick, None, spacing=S)
        if offered.is_on:
            head.addWidget(chip(tr("On"), "ok"))
        head.addWidget(self.look_at)
        under = column(about, when, spacing=XS)
        for problem in offered.problems:
            under.addWidget(Note(words(problem), "warn"))
        inside = box(under)
        inside.layout().setContentsMargins(30, 0, 0, 0)  # type: ignore[union-attr]
        if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            inside.layout().setContentsMargins(0, 0, 30, 0)  # type: ignore[union-attr]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S, XS, S, S)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(inside)
        self.look_at.clicked.connect(lambda: self.seen.emit(book.code))
        self.tick.toggled.connect(lambda _on: self.ticked.emit())


class ReadyView(QWidget):
    """The kinds of shop, what is offered to the chosen one, and one button.

    Args:
        hall: Where and who.
    """

    back_wanted = Signal()
    opened = Signal(str)  # the code
    new_wanted = Signal()
    switched_on = Signal(int)

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._desk = hall.desk
        self._may = hall.desk.may(Permission.PLAYBOOK_EDIT)
        self.rows: list[OfferedRow] = []
        self.back = quiet_button(tr("Back"), "Esc", "arrow-back-up")
        self.new = button(tr("Write your own"), "Ctrl+N", "plus")
        self.kinds: DigitChoice[str] = DigitChoice(
            [(playbook_words.business(code), code) for code in BUSINESSES],
            tr("What kind of shop are you?"), columns=4,
        )  # fmt: skip
        self.problem = Note("", "danger")
        self.problem.hide()
        self.intro = muted(
            tr("Tick what fits; everything can be changed or switched off later."), wrap=True
        )
        self.offers = ScrollPage(spacing=0)
        self.offers.body.setContentsMargins(S, S, S, S)
        self.go = primary_button(tr("Switch on what is ticked"), "Ctrl+Return", "check")
        self.nothing = EmptyState("robot", tr(
            "Nothing runs by itself yet. Choose your kind of shop, tick what fits, and LoyalDesk"
            " reminds the right person on the right day."
        ))  # fmt: skip
        sheet = Card(self.nothing, self.offers)
        sheet.body.setContentsMargins(1, 1, 1, 1)
        self.told = muted("")
        title = row(heading(tr("What kind of shop are you?"), 2), None, self.new, self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(title)
        layout.addWidget(self.intro)
        layout.addWidget(self.kinds)
        layout.addWidget(self.problem)
        layout.addWidget(sheet, 1)
        foot = row(self.go, self.told, None, spacing=L)
        layout.addLayout(foot)
        self.kinds.chosen.connect(self._choose)
        self.go.clicked.connect(self._switch_on)
        self.back.clicked.connect(self.back_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.go.setVisible(self._may)
        self.new.setVisible(self._may)

    def refresh(self, *, is_first: bool = False) -> None:
        """Read what is offered anew; *is_first*: the shop has no playbook yet."""
        self.back.setVisible(not is_first)
        kind = self.kinds.value()
        if kind:
            self._offer(kind)
        else:
            self._tell()

    def focus_first(self) -> None:
        """Put the keys on the kinds of shop."""
        self.kinds.setFocus()

    def set_error(self, text: str) -> None:
        """Say what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows walk from one offer to the next, digits choose another kind of shop."""
        if self.kinds.take_digit(event.text()):
            return
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        ticks = [one.tick for one in self.rows if one.tick.isEnabled()]
        if step is None or not ticks:
            super().keyPressEvent(event)
            return
        at = next((n for n, one in enumerate(ticks) if one.hasFocus()), -1 if step > 0 else 0)
        ticks[(at + step) % len(ticks)].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a tick would walk to the button beside it; its arrows belong to the list."""
        arrows = (Qt.Key.Key_Down, Qt.Key.Key_Up)
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in arrows:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    # inside

    def _choose(self, business: str) -> None:
        self._offer(business)
        self._focus_first_tick()
        QTimer.singleShot(0, self, self._focus_first_tick)  # again once it is laid out and in view

    def _focus_first_tick(self) -> None:
        self.offers.verticalScrollBar().setValue(0)
        ticks = [one.tick for one in self.rows if one.tick.isEnabled()]
        if ticks:
            ticks[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _offer(self, business: str) -> None:
        kept = {one.offered.playbook.code for one in self.rows if one.tick.isChecked()}
        self.set_error("")
        try:
            offered = playbooks.offer(self._desk, business)
        except ClubError as error:
            self.set_error(words(error))
            return
        self._clear()
        for number, one in enumerate(offered):
            if number:
                self.offers.body.addWidget(hairline())
            made = OfferedRow(one, may=self._may)
            made.tick.setChecked(one.playbook.code in kept and made.tick.isEnabled())
            made.tick.installEventFilter(self)
            made.look_at.installEventFilter(self)
            made.seen.connect(self.opened)
            made.ticked.connect(self._tell)
            self.rows.append(made)
            self.offers.body.addWidget(made)
            made.show()
        self.offers.body.addStretch(1)
        self._tell()

    def _clear(self) -> None:
        self.rows = []
        while (item := self.offers.body.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()

    def _ticked(self) -> list[str]:
        return [one.offered.playbook.code for one in self.rows if one.tick.isChecked()]

    def _tell(self) -> None:
        n = len(self._ticked())
        self.nothing.setVisible(not self.rows)
        self.offers.setVisible(bool(self.rows))
        self.go.setVisible(self._may and bool(self.rows))
        self.go.setEnabled(n > 0)
        self.told.setText(
            trn("{n} is ticked", "{n} are ticked", n).format(n=fmt.number(n)) if n else ""
        )

    def _switch_on(self) -> None:
        codes = self._ticked()
        self.set_error("")
        try:
            done = playbooks.switch_on(self._desk, codes)
        except SeveralBadInputs as error:
            self.set_error(" ".join(words(each) for each in error.problems))
        except ClubError as error:
            self.set_error(words(error))
        else:
            for one in self.rows:
                one.tick.setChecked(False)
            self.switched_on.emit(done)
