"""What else a tier brings, a line each, in both languages."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean_lines
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field

LONGEST = 2_000


class PerksDialog(Dialog):
    """Two texts.

    Args:
        parent: The window it stands before.
        perks_fa: What stands in Persian now.
        perks_en: What stands in English now.
        may_edit: Whether they may be changed.
    """

    def __init__(
        self, parent: QWidget | None, perks_fa: tuple[str, ...], perks_en: tuple[str, ...], *,
        may_edit: bool,
    ) -> None:  # fmt: skip
        super().__init__(parent, tr("What else the tier brings"), primary=tr("Take it over"))
        self.fa, self.en = QPlainTextEdit("\n".join(perks_fa)), QPlainTextEdit("\n".join(perks_en))
        hint = tr("A line each, such as: delivery is free.")
        for edit in (self.fa, self.en):
            edit.setTabChangesFocus(True)
            edit.setReadOnly(not may_edit)
            edit.setFixedHeight(96)
        self.add(Field(tr("In Persian"), self.fa, hint), Field(tr("In English"), self.en, hint))
        self.primary.setVisible(may_edit)
        self._before = self.perks()

    def perks(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what is typed, in Persian and in English."""
        return _lines(self.fa), _lines(self.en)

    def is_dirty(self) -> bool:
        """Return whether something was changed."""
        return self.perks() != self._before


def _lines(edit: QPlainTextEdit) -> tuple[str, ...]:
    text = clean_lines(edit.toPlainText()[:LONGEST])
    return tuple(line for line in text.split("\n") if line)
