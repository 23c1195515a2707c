"""The settings of this computer, as the sections of one page share them."""

from dataclasses import replace
from typing import Any

from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.ui.parts.hall import Hall


class Machine:
    """Holds what was saved last, so that one section does not undo what another one saved."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.settings: MachineSettings = hall.settings

    def save(self, **changed: Any) -> None:
        """Store the named settings and put them into force."""
        self.settings = replace(self.settings, **changed)
        self._hall.save_settings(self.settings)
