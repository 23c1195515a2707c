"""The small windows that open from anywhere with one key: what is kept of a member in passing."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.words import words
from loyaldesk.ui.parts.hall import Hall

_PARTS = "loyaldesk.ui.parts"


@dataclass(frozen=True, slots=True)
class QuickAct:
    """One small window.

    Attributes:
        key: What opens it on every page.
        title: What it is for, as the help and the search call it.
        icon: Its picture.
        module, name: The dialog, imported when it is first opened; made by
            ``Dialog(parent, hall, member_id)``, where 0 means that nobody is on view.
        permission: Who lacks it does not see the act.
    """

    key: str
    title: str
    icon: str
    module: str
    name: str
    permission: Permission


def quick_acts() -> tuple[QuickAct, ...]:
    """Return the small windows in the order of the help."""
    may = Permission
    return (
        QuickAct("F7", tr("New complaint"), "mood-sad", "complaint_dialog", "ComplaintDialog",
                 may.COMPLAINT_OPEN),
        QuickAct("F9", tr("New follow-up"), "calendar-plus", "followup_dialog", "FollowupDialog",
                 may.FOLLOWUP_WRITE),
        QuickAct("Ctrl+T", tr("Note a contact"), "phone", "contact_dialog", "ContactDialog",
                 may.CONTACT_WRITE),
        QuickAct("Ctrl+J", tr("Find an answer"), "message-question", "answer_dialog",
                 "AnswerDialog", may.ANSWER_READ),
    )  # fmt: skip


class QuickActs:
    """Opens the small windows before *window* for the member on view.

    Args:
        window: What they stand before.
        hall: Returns what they work with.
        member_id: Returns the member on view, 0 for none.
    """

    def __init__(
        self, window: QWidget, hall: Callable[[], Hall], member_id: Callable[[], int]
    ) -> None:
        self._window = window
        self._hall = hall
        self._member_id = member_id

    def acts(self) -> list[QuickAct]:
        """Return what this operator may open."""
        desk = self._hall().desk
        return [act for act in quick_acts() if desk.may(act.permission)]

    def press(self, key: str) -> bool:
        """Open the small window of *key* once the key is done with; return whether there is one."""
        act = next((act for act in quick_acts() if act.key == key), None)
        if act is None:
            return False
        QTimer.singleShot(0, self._window, lambda: self.open(act))
        return True

    def open(self, act: QuickAct) -> None:
        """Open one now, or say why this operator may not."""
        hall = self._hall()
        try:
            hall.desk.require(act.permission)
        except ClubError as error:
            hall.toasts.show(words(error), kind="warn")
            return
        made = getattr(import_module(f"{_PARTS}.{act.module}"), act.name)
        dialog: QDialog = made(self._window, hall, self._member_id())
        dialog.exec()
        dialog.deleteLater()
