"""How far a complaint is on its way from received to closed."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from loyaldesk.domain.complaints import State
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.complaint_words import state_name
from loyaldesk.ui.kit.labels import ElidedLabel, chip, set_chip
from loyaldesk.ui.kit.layout import XS, S, box, row
from loyaldesk.ui.kit.styling import mark

DONE = "✓"
ROOM = 560


class WayBar(QWidget):
    """Five steps beside each other; those behind are ticked, the present one stands out."""

    def __init__(self) -> None:
        super().__init__()
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        self._signs = [chip("") for _state in State]
        self._names = [ElidedLabel(state_name(state), "caption") for state in State]
        for sign, name in zip(self._signs, self._names, strict=True):
            line = row(sign, name, spacing=XS)
            line.setStretch(1, 1)
            layout.addWidget(box(line), 1)
        self._present = State.RECEIVED

    def show_state(self, present: State) -> None:
        """Mark how far it is."""
        self._present = present
        states = list(State)
        now = states.index(present)
        for at, (sign, name) in enumerate(zip(self._signs, self._names, strict=True)):
            is_behind = at < now or present == State.CLOSED
            kind = "ok" if is_behind else "info" if at == now else "plain"
            set_chip(sign, DONE if is_behind else "•" if at == now else "·", kind)
            mark(name, role="label" if at == now else "caption")
        self._name_steps()
        self.setAccessibleName(tr("So far: {state}").format(state=state_name(present)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room only the present step is named."""
        super().resizeEvent(event)
        self._name_steps()

    def _name_steps(self) -> None:
        now = list(State).index(self._present)
        for at, name in enumerate(self._names):
            name.setVisible(at == now or self.width() >= ROOM)
            self._layout.setStretch(at, 3 if at == now and self.width() < ROOM else 1)

    def present(self) -> State:
        """Return the state that is marked."""
        return self._present
