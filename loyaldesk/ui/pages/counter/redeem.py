"""What this member can take now: by one digit and Enter, as a number of points, or by a code."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain import errors
from loyaldesk.domain.rewards import Spending
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.services.words import words
from loyaldesk.ui.kit.buttons import icon_button, primary_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption, lead, muted
from loyaldesk.ui.kit.layout import M, put, row
from loyaldesk.ui.pages.counter.choices import Offered, Option
from loyaldesk.ui.pages.counter.option_rows import OptionRows

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CODE_AFTER = 3  # digits without a pause are no choice but a code
_PAUSE_MS = 1000
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class RedeemPanel(QWidget):
    """Asks what to take: a digit and Enter, a number of points and Enter, a code and Enter."""

    option_taken = Signal(object)  # Option
    code_typed = Signal(str)
    code_begun = Signal()  # typed over the list: the field may be out of sight
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._offered = Offered((), (), 0)
        self._spending = Spending()
        self._marked: int | None = None
        self._digits = ""
        self._since_digit = QElapsedTimer()
        self.rows = OptionRows()
        self.nothing = muted("", wrap=True)
        self.near = caption("", wrap=True)
        self.free = Field(
            tr("Or another number of points"), DigitsEdit("number", name=tr("Number of points"))
        )
        self.code = Field(tr("Or a voucher, discount code or gift card"), QLineEdit())
        lead(self.code.widget)
        self.use = primary_button("", "Enter")
        self.leave = icon_button("x", tr("Cancel"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        last = row(self.use, self.leave)
        last.setStretch(0, 1)
        put(layout, self.rows, self.nothing, self.near, self.free, self.code, last)
        self.setAccessibleName(tr("Rewards and points"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for edit in (self.free.widget, self.code.widget):
            edit.installEventFilter(self)
        self.free.widget.changed.connect(self._on_typed)
        self.code.widget.textChanged.connect(self._on_typed)
        self.rows.marked.connect(self._on_clicked)
        self.rows.picked.connect(self._on_use)
        self.use.clicked.connect(self._on_use)
        self.leave.clicked.connect(self.left)

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be taken, in the order of the digits."""
        return self._offered.options

    def offer(self, offered: Offered, spending: Spending) -> None:
        """Offer what can be taken; the first one is marked."""
        self._offered, self._spending = offered, spending
        self.free.widget.clear()
        self.code.widget.clear()
        self.free.clear_error()
        self.code.clear_error()
        self.rows.show_options(offered.options)
        self.nothing.setText(
            tr("Nothing can be taken on this basket now.")
            if offered.points
            else tr("There are no points to pay with, and no voucher.")
        )
        self.nothing.setVisible(not offered.options)
        self.near.setText("\n".join(offered.near))
        self.near.setVisible(bool(offered.near))
        self.free.setVisible(offered.most_points > 0)
        self._mark(0 if offered.options else None)
        (self if offered.options else self.code.widget).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_code_error(self, text: str) -> None:
        """Say beside the code why it cannot be used."""
        self.code.set_error(text)
        self.code.widget.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: a digit marks, Enter takes, Esc leaves."""
        digit = ascii_digits(event.text())
        if event.key() in _ENTER:
            if not event.isAutoRepeat():
                self._on_use()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif len(digit) == 1 and digit.isascii() and digit.isdigit():
            self._on_digit(digit)
        elif event.key() in _STEPS and self.options:
            here = self._marked or 0
            self._mark(min(max(here + _STEPS[event.key()], 0), len(self.options) - 1))
        elif len(event.text()) == 1 and event.text().isalpha():
            self._begin_code(event.text())
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter and Esc in the fields."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                if not event.isAutoRepeat():
                    self._on_use()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _on_digit(self, digit: str) -> None:
        """Mark a choice; a code that is scanned or typed here goes where it belongs."""
        is_quick = self._since_digit.isValid() and self._since_digit.elapsed() < _PAUSE_MS
        self._digits = self._digits + digit if is_quick else digit
        self._since_digit.restart()
        if len(self._digits) >= _CODE_AFTER:
            self._begin_code(self._digits)
        elif 1 <= int(digit) <= len(self.options):
            self._mark(int(digit) - 1)

    def _begin_code(self, typed: str) -> None:
        self._since_digit.invalidate()
        self.code.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.code.widget.setText(typed)
        self.code_begun.emit()

    def _mark(self, place: int | None) -> None:
        self._marked = place
        self.rows.mark(place)
        if place is not None:
            for edit in (self.free.widget, self.code.widget):
                if edit.text():
                    edit.clear()
        self._say()

    def _on_clicked(self, place: int) -> None:
        self._mark(place)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_typed(self) -> None:
        self.free.clear_error()
        self.code.clear_error()
        if self.free.widget.text() or self.code.widget.text():
            self._marked = None
            self.rows.mark(None)
        elif self._marked is None and self.options:
            self._mark(0)
        self._say()

    def _say(self) -> None:
        number = self.free.widget.number()
        option = self.options[self._marked] if self._marked is not None else None
        points = number if number is not None else option.points if option else 0
        if self.code.widget.text():
            said = tr("Use this code")
        elif points:
            said = tr("Use {points} points").format(points=fmt.number(points))
        else:
            said = tr("Take it")
        self.use.set_words(said)
        self.use.setEnabled(bool(option or self.code.widget.text() or number is not None))
        self.free.set_hint(self._worth(points or self._offered.most_points))

    def _worth(self, points: int) -> str:
        said = tr("{points} points pay {amount}, at most {most} points").format(
            points=fmt.number(points),
            amount=fmt.amount_with_unit(self._spending.worth_rial(points)),
            most=fmt.number(self._offered.most_points),
        )
        block = self._spending.block_points
        if block <= 1:
            return said
        step = tr("in steps of {n}").format(n=fmt.number(block))
        return tr(", ").join((said, step))

    def _on_use(self) -> None:
        number = self.free.widget.number()
        if self.code.widget.text().strip():
            self.code_typed.emit(self.code.widget.text().strip())
        elif number is not None:
            self._use_points(number)
        elif self._marked is not None:
            self.option_taken.emit(self.options[self._marked])

    def _use_points(self, points: int) -> None:
        spending = self._spending
        if points <= 0:
            self.free.set_error(tr("This must be more than zero."))
        elif points > self._offered.most_points:
            most = fmt.number(self._offered.most_points)
            self.free.set_error(tr("At most {points}").format(points=most))
        elif points % spending.block_points:
            refused = errors.SpendRefused("blocks", points, spending.block_points)
            self.free.set_error(words(refused))
        elif points < spending.least_points:
            self.free.set_error(words(errors.SpendRefused("least", points, spending.least_points)))
        else:
            self.option_taken.emit(Option("points", "", "", points=points))
