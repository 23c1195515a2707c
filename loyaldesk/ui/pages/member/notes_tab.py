"""What was written about a member, and the place to write more."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from loyaldesk.domain.members import LONGEST_NOTE
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import members, profile
from loyaldesk.services.profile import NoteRow
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, caption
from loyaldesk.ui.kit.layout import XS, L, M, ScrollPage, card, column, row
from loyaldesk.ui.pages.member.rows_view import room_for_bar
from loyaldesk.ui.parts.hall import Hall

EDIT_HEIGHT = 76


class NoteEdit(QPlainTextEdit):
    """A long text that Tab leaves and that takes no more than a note may hold."""

    def __init__(self, save: QWidget) -> None:
        super().__init__()
        self._save = save
        self.setTabChangesFocus(True)
        self.setFixedHeight(EDIT_HEIGHT)
        self.setPlaceholderText(tr("What should the next colleague know?"))

    def insertFromMimeData(self, source: object) -> None:  # noqa: N802  # Qt's name
        """Qt: paste plain text; far too much of it is cut, so that the window stays alive."""
        text = source.text() if hasattr(source, "text") else ""
        self.insertPlainText(text[: 2 * LONGEST_NOTE])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Ctrl+Enter saves."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._save.click()  # type: ignore[attr-defined]
        else:
            super().keyPressEvent(event)


class NotesTab(QWidget):
    """A field for a new note above those that were written, newest first."""

    def __init__(self, hall: Hall, member_id: int, *, may_write: bool) -> None:
        super().__init__()
        self._hall, self._member_id = hall, member_id
        self.save = button(tr("Save note"), "Ctrl+Enter", "note")
        self.save.setShortcut("")  # the field hears it
        self.field = Field(tr("New note"), NoteEdit(self.save))
        self.save.clicked.connect(self.write)
        self._written = QVBoxLayout()
        self._written.setSpacing(M)
        self._page = ScrollPage()
        room_for_bar(self._page, M)
        self._page.body.addLayout(self._written)
        self._page.body.addStretch(1)
        self.empty = EmptyState("notes", tr("Nobody has written about this member yet."))
        may_write = may_write and hall.desk.may(Permission.NOTE_WRITE)
        self.field.setVisible(may_write)
        self.save.setVisible(may_write)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.field)
        layout.addLayout(row(None, self.save))
        layout.addWidget(self._page, 1)
        layout.addWidget(self.empty, 1)

    def refresh(self) -> None:
        """Read the notes anew; what is being typed stays."""
        while (item := self._written.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        notes = profile.notes_of(self._hall.desk, self._member_id)
        for note in notes:
            self._written.addWidget(self._note(note))
        self._page.setVisible(bool(notes))
        self.empty.setVisible(not notes)

    def is_dirty(self) -> bool:
        """Return whether a note was begun and not saved."""
        return bool(self.field.widget.toPlainText().strip())

    def write(self) -> None:
        """Store the note."""
        try:
            members.write_note(self._hall.desk, self._member_id, self.field.widget.toPlainText())
        except ClubError as error:
            show_on({"note": self.field}, error, self)
            return
        self.field.clear_error()
        self.field.widget.clear()
        self._hall.toasts.show(tr("Note saved"))

    def _note(self, note: NoteRow) -> QWidget:
        when = tr("{when}, {operator}").format(
            when=fmt.moment(note.at, self._hall.desk.zone), operator=isolate(note.operator)
        )
        text = Label(note.text, wrap=True, selectable=True)
        made = card(column(caption(when), text, spacing=XS))
        made.body.setContentsMargins(L, M, L, M)
        return made
