"""The first run: five steps from nothing to a club that can sell."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from loyaldesk import NAME
from loyaldesk.kernel import fmt, paths
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Progress
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import club, opening, staff
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, primary_button, quiet_button
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.icons import pixmap
from loyaldesk.ui.kit.labels import IconLabel, Label, heading, muted
from loyaldesk.ui.kit.layout import XL, L, M, S, row
from loyaldesk.ui.shell.before import do_before_eyes, open_server_dialog
from loyaldesk.ui.shell.wizard_keys import KeyStep, PaperStep
from loyaldesk.ui.shell.wizard_steps import Answers, LookStep, OwnerStep, ShopStep, StartStep, Step

WIDTH, HEIGHT, SIDE_WIDTH = 860, 640, 230

STEPS: tuple[Callable[[Answers], Step], ...] = (
    LookStep, ShopStep, OwnerStep, KeyStep, PaperStep, StartStep,
)  # fmt: skip
LINES = (0, 1, 2, 3, 3, 4)
"""The line in the side that is on while each step is asked."""


def step_names() -> list[str]:
    """Return the names of the steps, for the side."""
    return [
        tr("Language and theme"), tr("Shop"), tr("Owner"), tr("Protection"), tr("Beginning"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the first run led to.

    Attributes:
        settings: Language and theme that were chosen.
        path: The new club; None when only the sample shop is wanted, or a club on a server.
        start: ``empty``, ``import``, ``sample`` or ``server``.
        address: Of the club on a server; empty otherwise.
    """

    settings: MachineSettings
    path: Path | None
    start: str
    address: str = ""


class Wizard(QDialog):
    """Asks one question after the other; Enter goes on, Alt+Left goes back.

    Args:
        settings: Of this computer, as they are.
        dress: Puts another language and theme into force.
        clock: When the club begins.
    """

    def __init__(
        self, settings: MachineSettings, dress: Callable[[MachineSettings], None], clock: Clock
    ) -> None:
        super().__init__()
        self.made: FirstRun | None = None
        self.answers = Answers(free_path(), settings.language, settings.theme, clock=clock)
        self._settings = settings
        self._dress = dress
        self._clock = clock
        self._number = 0
        self._body: QWidget | None = None
        room = self.screen().availableSize()
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height()))
        self._sheet = QVBoxLayout(self)
        self._sheet.setContentsMargins(0, 0, 0, 0)
        self._show_step()

    def set_error(self, text: str) -> None:
        """Say above the buttons what went wrong."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def next(self) -> None:
        """Take the answers and go on; after the last step make the club."""
        self.set_error("")
        if not self.step.take():
            return
        following = self._next_to(1)
        if following < len(STEPS):
            self._number = following
            self._show_step()
        else:
            self._make()

    def back(self) -> None:
        """Go one step back; what was answered stays."""
        if self._number:
            self._number = self._next_to(-1)
            self._show_step()

    def _next_to(self, way: int) -> int:
        """Return the step after or before this one; a plain club has no recovery key."""
        number = self._number + way
        if 0 <= number < len(STEPS) and STEPS[number] is PaperStep:
            return number if self.answers.is_encrypted else number + way
        return number

    def reject(self) -> None:
        """Leave, after asking: nothing is made yet."""
        if ask(
            self,
            tr("Leave the set-up?"),
            tr("No club has been made yet. The next start begins here again."),
            tr("Leave"),
            tr("Go on setting up"),
        ):
            super().reject()

    # making

    def _make(self) -> None:
        answers, clock = self.answers, self._clock

        def work(_progress: Progress) -> bool:
            make_club(answers, clock)
            return True

        try:
            do_before_eyes(self, tr("Your club"), tr("Making the club…"), work)
        except ClubError as error:
            errors.show(error, self)
            return
        self.made = FirstRun(self._chosen_settings(), answers.path, answers.start)
        self.accept()

    def _only_sample(self) -> None:
        self.made = FirstRun(self._chosen_settings(), None, "sample")
        self.accept()

    def join_server(self) -> None:
        """Ask where the shop's club lies, when another till has it on a server."""
        dialog = open_server_dialog(self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.made = FirstRun(self._chosen_settings(), None, "server", dialog.address)
            self.accept()
        dialog.deleteLater()

    def _chosen_settings(self) -> MachineSettings:
        return replace(self._settings, language=self.answers.language, theme=self.answers.theme)

    # how it looks

    def _on_look_changed(self) -> None:
        self._dress(self._chosen_settings())
        self._show_step()

    def _show_step(self) -> None:
        self.setWindowTitle(tr("Set up LoyalDesk"))
        old, self._body = self._body, QWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.step = STEPS[self._number](self.answers)
        if isinstance(self.step, LookStep):
            self.step.changed.connect(self._on_look_changed, Qt.ConnectionType.QueuedConnection)
        self.problem = Note("", "danger")
        self.problem.hide()
        right = QVBoxLayout()
        right.setContentsMargins(XL, XL, XL, L)
        right.setSpacing(M)
        right.addWidget(heading(self.step.title))
        right.addWidget(muted(self.step.lead, wrap=True))
        right.addSpacing(S)
        right.addWidget(self.step, 1)
        right.addWidget(self.problem)
        right.addLayout(self._make_buttons())
        both = QHBoxLayout(self._body)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self._make_side())
        both.addLayout(right, 1)
        self._sheet.addWidget(self._body)
        self._body.show()
        self.forward.setDefault(True)  # heeded only inside the dialog
        self.step.focus_first()

    def _make_buttons(self) -> QHBoxLayout:
        is_last = self._number + 1 == len(STEPS)
        self.forward = primary_button(tr("Make the club") if is_last else tr("Next"), "Enter")
        self.forward.clicked.connect(self.next)
        self.backward = button(tr("Back"), "Alt+Left")
        self.backward.setAutoDefault(False)
        self.backward.setVisible(self._number > 0)
        self.backward.clicked.connect(self.back)
        sample = quiet_button(tr("Just show me the sample shop"), icon_name="building-store")
        sample.setAutoDefault(False)
        sample.setVisible(self._number == 0)
        sample.clicked.connect(self._only_sample)
        join = quiet_button(tr("Our club lies on a server"), icon_name="world")
        join.setAutoDefault(False)
        join.setVisible(self._number == 0)
        join.clicked.connect(self.join_server)
        return row(sample, join, None, self.backward, self.forward)

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(SIDE_WIDTH)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(L, XL, L, XL)
        layout.setSpacing(L)
        layout.addLayout(row(IconLabel("sparkles", "side_bright", 24), Label(NAME, "brand"), None))
        layout.addSpacing(L)
        now = LINES[self._number]
        for number, name in enumerate(step_names()):
            layout.addLayout(_step_line(number, name, now))
        layout.addStretch(1)
        return side


def _step_line(number: int, name: str, current: int) -> QHBoxLayout:
    mark = Label(fmt.number(number + 1), "step")
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    mark.setFixedSize(28, 28)
    state = "done" if number < current else "now" if number == current else "later"
    mark.setProperty("step", state)
    if state == "done":
        mark.setPixmap(pixmap("check", "side_bright", 18))
    words = Label(name, "side" if state != "now" else "side_now")
    line = row(mark, words, spacing=M)
    line.setStretch(1, 1)
    return line


def free_path() -> Path:
    """Return a name for a new club that no file has yet."""
    folder = paths.user_folder()
    path = folder / "shop.club"
    number = 2
    while path.exists():
        path = folder / f"shop-{number}.club"
        number += 1
    return path


def make_club(answers: Answers, clock: Clock) -> None:
    """Make the club that was answered for; called in the worker.

    Raises:
        ClubError: If it cannot be made there.
    """
    draft = club.ClubDraft(
        answers.shop, answers.owner, answers.language, answers.unit, answers.zone, answers.logo,
        settings=club.ClubSettings(sign_in=not answers.without_pin),
    )  # fmt: skip
    desk = opening.new_club(
        answers.path, draft, passphrase=answers.passphrase or None,
        recovery_key=answers.recovery_key, remember=True, clock=clock,
    )  # fmt: skip
    try:
        if answers.pin:
            staff.set_pin(desk, desk.operator.id, answers.pin)
        if answers.password:
            staff.set_password(desk, desk.operator.id, answers.password)
    finally:
        desk.db.close()
