"""Which acts a complaint offers now, each a button with its key; the next one stands out."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.complaints import State
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.complaint_reading import ComplaintDetail
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.buttons import Button, button, quiet_button
from loyaldesk.ui.kit.many_of import FlowLayout
from loyaldesk.ui.kit.styling import mark

LEAST = 360


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its code, key and words, who may, and when it fits."""

    code: str
    key: str
    words: str
    right: Permission
    fits: Callable[[ComplaintDetail], bool]


def _state(*states: State) -> Callable[[ComplaintDetail], bool]:
    return lambda one: one.row.state in states


def _waits(one: ComplaintDetail) -> bool:
    return one.row.is_paused


def _may_wait(one: ComplaintDetail) -> bool:
    return one.row.state in (State.ACKNOWLEDGED, State.ANSWERED) and not one.row.is_paused


_UNSOLVED = (State.RECEIVED, State.ACKNOWLEDGED, State.ANSWERED)
_OPEN = (*_UNSOLVED, State.SOLVED)
_SPARE = ("give", "weigh", "withdraw", "playbook")
"""What is rarely done: behind a button, though its key always works."""
_NEXT = {
    State.RECEIVED: "acknowledge", State.ACKNOWLEDGED: "answer", State.ANSWERED: "solve",
    State.SOLVED: "close", State.CLOSED: "",
}  # fmt: skip


def acts() -> tuple[Act, ...]:
    """Return every act in the order of the way of a complaint."""
    may = Permission
    handle = may.COMPLAINT_HANDLE
    return (
        Act("acknowledge", "Alt+1", tr("Acknowledge"), handle, _state(State.RECEIVED)),
        Act("answer", "Alt+2", tr("Answer"), handle, _state(*_UNSOLVED)),
        Act("step", "Alt+3", tr("Add a step"), handle, _state(*_OPEN)),
        Act("solve", "Alt+4", tr("Solve"), handle, _state(*_UNSOLVED)),
        Act("close", "Alt+5", tr("Close"), may.COMPLAINT_CLOSE, _state(State.SOLVED)),
        Act("compensate", "Alt+6", tr("Compensation"), handle, _state(*_OPEN)),
        Act("pause", "Alt+7", tr("Stop the clocks"), handle, _may_wait),
        Act("resume", "Alt+7", tr("Let the clocks run"), handle, _waits),
        Act("give", "Alt+8", tr("Give to"), handle, _state(*_OPEN)),
        Act("weigh", "Alt+9", tr("Weigh anew"), handle, _state(*_UNSOLVED)),
        Act("reopen", "Alt+9", tr("Open again"), handle, _state(State.SOLVED, State.CLOSED)),
        Act("withdraw", "Alt+0", tr("They took it back"), may.COMPLAINT_CLOSE, _state(*_OPEN)),
        Act("followup", "F9", tr("Follow-up"), may.FOLLOWUP_WRITE, _state(*_OPEN)),
        Act("playbook", "", tr("Make a playbook of it"), may.PLAYBOOK_EDIT,
            _state(State.CLOSED)),
    )  # fmt: skip


class ActsBar(QWidget):
    """The buttons; ``wanted`` tells the code of the act.

    Args:
        desk: Who may do what.
    """

    wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self._acts = [act for act in acts() if desk.may(act.right)]
        self.buttons: dict[str, Button] = {}
        for act in self._acts:
            made = self.buttons[act.code] = button(act.words, act.key)
            made.clicked.connect(lambda _down=False, code=act.code: self.wanted.emit(code))
            made.hide()
            self._flow.addWidget(made)
            made.setShortcut("")  # the window gives the page its keys, also those of what is hidden
        self.more = quiet_button(tr("More"), icon_name="dots")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more)
        self._flow.addWidget(self.more)
        self._detail: ComplaintDetail | None = None

    def offer(self, detail: ComplaintDetail) -> None:
        """Show what fits this complaint now."""
        self._detail = detail
        step = _NEXT[detail.row.state]
        if detail.row.is_paused:
            step = "resume"
        for act in self._acts:
            made = self.buttons[act.code]
            is_spare = act.code in _SPARE and not self.more.isChecked()
            made.setVisible(act.fits(detail) and not is_spare)
            made.setEnabled(act.fits(detail))
            mark(made, primary="true" if act.code == step else "false")
        self.more.setVisible(any(a.code in _SPARE and a.fits(detail) for a in self._acts))
        self._hold_height()

    def act_of(self, key: str) -> str:
        """Return the act that a key does for this complaint now; empty for none."""
        if self._detail is None:
            return ""
        fitting = [act for act in self._acts if act.key == key and act.fits(self._detail)]
        return fitting[0].code if fitting else ""

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Qt: no; a window would be as high as if every button had a line of its own."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width needs another number of lines."""
        super().resizeEvent(event)
        self._hold_height()

    def _on_more(self) -> None:
        if self._detail is not None:
            self.offer(self._detail)

    def _hold_height(self) -> None:
        if self.width() >= LEAST:  # a layout that is still forming asks for a tower
            self.setFixedHeight(self._flow.heightForWidth(self.width()))
        self._flow.invalidate()

    def offered(self) -> list[str]:
        """Return the codes of what can be done now."""
        return [a.code for a in self._acts if self._detail is not None and a.fits(self._detail)]

    def focus_next(self) -> None:
        """Put the keys on the act that comes next."""
        shown = [each for each in self.buttons.values() if not each.isHidden()]
        first = next((each for each in shown if each.property("primary") == "true"), None)
        if first or shown:
            (first or shown[0]).setFocus()
