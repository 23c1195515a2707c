"""The last handler: what nobody foresaw is logged, said in plain words, and the work goes on."""

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.services.words import words
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.shell.log import Crash, crash_of, logger


class CrashDialog(Dialog):
    """Says that something broke, that nothing was stored, and what a helper will ask for."""

    def __init__(self, parent: QWidget | None, crash: Crash) -> None:
        super().__init__(
            parent,
            tr("Something unexpected happened"),
            primary=tr("Go on"),
            secondary=tr("Close the program"),
            width=520,
        )
        words = Label(
            tr(
                "The last step was not finished and nothing of it was stored. You can go on; if it"
                " happens again, please tell whoever helps you the code {code}."
            ).format(code=ltr(crash.code)),
            wrap=True,
        )
        sign = IconLabel("alert-triangle", "warn", 28)
        line = row(sign, words, spacing=M)
        line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.details = QPlainTextEdit(crash.report)
        self.details.setReadOnly(True)
        self.details.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.details.setAccessibleName(tr("Details"))
        self.details.setMinimumHeight(180)
        self.details.hide()
        self._more = quiet_button(tr("Details"), icon_name="chevron-down")
        self._more.clicked.connect(self._on_more)
        self._copy = quiet_button(tr("Copy"), icon_name="copy")
        self._copy.clicked.connect(self._on_copy)
        self._copy.hide()
        self.add(line, row(self._more, self._copy, None), self.details)

    def _focus_first_field(self) -> None:
        self.primary.setFocus(Qt.FocusReason.TabFocusReason)  # nothing here is to be filled in

    def _on_more(self) -> None:
        is_shown = self.details.isHidden()
        self.details.setVisible(is_shown)
        self._copy.setVisible(is_shown)
        self.adjustSize()

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.details.toPlainText())


class LastHandler(QObject):
    """Catches what no one caught, in any thread; lives in the GUI thread."""

    _caught = Signal(object)
    _unsaid = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._is_open = False
        self._dialog: Dialog | None = None  # without a window behind it nobody else holds it
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)
        self._unsaid.connect(self._on_unsaid, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take the place of Python's own last handlers."""
        sys.excepthook = self.handle
        threading.excepthook = self._on_thread

    def remove(self) -> None:
        """Give Python its own back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def handle(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log *error* and have it said; called in any thread."""
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            QApplication.quit()
            return
        if isinstance(error, ClubError):  # nobody on the way said it; it is no crash all the same
            logger.warning("unsaid %s", crash_of(kind, error, trace).report)
            self._unsaid.emit(words(error))
            return
        crash = crash_of(kind, error, trace)
        logger.error("crash %s\n%s", crash.code, crash.report)
        self._caught.emit(crash)

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        self.handle(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(object)
    def _on_caught(self, crash: Crash) -> None:
        if self._is_open:  # one at a time: a fault that repeats must not bury the screen
            return
        self._is_open = True
        dialog = self._dialog = CrashDialog(QApplication.activeWindow(), crash)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_answered)
        dialog.open()  # no loop of its own: the step that broke is still being left

    @Slot(str)
    def _on_unsaid(self, text: str) -> None:
        if self._is_open:
            return
        self._is_open = True
        dialog = self._dialog = Dialog(
            QApplication.activeWindow(), tr("This did not work"), primary=tr("OK"), secondary=""
        )
        dialog.add(Label(text, wrap=True, selectable=True))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_heard)
        dialog.open()

    @Slot(int)
    def _on_heard(self, _answer: int) -> None:
        self._is_open = False

    @Slot(int)
    def _on_answered(self, answer: int) -> None:
        self._is_open = False
        if answer == QDialog.DialogCode.Rejected:
            QApplication.closeAllWindows()
