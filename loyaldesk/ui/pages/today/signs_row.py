"""The four warning signs of a shop without a system, with what is behind each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.domain.signs import NEGLECT
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import signs
from loyaldesk.services.signs import Behind, Sign, SignRules
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import ElidedLabel, Label, chip
from loyaldesk.ui.kit.layout import XS, L, M, S, box, column, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall

_KINDS = {"none": "plain", "green": "ok", "amber": "warn", "red": "danger"}


def colour_words(sign: Sign) -> str:
    """Return how a sign stands, in a word."""
    return {
        "none": tr("no data"), "green": tr("in order"), "amber": tr("watch it"),
        "red": tr("act now"),
    }[sign.colour]  # fmt: skip


class SignTile(QPushButton):
    """One sign: its name, its value, how it stands; Enter shows what is behind it."""

    def __init__(self, sign: Sign) -> None:
        super().__init__()
        self.sign = sign
        self.setProperty("tile", "true")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        title, value = signs.title(sign.code), signs.value_text(sign)
        self.setAccessibleName(f"{title}: {value}, {colour_words(sign)}")
        how = chip(colour_words(sign), _KINDS[sign.colour])
        made = column(
            ElidedLabel(title, "caption"), row(Label(value, "h2"), None, how, spacing=S), spacing=XS
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.addLayout(made)
        for label in self.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(made.sizeHint().height() + 2 * S)


class SignsRow(QWidget):
    """The four tiles beside each other, in two rows where the window is narrow."""

    chosen = Signal(object)  # the sign

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[SignTile] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(XS)

    def show_signs(self, found: Sequence[Sign]) -> None:
        """Show the signs as they stand."""
        while (item := self._layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.tiles = [SignTile(sign) for sign in found]
        line = row(*self.tiles, spacing=M)
        for at in range(line.count()):
            line.setStretch(at, 1)
        self._layout.addWidget(box(line))
        for tile in self.tiles:
            tile.clicked.connect(lambda _checked=False, sign=tile.sign: self.chosen.emit(sign))


class SignDialog(Dialog):
    """What a sign counts, in which days, and the things behind it.

    Args:
        parent: The page.
        hall: Where and who.
        sign: As it was read.
        rules: The thresholds it was judged by.
    """

    member_wanted = Signal(int)
    record_wanted = Signal(str, int)

    def __init__(self, parent: QWidget, hall: Hall, sign: Sign, rules: SignRules) -> None:
        title = signs.title(sign.code)
        super().__init__(parent, title, primary=tr("Close"), secondary="", width=720)
        self.sign = sign
        value = Label(signs.value_text(sign), "num")
        marks = Label(_marks(sign), "muted", wrap=True)
        self.table: RowsTable[Behind] = RowsTable(
            [
                Column(tr("Who"), lambda one: isolate(one.name) or fmt.code(one.number)),
                Column(tr("Day"), lambda one: fmt.day(one.on_day), width_hint=110),
                Column(tr("Operator"), lambda one: isolate(one.operator), width_hint=130),
                Column(tr("What"), lambda one: isolate(one.text)),
            ],
            tr("What is behind it"), sorting="none",
            empty=EmptyState("circle-check", tr("Nothing stands behind this sign.")),
        )  # fmt: skip
        self.table.setMinimumHeight(260)
        self.table.show_rows(signs.behind(hall.desk, sign.code))
        self.table.chosen.connect(self._open)
        head = row(value, chip(colour_words(sign), _KINDS[sign.colour]), None, spacing=L)
        self.add(head, Label(signs.definition(sign, rules), wrap=True), marks, self.table)

    def _open(self, one: Behind) -> None:
        self.accept()
        if one.kind == "member":
            self.member_wanted.emit(one.id)
        elif one.kind in ("followup", "complaint"):
            self.record_wanted.emit(one.kind, one.id)


def _marks(sign: Sign) -> str:
    def shown(mark: float) -> str:
        return fmt.decimal(mark, 1) if sign.code == NEGLECT else fmt.percent(mark)

    return tr("Watch it from {amber}, act from {red}.").format(
        amber=shown(sign.marks.amber), red=shown(sign.marks.red)
    )
