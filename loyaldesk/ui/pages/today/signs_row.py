"""The four warning signs of a shop without a system, with what is behind each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.signs import NEGLECT, Threshold
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import signs
from loyaldesk.services.signs import Behind, Sign, SignRules
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import ElidedLabel, Label, chip
from loyaldesk.ui.kit.layout import XS, L, M, S, column, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall

_ROOM_FOR_ALL = 960
"""A narrower page has two tiles beside each other."""

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
        line = row(ElidedLabel(value, "h2"), how, spacing=S)  # a figure in words may be long
        line.setStretch(0, 1)
        made = column(ElidedLabel(title, "caption"), line, spacing=XS)
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
        self._in_a_row = 0
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(M)
        self._layout.setVerticalSpacing(S)

    def show_signs(self, found: Sequence[Sign]) -> None:
        """Show the signs as they stand."""
        for old in self.tiles:
            old.hide()
            old.deleteLater()
        self.tiles = [SignTile(sign) for sign in found]
        for tile in self.tiles:
            tile.clicked.connect(lambda _checked=False, sign=tile.sign: self.chosen.emit(sign))
        self._in_a_row = 0
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width has room for other tiles beside each other."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        wanted = 2 if self.width() < _ROOM_FOR_ALL else len(self.tiles)
        if wanted == self._in_a_row:
            return
        self._in_a_row = wanted
        while self._layout.takeAt(0) is not None:
            pass
        for at in range(self._layout.columnCount()):
            self._layout.setColumnStretch(at, 0)
        for n, tile in enumerate(self.tiles):
            self._layout.addWidget(tile, n // wanted, n % wanted)
            self._layout.setColumnStretch(n % wanted, 1)


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
        self._hall = hall
        self.sign = sign
        value = Label(signs.value_text(sign), "num")
        marks = Label(_marks(sign), "muted", wrap=True)
        self.table: RowsTable[Behind] = RowsTable(
            [
                Column(tr("Name"), lambda one: isolate(one.name) or fmt.code(one.number)),
                Column(tr("Day"), lambda one: fmt.day(one.on_day), width_hint=110),
                Column(tr("Operator"), lambda one: isolate(one.operator), width_hint=130),
                Column(tr("What happened"), lambda one: isolate(one.text)),
            ],
            tr("What is behind it"), sorting="none",
            empty=EmptyState("circle-check", tr("Nothing stands behind this sign.")),
        )  # fmt: skip
        self.table.setMinimumHeight(260)
        self.table.show_rows(signs.behind(hall.desk, sign.code))
        self.table.chosen.connect(self._open)
        head = row(value, chip(colour_words(sign), _KINDS[sign.colour]), None, spacing=L)
        self.change = quiet_button(tr("Change these limits"), icon_name="adjustments")
        self.change.setVisible(hall.desk.may(Permission.CALENDAR_EDIT))
        self.change.clicked.connect(self._change_marks)
        below = row(marks, self.change, spacing=M)
        below.setStretch(0, 1)
        self.add(head, Label(signs.definition(sign, rules), wrap=True), below, self.table)

    def _change_marks(self) -> None:
        dialog = MarksDialog(self, self._hall, self.sign)
        if dialog.exec() == Dialog.DialogCode.Accepted:
            self.accept()
        dialog.deleteLater()

    def _open(self, one: Behind) -> None:
        self.accept()
        if one.kind == "member":
            self.member_wanted.emit(one.id)
        elif one.kind in ("followup", "complaint"):
            self.record_wanted.emit(one.kind, one.id)


class MarksDialog(Dialog):
    """From where on a sign is amber and red, in percent or in complaints for 1,000 visits."""

    def __init__(self, parent: QWidget, hall: Hall, sign: Sign) -> None:
        super().__init__(parent, tr("Limits of {sign}").format(sign=signs.title(sign.code)))
        self._hall, self._code = hall, sign.code
        self._rules, self._version = signs.rules(hall.desk)
        self._scale = 1 if sign.code == NEGLECT else 100
        unit = (
            tr("Complaints for 1,000 visits") if sign.code == NEGLECT else tr("Percent, 1 to 100")
        )
        stored: Threshold = getattr(self._rules, sign.code)
        self.amber, self.red = DigitsEdit("number", most=4), DigitsEdit("number", most=4)
        self.amber.set_value(str(round(stored.amber * self._scale)))
        self.red.set_value(str(round(stored.red * self._scale)))
        self.fields = {
            sign.code: Field(tr("Watch it from"), self.amber, unit),
            "red": Field(tr("Act from"), self.red, unit),
        }
        self.add(*self.fields.values())

    def submit(self) -> None:
        """Store the limits; what cannot be is told at the field."""
        amber, red = self.amber.number() or 0, self.red.number() or 0
        try:
            wanted = self._rules.with_marks(
                self._code, Threshold(amber / self._scale, red / self._scale)
            )
            signs.save_rules(self._hall.desk, wanted, self._version)
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()


def _marks(sign: Sign) -> str:
    def shown(mark: float) -> str:
        return fmt.decimal(mark, 1) if sign.code == NEGLECT else fmt.percent(mark)

    return tr("Watch it from {amber}, act from {red}.").format(
        amber=shown(sign.marks.amber), red=shown(sign.marks.red)
    )
