"""Why something is done: the field for it, and the small window that asks and then does it."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead


def reason_field() -> Field[QLineEdit]:
    """Return a field for why something is done."""
    edit = QLineEdit()
    lead(edit)
    return Field(tr("Reason"), edit)


class ReasonDialog(Dialog):
    """Asks why something is done, then does it.

    Args:
        parent: The page.
        title: What is done.
        text: What it means.
        primary: Words of the button.
        act: Does it with the reason; what it raises is shown here.
    """

    def __init__(
        self, parent: QWidget, title: str, text: str, primary: str, act: Callable[[str], object],
        *, danger: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=primary, danger=danger)
        self._act = act
        self.reason = reason_field()
        self.add(Label(text, wrap=True), self.reason)
        self.reason.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a reason was typed."""
        return bool(self.reason.widget.text().strip())

    def submit(self) -> None:
        """Do it with the reason."""
        try:
            self._act(self.reason.widget.text())
        except ClubError as error:
            show_on({"reason": self.reason}, error, self)
            return
        self.accept()
