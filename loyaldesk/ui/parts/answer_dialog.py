"""The answer to a question: a few letters, the approved words, Enter says that they were given."""

import uuid

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from loyaldesk.domain.contacts import CHANNELS, ContactDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate, without_marks
from loyaldesk.services import answers, contacts
from loyaldesk.services.answers import AnswerRow
from loyaldesk.services.contact_words import channel_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import L, S, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.parts.answer_hits import AnswerHits
from loyaldesk.ui.parts.answer_view import AnswerView
from loyaldesk.ui.parts.contact_undo import take_back
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.somebody import SomebodyPick

WIDTH, LIST_WIDTH, HEIGHT = 860, 300, 348


class AnswerDialog(Dialog):
    """Finds an approved answer and notes that the member on view got it.

    Args:
        parent: The window.
        hall: Where and who.
        member_id: Who is on view; 0: nobody, the words can be read and copied all the same.
    """

    def __init__(self, parent: QWidget | None, hall: Hall, member_id: int = 0) -> None:
        super().__init__(parent, tr("Find an answer"), primary=tr("Given to the member"),
                         secondary=tr("Close"), width=WIDTH)  # fmt: skip
        self._hall = hall
        self._key = f"answer:{uuid.uuid4().hex}"
        self._may_note = hall.desk.may(Permission.CONTACT_WRITE)
        self.who = SomebodyPick(hall.desk, member_id, may_be_nobody=True, with_prospects=True)
        self.box = SearchBox(
            tr("What does the member ask?"), big=True, icon_name="message-question"
        )
        self.hits = AnswerHits(hall.desk)
        self.hits.setFixedWidth(LIST_WIDTH)
        self.view = AnswerView(hall.desk)
        self.shown = QStackedWidget()
        self.shown.addWidget(self.view)
        self.channel: Choice[str] = Choice(
            [(channel_name(code), code) for code in CHANNELS if code != "task"], tr("How")
        )
        self.channel.set_value("counter")
        self.copy = button(tr("Copy"), "Ctrl+C", "copy")
        self.copy.setShortcut("")  # a marked piece of text is copied before the whole
        self.count = button(tr("Nobody answers this yet"), "F2", "flag")
        body = row(self.hits, self.shown, spacing=L)
        body.setStretch(1, 1)
        self.shown.setFixedHeight(HEIGHT)
        self.hits.setFixedHeight(HEIGHT)
        self._how = Label(tr("They asked"), "label")
        foot = row(self._how, self.channel, None, self.count, self.copy, spacing=S)
        self.add(self.who, self.box, body, foot)
        self._wire()
        self._search("")
        QTimer.singleShot(0, self, lambda: self.box.setFocus())  # noqa: PLW0108  # a slot of C++

    def submit(self) -> None:
        """Do what Enter says just now: note it, copy it, or count the question."""
        answer = self.hits.current()
        if answer is None:
            self.count_question()
        elif self._is_for_somebody():
            self._give(answer)
        else:
            self.copy_text()
            self.accept()

    def copy_text(self) -> None:
        """Put the words into the clipboard, in the language of the screen."""
        answer = self.hits.current()
        if answer is not None:
            text = answers.filled(self._hall.desk, answer.text(look().language))
            QGuiApplication.clipboard().setText(without_marks(text))
            self._hall.toasts.show(tr("The answer is copied."))

    def count_question(self) -> None:
        """Count what was asked as a question without an answer."""
        if not self._may_note:
            return
        try:
            times = answers.ask(self._hall.desk, self.box.text())
        except ClubError as error:
            show_on({}, error, self)
            self.box.setFocus()
            return
        self.accept()
        self._hall.toasts.show(
            trn("Counted; it was asked {n} time so far.", "Counted; it was asked {n} times so far.",
                times).format(n=fmt.number(times))
        )  # fmt: skip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: arrows walk the list and Ctrl+C copies while the search line has the keys."""
        if watched is self.box and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)  # noqa: S101  # by its type
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if steps is not None:
                self.hits.move_mark(steps)
                return True
            is_copy = event.matches(QKeySequence.StandardKey.Copy)
            if is_copy and not self.box.hasSelectedText():
                self.copy_text()
                return True
        return super().eventFilter(watched, event)

    def _wire(self) -> None:
        self.box.installEventFilter(self)
        self.box.searched.connect(self._search)
        self.box.entered.connect(lambda _typed: self.submit())
        self.hits.marked.connect(self._show)
        self.who.settled.connect(self._on_settled)
        self.copy.clicked.connect(self.copy_text)
        self.count.clicked.connect(self.count_question)

    def _search(self, typed: str) -> None:
        self.set_error("")
        self.hits.search(typed)

    def _show(self, answer: AnswerRow | None) -> None:
        if answer is None:
            self._show_nothing()
        else:
            self.view.show_answer(answer, self.who.member_id())
            self.shown.setCurrentWidget(self.view)
        self.hits.setVisible(answer is not None)
        self._say_what_enter_does(answer)

    def _show_nothing(self) -> None:
        """Say why no answer is shown; its sentence is measured only when it is made."""
        old = self.shown.widget(1)
        if old is not None:
            self.shown.removeWidget(old)
            old.deleteLater()
        self.shown.addWidget(EmptyState("message-question", self._why_nothing()))
        self.shown.setCurrentIndex(1)

    def _why_nothing(self) -> str:
        if not self.box.text().strip():
            return tr("The library holds no approved answer yet.")
        if self._may_note:
            return tr("No approved answer fits. Enter counts the question, so that it gets one.")
        return tr("No approved answer fits.")

    def _say_what_enter_does(self, answer: AnswerRow | None) -> None:
        is_given = answer is not None and self._is_for_somebody()
        if answer is None:
            self.primary.set_words(tr("Count the question"))
        elif is_given:
            self.primary.set_words(tr("Given to the member"))
        else:
            self.primary.set_words(tr("Copy the answer"))
        may_count = self._may_note and bool(self.box.text().strip())
        self.primary.setEnabled(answer is not None or may_count)
        self.count.setVisible(answer is not None and may_count)
        self.copy.setVisible(is_given)
        self._how.setVisible(is_given)
        self.channel.setVisible(is_given)

    def _is_for_somebody(self) -> bool:
        return self._may_note and not self.who.is_open()

    def _on_settled(self) -> None:
        self._show(self.hits.current())
        self.box.setFocus()

    def _give(self, answer: AnswerRow) -> None:
        draft = ContactDraft(
            self._key, self.who.member_id(), self.who.prospect_id(),
            channel=self.channel.value() or "counter",
            result="asked", topic_id=answer.topic_id, answer_version_id=answer.version_id,
        )  # fmt: skip
        try:
            done = contacts.add(self._hall.desk, draft)
        except ClubError as error:
            show_on({"member": self.who.field}, error, self)
            return
        self.accept()
        text = tr("Noted: {name} got this answer.").format(name=isolate(self.who.name()))
        self._hall.toasts.show(text, tr("Undo"), lambda: take_back(self._hall, done.contact_id))
