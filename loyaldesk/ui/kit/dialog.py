"""Small windows that ask for something: one title, one form, two buttons, Enter and Esc."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import Button, button, danger_button, primary_button
from loyaldesk.ui.kit.labels import IconLabel, Label, heading
from loyaldesk.ui.kit.layout import XL, Item, L, M, box, put, row
from loyaldesk.ui.kit.styling import plain_title


class Dialog(QDialog):
    """A window with a form and two buttons; children override `submit` and `is_dirty`.

    Args:
        parent: The window it stands before.
        title: What it is about.
        primary: What the main button does; Enter presses it (Ctrl+Enter inside long texts).
        secondary: What leaving does; empty for no second button.
        width: Of the form, in pixels.
        danger: Whether the main button does what is hard to take back.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        *,
        primary: str = "",
        secondary: str | None = None,
        width: int = 460,
        danger: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(plain_title(title))
        self.setMinimumWidth(width)
        self.title = heading(title, 2)
        self.title.setWordWrap(True)
        self.problem = Note("", "danger")
        self.problem.hide()
        self.form = QVBoxLayout()
        self.form.setSpacing(M)
        words = primary or tr("Save")
        self.primary: Button = (
            danger_button(words, primary=True) if danger else primary_button(words)
        )
        self.secondary: Button = button(tr("Cancel") if secondary is None else secondary)
        self.secondary.setVisible(secondary != "")
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, L, XL, L)
        layout.setSpacing(L)
        layout.addWidget(self.title)
        layout.addLayout(self.form)
        layout.addWidget(self.problem)
        layout.addStretch(1)
        self.buttons = row(None, self.primary, self.secondary)
        self._foot = box(self.buttons)
        self._answer = self.primary
        self.secondary.setAutoDefault(False)
        self.primary.clicked.connect(self.submit)
        self.secondary.clicked.connect(self.reject)

    def add(self, *items: Item) -> None:
        """Put *items* into the form."""
        put(self.form, *items)

    def submit(self) -> None:
        """Do what the dialog is for; children call `accept` when it worked."""
        self.accept()

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001, N802  # Qt's name and signature
        """Qt: the buttons come last, so that Tab passes the form first."""
        if visible and not self._foot.parent():
            self._layout.addWidget(self._foot)
            self._answer.setDefault(True)
            self._make_room()
        super().setVisible(visible)
        if visible and self.focusWidget() in (None, self.primary, self.secondary):
            self._focus_first_field()

    def _make_room(self) -> None:
        """Be wide enough for the words of all buttons."""
        margins = self._layout.contentsMargins()
        wanted = self._foot.sizeHint().width() + margins.left() + margins.right()
        room = self.screen().availableSize().width()
        self.setMinimumWidth(max(self.minimumWidth(), min(wanted, room)))

    def is_dirty(self) -> bool:
        """Return whether leaving would lose something that was typed."""
        return False

    def set_error(self, text: str) -> None:
        """Say above the buttons what went wrong; an empty *text* takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def reject(self) -> None:
        """Leave, after asking if something typed would be lost."""
        if self.is_dirty() and not ask(
            self,
            tr("Leave without saving?"),
            tr("What you typed here has not been saved."),
            tr("Leave without saving"),
            tr("Keep editing"),
            danger=True,
        ):
            return
        super().reject()

    def answer_safely(self) -> None:
        """Let Enter press the button that changes nothing."""
        self.primary.setAutoDefault(False)
        self.secondary.setAutoDefault(True)
        self._answer = self.secondary

    def _focus_first_field(self) -> None:
        fields = (widget for widget in focus_chain(self) if widget.isVisible())
        first = next(fields, None)
        if first in (None, self.primary, self.secondary):
            first = self._answer
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Ctrl+Enter saves from inside a long text as well."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_long_text = isinstance(self.focusWidget(), QPlainTextEdit | QTextEdit)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.primary.click()
        elif not (is_enter and is_long_text):
            super().keyPressEvent(event)


def focus_chain(window: QWidget) -> list[QWidget]:
    """Return what Tab stops at in *window*, in order."""
    chain: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(widget)
        widget = widget.nextInFocusChain()
    return chain


class _Question(Dialog):
    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        yes: str,
        no: str,
        *,
        danger: bool,
        icon_name: str,
        colour: str,
    ) -> None:
        super().__init__(parent, title, primary=yes, secondary=no, width=420, danger=danger)
        self.text = Label(text, wrap=True, selectable=True)
        picture = IconLabel(icon_name, colour, 28)
        line = row(picture, self.text, spacing=M)
        line.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.add(line)
        self.setAccessibleDescription(text)


def ask(
    parent: QWidget | None, title: str, text: str, yes: str, no: str, *, danger: bool = False
) -> bool:
    """Ask a question and return whether it was answered with *yes*.

    With *danger* the answer Enter gives is *no*.
    """
    dialog = _Question(
        parent,
        title,
        text,
        yes,
        no,
        danger=danger,
        icon_name="alert-triangle" if danger else "help",
        colour="danger" if danger else "accent",
    )
    if danger:
        dialog.answer_safely()
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()


_TOLD = {
    "info": ("info-circle", "info"),
    "ok": ("circle-check", "accent"),
    "warn": ("alert-triangle", "warn"),
    "danger": ("circle-x", "danger"),
}


def tell(parent: QWidget | None, title: str, text: str, kind: str = "info") -> None:
    """Say something that has to be read before going on."""
    picture, colour = _TOLD[kind]
    dialog = _Question(
        parent, title, text, tr("OK"), "", danger=False, icon_name=picture, colour=colour
    )
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()
