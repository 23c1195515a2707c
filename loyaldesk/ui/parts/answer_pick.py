"""Which approved answer was given: a field inside the windows of contacts and complaints."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import answers
from loyaldesk.services.answers import AnswerRow
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.labels import ElidedLabel
from loyaldesk.ui.kit.layout import XS, S, box, column, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.parts.answer_hits import LINE, AnswerHits
from loyaldesk.ui.parts.answer_view import told_lines

MOST, EDGE = 4, 6


class AnswerPick(QWidget):
    """Looks for an answer and shows the one that was chosen, in two lines.

    The second line says what the member was told on the topic before; else it is the answer.

    Args:
        desk: Where and who.
        member_id: Who is told; None: nobody the club knows.
    """

    picked = Signal(object)  # the answer, or None
    confirmed = Signal()  # Enter, while nothing is looked for

    def __init__(self, desk: Desk, member_id: int | None = None) -> None:
        super().__init__()
        self._desk, self._member_id = desk, member_id
        self._answer: AnswerRow | None = None
        self.box = SearchBox(tr("A word of the question"), icon_name="message-question")
        self.hits = AnswerHits(desk, MOST)
        self.hits.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        mark(self.hits, popup="true")
        self.hits.hide()
        self.question = ElidedLabel("", "label")
        self.below = ElidedLabel("", "caption")
        self.cross = icon_button("x", tr("Another answer"))
        chosen = row(column(self.question, self.below, spacing=0), self.cross, spacing=S)
        chosen.setStretch(0, 1)
        self._chosen = box(chosen)
        self._chosen.hide()
        self.setFocusProxy(self.box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addWidget(self.box)
        layout.addWidget(self._chosen)
        self.box.installEventFilter(self)
        self.box.searched.connect(self._search)
        self.box.entered.connect(lambda typed: None if typed.strip() else self.confirmed.emit())
        self.hits.taken.connect(self.choose)
        self.cross.clicked.connect(self.clear)

    def answer(self) -> AnswerRow | None:
        """Return the answer that was chosen; None: none was."""
        return self._answer

    def version_id(self) -> int | None:
        """Return the version whose words were given; None: own words."""
        return self._answer.version_id if self._answer is not None else None

    def topic_id(self) -> int | None:
        """Return the topic of the answer; None: none was chosen."""
        return self._answer.topic_id if self._answer is not None else None

    def set_member(self, member_id: int | None) -> None:
        """Say who is told."""
        self._member_id = member_id
        self._say_below()

    def choose(self, answer: AnswerRow) -> None:
        """Show an answer as the one that was given."""
        self._answer = answer
        self.question.setText(answer.question(look().language))
        self._say_below()
        self.hits.hide()
        self.box.hide()
        self._chosen.show()
        self.setFocusProxy(self.cross)
        self.cross.setFocus()
        self.picked.emit(answer)

    def clear(self) -> None:
        """Choose none, and let another one be looked for."""
        self._answer = None
        self._chosen.hide()
        self.box.show()
        self.box.clear()
        self.setFocusProxy(self.box)
        self.box.setFocus()
        self.picked.emit(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: arrows walk the answers found; Enter takes one and is no Enter of the window."""
        if watched is self.box and event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hits.hide()
        elif watched is self.box and event.type() == QEvent.Type.KeyPress and self._is_open():
            assert isinstance(event, QKeyEvent)  # noqa: S101  # by its type
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.hits.move_mark(1 if key == Qt.Key.Key_Down else -1)
                return True
            is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_plain:
                answer = self.hits.current()
                if answer is not None:
                    self.choose(answer)
                return True
            if key == Qt.Key.Key_Escape:
                self.box.clear()
                self.hits.hide()
                return True
        return super().eventFilter(watched, event)

    def _is_open(self) -> bool:
        return self.hits.isVisible()

    def _search(self, typed: str) -> None:
        found = self.hits.search(typed) if typed.strip() else 0
        if found:
            self._place_hits(LINE * found + 2 * EDGE)
        self.hits.setVisible(bool(found))

    def _place_hits(self, height: int) -> None:
        """Lay the list over the window, under the line or above it: nothing is pushed aside."""
        window = self.window()
        self.hits.setParent(window)
        below = self.box.mapTo(window, QPoint(0, self.box.height() + XS))
        if below.y() + height > window.height():
            below.setY(self.box.mapTo(window, QPoint(0, 0)).y() - height - XS)
        self.hits.setGeometry(below.x(), below.y(), self.box.width(), height)
        self.hits.raise_()

    def _say_below(self) -> None:
        if self._answer is None:
            return
        past = (
            answers.told(self._desk, self._member_id, self._answer.topic_id, limit=1)
            if self._member_id is not None
            else []
        )
        if past:
            words = tr("Told before: {told}").format(told=told_lines(past)[0][0])
        else:
            words = isolate(" ".join(self._answer.text(look().language).split()))
        self.below.setText(words)
