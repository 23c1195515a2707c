"""Signing in: names as tiles, a pad for the PIN, the keyboard first."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.domain.errors import SignInRefused
from loyaldesk.domain.secrets import UNTIL_RESET
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.club import ClubFacts
from loyaldesk.services.staff import OperatorRow
from loyaldesk.services.words import role_name, words
from loyaldesk.ui.kit.avatar import Avatar
from loyaldesk.ui.kit.buttons import button, primary_button, quiet_button
from loyaldesk.ui.kit.dialog import tell
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel, Label, heading, lead, muted
from loyaldesk.ui.kit.layout import XL, XS, Card, L, M, S, box, column, hairline, row
from loyaldesk.ui.kit.pin_pad import PinPad
from loyaldesk.ui.shell.help import words_of_help
from loyaldesk.ui.shell.sidebar import logo_label

TILE_HEIGHT = 64
NAMES_WIDTH = 260


class SignIn(QWidget):
    """Asks who is there and for the PIN or password.

    Args:
        facts: Of the shop.
        operators: Who can sign in.
        chosen: Whose PIN is asked for first.
        title: Why it is asked.
        clock: For the wait after too many wrong tries.
        may_leave: Whether Esc goes back to where one was.
    """

    given = Signal(int, str)  # operator, PIN or password
    pin_missing = Signal(int)  # an owner who has neither yet
    left = Signal()

    def __init__(
        self,
        facts: ClubFacts,
        operators: Sequence[OperatorRow],
        chosen: int,
        title: str,
        clock: Clock,
        *,
        may_leave: bool = False,
    ) -> None:
        super().__init__()
        self._operators = {each.id: each for each in operators}
        self._clock = clock
        self._may_leave = may_leave
        self._sample_words = _sample_words() if facts.is_sample else ""
        self._until: datetime | None = None
        self._tiles: dict[int, _Tile] = {}
        self._group = QButtonGroup(self)
        self.pad = PinPad()
        self.pad.completed.connect(self._on_given)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        lead(self.password)
        self.password.setPlaceholderText(tr("Password"))
        self.password.setAccessibleName(tr("Password"))
        self.password.returnPressed.connect(self._on_password)
        self.message = Label("", "error", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setMinimumHeight(24)
        self.enter = primary_button(tr("Sign in"), "Enter")
        self.enter.clicked.connect(self._on_password)
        self.other_way = quiet_button(tr("Use password"))
        self.other_way.clicked.connect(self._on_other_way)
        self._pin_box = box(column(self.pad))
        self._password_box = box(column(self.message, self.password, self.enter, None, spacing=M))
        self._wait = QTimer(self)
        self._wait.setInterval(1000)
        self._wait.timeout.connect(self._show_wait)
        self._lay_out(facts, title)
        self._choose(chosen if chosen in self._operators else next(iter(self._operators)))

    def operator_id(self) -> int:
        """Return whose PIN is asked for."""
        return self._chosen

    def refuse(self, error: Exception) -> None:
        """Say why it was not right and let it be tried again."""
        self._set_busy(busy=False)
        until = error.until if isinstance(error, SignInRefused) else None
        if until is not None and until < UNTIL_RESET:
            self._until = until
            self._wait.start()
            self._show_wait()
        else:
            self._say(words(error))
        self._focus()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the first key is a digit of the PIN."""
        super().showEvent(event)
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows choose who it is; Esc goes back where that is possible."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
        }
        if event.key() in steps:
            self._step(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_F1:
            tell(self.window(), tr("Help"), words_of_help()[1])
        elif event.key() == Qt.Key.Key_Escape and self._may_leave:
            self.left.emit()
        elif event.text().isprintable() and event.text() and not self.password.isVisible():
            self.pad.setFocus()
            self.pad.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    # choosing who

    def _step(self, way: int) -> None:
        ids = list(self._operators)
        self._choose(ids[(ids.index(self._chosen) + way) % len(ids)])

    def _choose(self, operator_id: int) -> None:
        self._chosen = operator_id
        who = self._operators[operator_id]
        if operator_id in self._tiles:
            self._tiles[operator_id].setChecked(True)
            self._names.ensureWidgetVisible(self._tiles[operator_id])
        self._avatar.set_name(who.name)
        self._name.setText(who.name)
        self._role.setText(role_name(who.role))
        self._wait.stop()
        self._until = None
        self._say("")
        self.other_way.setVisible(who.has_pin and who.has_password)
        self._use_password(use=who.has_password and not who.has_pin)
        self._forgot.setText(self._sample_words or self._forgot_words(who))
        if not (who.has_pin or who.has_password):
            self._say(words(SignInRefused("no secret")))

    def ask_for_missing(self) -> None:
        """Have an owner without any secret choose a PIN; nobody could get in otherwise."""
        who = self._operators[self._chosen]
        if who.role == "owner" and not (who.has_pin or who.has_password):
            self.pin_missing.emit(who.id)

    def _forgot_words(self, who: OperatorRow) -> str:
        if who.role == "owner":
            return tr("Forgot the PIN? Sign in with your password. F1 tells more.")
        return tr("Forgot the PIN? The owner can give you a new one in Settings.")

    # PIN or password

    def _on_other_way(self) -> None:
        self._use_password(use=self._password_box.isHidden())

    def _use_password(self, *, use: bool) -> None:
        self._password_box.setVisible(use)
        self._pin_box.setVisible(not use)
        self.password.clear()
        self.pad.clear()
        self.other_way.set_words(tr("Use PIN") if use else tr("Use password"))
        self._focus()

    def _focus(self) -> None:
        (self.pad if self._password_box.isHidden() else self.password).setFocus()

    def _on_password(self) -> None:
        if self.password.text():
            self._on_given(self.password.text())

    @Slot(str)
    def _on_given(self, secret: str) -> None:
        if self._until is not None:
            self._show_wait()
            return
        self._set_busy(busy=True)
        self.given.emit(self._chosen, secret)

    def _set_busy(self, *, busy: bool) -> None:
        self._say(tr("One moment…") if busy else "", is_error=False)
        self.password.setEnabled(not busy)
        self.enter.setEnabled(not busy)
        self.pad.setEnabled(not busy)
        if not busy:
            self.password.clear()

    def _show_wait(self) -> None:
        left = (self._until - self._clock()) if self._until is not None else timedelta()
        seconds = max(0, int(left.total_seconds()))
        if not seconds:
            self._wait.stop()
            self._until = None
            self._say("")
            return
        time = fmt.digits(f"{seconds // 60}:{seconds % 60:02d}")
        self._say(tr("Too many wrong tries. Please wait {time}.").format(time=time))

    def _say(self, text: str, *, is_error: bool = True) -> None:
        for label in (self.pad.message, self.message):
            label.setProperty("role", "error" if is_error else "muted")
            label.style().unpolish(label)
            label.style().polish(label)
            label.setText(text)
        self.pad.setAccessibleDescription(text)

    # how it looks

    def _lay_out(self, facts: ClubFacts, title: str) -> None:
        shop = row(logo_label(facts.logo, "accent"), heading(facts.shop), spacing=M)
        self._avatar = Avatar("", 64)
        self._name = ElidedLabel("", "h2")
        self._role = ElidedLabel("", "muted")
        self._forgot = muted("", wrap=True)
        self._forgot.setProperty("role", "caption")
        self._forgot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._forgot.setMinimumHeight(36)
        who = row(self._avatar, column(None, self._name, self._role, None, spacing=XS), spacing=M)
        who.setStretch(1, 1)
        right = column(
            muted(title), who, gap(), self._pin_box, self._password_box, self.other_way, None,
            self._forgot, spacing=M,
        )  # fmt: skip
        right.setAlignment(self.other_way, Qt.AlignmentFlag.AlignHCenter)
        side = box(right)
        side.setFixedWidth(300)
        content = row(side, spacing=XL)
        self._names = QScrollArea()
        if len(self._operators) > 1:
            left = column(self._make_names(), spacing=M)
            if self._may_leave:
                back = button(tr("Back to work"), "Esc")
                back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                back.clicked.connect(self.left)
                left.addWidget(back)
            content.insertWidget(0, box(left))
            content.insertWidget(1, hairline(upright=True))
        sheet = Card()
        sheet.body.setContentsMargins(XL, XL, XL, XL)
        sheet.body.addLayout(content)
        sheet.setMinimumHeight(600)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(L)
        layout.addStretch(1)
        layout.addLayout(_centred(shop))
        layout.addLayout(_centred(row(sheet)))
        layout.addStretch(2)

    def _make_names(self) -> QScrollArea:
        inside = QVBoxLayout()
        inside.setSpacing(S)
        for each in self._operators.values():
            tile = _Tile(each)
            tile.clicked.connect(self._chooser(each.id))
            self._group.addButton(tile)
            self._tiles[each.id] = tile
            inside.addWidget(tile)
        inside.addStretch(1)
        self._names.setProperty("page", "true")
        self._names.setWidgetResizable(True)
        self._names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names.setWidget(box(inside))
        self._names.setFixedWidth(NAMES_WIDTH)
        return self._names

    def _chooser(self, operator_id: int) -> Callable[[], None]:
        def choose() -> None:
            self._choose(operator_id)
            self.ask_for_missing()

        return choose


class _Tile(QPushButton):
    """One operator: initials, name, role."""

    def __init__(self, operator: OperatorRow) -> None:
        super().__init__()
        self.setProperty("tile", "true")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # digits always go to the PIN
        self.setAccessibleName(f"{operator.name}, {role_name(operator.role)}")
        lines = column(
            ElidedLabel(operator.name, "label"),
            ElidedLabel(role_name(operator.role), "caption"),
            spacing=0,
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.setSpacing(M)
        layout.addWidget(Avatar(operator.name, 40))
        layout.addLayout(lines, 1)
        if operator.is_locked:
            layout.addWidget(IconLabel("lock", "danger", 18))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Qt: room for two lines."""
        return QSize(NAMES_WIDTH, TILE_HEIGHT)


def _sample_words() -> str:
    from loyaldesk.services.sample import SAMPLE_PIN  # noqa: PLC0415  # only the sample needs it

    text = tr("In the sample shop everybody has the PIN {pin}.")
    return text.format(pin=fmt.code(SAMPLE_PIN))


def gap() -> QWidget:
    """Return a little room between who it is and the PIN."""
    space = QWidget()
    space.setFixedHeight(XS)
    return space


def _centred(inside: QHBoxLayout) -> QHBoxLayout:
    return row(None, box(inside), None)
