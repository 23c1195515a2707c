"""The pill in the side bar that says how the backups stand, and leads to them."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from loyaldesk.services import backup_words
from loyaldesk.services.backup_state import Standing
from loyaldesk.ui.kit.buttons import Button
from loyaldesk.ui.kit.styling import mark, plain_tooltip


class BackupChip(Button):
    """Colour and word of the worse place; both places in words as tooltip."""

    def __init__(self) -> None:
        super().__init__("")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def tell(self, standing: Standing, now: datetime) -> None:
        """Show how the backups stand at *now*, whose zone is the shop's."""
        zone = now.tzinfo
        if zone is None:
            raise ValueError("the chip needs the zone of the shop")
        text, kind = backup_words.short(standing, now, zone)
        self.set_words(text)
        mark(self, chip=kind)
        said = [backup_words.first_place(standing, zone)]
        said.append(backup_words.second_place(standing.second, zone))
        plain_tooltip(self, "\n".join(said))
        self.setAccessibleDescription(" ".join(said))
        self.show()
