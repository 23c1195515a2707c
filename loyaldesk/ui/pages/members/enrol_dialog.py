"""A new member from the list: the counter's form in a window."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.labels import heading
from loyaldesk.ui.kit.layout import XL, L
from loyaldesk.ui.parts.enrol_form import EnrolForm
from loyaldesk.ui.parts.hall import Hall


class EnrolDialog(QDialog):
    """Enrols one member; whoever was enrolled, or already is a member, is opened."""

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, parent: QWidget, typed: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New member"))
        self.setMinimumWidth(500)
        self.form = EnrolForm(hall)
        self.form.enrolled.connect(self._on_done)
        self.form.member_wanted.connect(self._on_done)
        self.form.cancelled.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, L, XL, L)
        layout.setSpacing(L)
        layout.addWidget(heading(tr("New member"), 2))
        layout.addWidget(self.form)
        self.form.begin(typed)

    def reject(self) -> None:
        """Leave, after asking if a name typed would be lost."""
        if self.form.is_dirty() and not ask(
            self,
            tr("Leave without saving?"),
            tr("What you typed here has not been saved."),
            tr("Leave without saving"),
            tr("Keep editing"),
            danger=True,
        ):
            return
        super().reject()

    def _on_done(self, member_id: int) -> None:
        self.accept()
        self.member_wanted.emit(member_id)
