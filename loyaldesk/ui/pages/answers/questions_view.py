"""Questions the library cannot answer yet, the most frequent first."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import answers
from loyaldesk.services.answers import OpenQuestionRow
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import primary_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import Card, M, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.answers.edit_dialog import AnswerEditDialog
from loyaldesk.ui.parts.hall import Hall


class QuestionsView(QWidget):
    """What members ask and nobody wrote an answer to; writing one closes the question.

    Args:
        hall: Where and who.
    """

    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        zone = hall.desk.zone
        self.problem = Note("", "danger")
        self.problem.hide()
        self.write = primary_button(tr("Write the answer"), "Ctrl+Return", "edit")
        self.table: RowsTable[OpenQuestionRow] = RowsTable(
            [
                Column(tr("Question"), lambda one: one.text),
                Column(tr("Asked"), lambda one: fmt.number(one.times), numeric=True, width_hint=80),
                Column(tr("First asked"), lambda one: fmt.moment(one.at, zone), width_hint=150,
                       sort_key=lambda one: one.at),
            ],
            tr("Questions without an answer"), sorting="here",
            empty=EmptyState(
                "circle-check",
                tr("No question waits. Ctrl+J counts one that the library cannot answer."),
            ),
        )  # fmt: skip
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        note = muted(tr("What is asked often deserves one answer for everybody."))
        layout.addLayout(row(note, None, self.write))
        layout.addWidget(self.problem)
        layout.addWidget(sheet, 1)
        self.write.clicked.connect(self._write)
        self.table.chosen.connect(lambda _row: self._write())
        self.table.current_changed.connect(lambda _row: self._dress())
        self._may = hall.desk.may(Permission.ANSWER_EDIT)
        self.write.setVisible(self._may)

    def refresh(self) -> None:
        """Read the questions anew."""
        self.table.show_rows(answers.open_questions(self._hall.desk))
        self._dress()

    def focus_first(self) -> None:
        """Put the keys into the list."""
        self.table.setFocus()

    def _dress(self) -> None:
        self.write.setEnabled(self.table.selected_row() is not None)

    def _write(self) -> None:
        question = self.table.selected_row()
        if question is None or not self._may:
            return
        dialog = AnswerEditDialog(
            self, self._hall, None, topic_id=question.topic_id, question=question.text
        )
        dialog.exec()
        stored = dialog.stored
        dialog.deleteLater()
        if stored is None:
            return
        try:
            answers.close_question(self._hall.desk, question.id, stored.id)
        except ClubError as error:
            self.problem.say(words(error), "danger")
            self.problem.show()
        self.refresh()
        self.changed.emit()
