"""Help: the keys of the page on view, the keys that work everywhere, the way back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label, heading, muted
from loyaldesk.ui.kit.layout import XL, M, S, box, column, hairline, row
from loyaldesk.ui.shell.keys import keys_of
from loyaldesk.ui.shell.quick import quick_acts


class HelpDialog(Dialog):
    """Two columns of keys, and where the manual is."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        page: QWidget | None,
        places: Sequence[tuple[str, str, str]],
    ) -> None:
        super().__init__(parent, tr("Help"), primary=tr("Close"), secondary="", width=760)
        own = keys_of(page) if page is not None else []
        own_keys = {key for key, _words in own}
        left: list[QWidget] = [heading(tr("On this page: {page}").format(page=title), 2)]
        left.append(
            _table(own) if own else muted(tr("This page has no keys of its own."), wrap=True)
        )
        left.append(heading(tr("Places"), 2))
        left.append(_table([(f"Ctrl+{n}", t) for n, (_k, t, _i) in enumerate(places[:9], 1)]))
        right: list[QWidget] = [heading(tr("Everywhere"), 2)]
        right.append(_table([(k, w) for k, w in everywhere() if k not in own_keys]))
        columns = row(
            box(column(*left, None, spacing=M)),
            hairline(upright=True),
            box(column(*right, None, spacing=M)),
            spacing=XL,
        )
        columns.setStretch(0, 1)
        columns.setStretch(2, 1)
        self.add(columns, hairline())
        for text in words_of_help():
            self.add(muted(text, wrap=True))
        self.primary.setFocus()


def everywhere() -> list[tuple[str, str]]:
    """Return the keys that work on every page, with what they do."""
    return [
        ("F1", tr("Help")),
        ("F2", tr("New member")),
        ("Ctrl+K", tr("Search everything")),
        ("F4", tr("Page of the member on view")),
        *((act.key, act.title) for act in quick_acts()),
        ("F5", tr("Read the page again")),
        ("F11", tr("Full screen")),
        ("F12", tr("Switch operator")),
        ("Ctrl+R", tr("Reports")),
        ("Ctrl+P", tr("Print")),
        ("Ctrl+Z", tr("Take back what was just done")),
        ("Esc", tr("Back to the counter box")),
    ]


def words_of_help() -> list[str]:
    """Return what a newcomer asks first."""
    return [
        tr("A card can be scanned on any page; the counter opens with its member."),
        tr(
            "Forgot your PIN? Use your password on the sign-in screen, then choose a new PIN in"
            " Settings. A manager cannot see anyone's PIN; the owner can give you a new one."
        ),
        tr("The manual is the file README in the folder of the program."),
    ]


def _table(lines: Sequence[tuple[str, str]]) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(M)
    grid.setVerticalSpacing(S)
    for number, (key, words) in enumerate(lines):
        shown = Label(ltr(key))
        shown.setProperty("key", "true")
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(shown, number, 0)
        grid.addWidget(Label(words, wrap=True), number, 1)
    grid.setColumnStretch(1, 1)
    return box(grid)
