"""Choosing one member: type a name, number or mobile, pick from the list."""

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import members, members_list
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.labels import lead

MOST = 8


class MemberEdit(QLineEdit):
    """A field that holds one member, or none.

    Args:
        desk: Where and who.
        but: A member that cannot be chosen: nobody brings oneself; 0: anybody can.
    """

    def __init__(self, desk: Desk, but: int = 0) -> None:
        super().__init__()
        self._desk, self._but = desk, but
        self._ids: dict[str, int] = {}
        self._chosen: tuple[str, int] | None = None
        lead(self)
        self.setPlaceholderText(tr("Name, mobile or number of a member"))
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._on_activated)
        self.setCompleter(completer)
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._on_finished)

    def member_id(self) -> int | None:
        """Return the member chosen; None for nobody."""
        if self._chosen is not None and self._chosen[0] == self.text():
            return self._chosen[1]
        return None

    def is_unclear(self) -> bool:
        """Return whether something was typed that means no one member."""
        return bool(self.text().strip()) and self.member_id() is None

    def set_member(self, member_id: int | None) -> None:
        """Show a member, or nobody."""
        found = members_list.rows(self._desk, [member_id]) if member_id is not None else []
        if not found:
            self._chosen = None
            self.clear()
            return
        text = _words(found[0].name, found[0].number)
        self._chosen = (text, found[0].id)
        self.setText(text)
        self.setCursorPosition(0)

    def _find(self, typed: str) -> dict[str, int]:
        hits = members.find(self._desk, typed, MOST)
        return {_words(hit.name, hit.number): hit.id for hit in hits if hit.id != self._but}

    def _on_edited(self, typed: str) -> None:
        self._ids = self._find(typed)
        self._model.setStringList(list(self._ids))

    def _on_activated(self, text: str) -> None:
        if text in self._ids:
            self._chosen = (text, self._ids[text])

    def _on_finished(self) -> None:
        if self.text() in self._ids:
            self._chosen = (self.text(), self._ids[self.text()])
        elif self.is_unclear() and len(found := self._find(self.text())) == 1:
            self.set_member(next(iter(found.values())))


def _words(name: str, number: str) -> str:
    return f"{name} ({fmt.code(number)})"
