"""The card of the two places where backups lie, and how often one is made."""

from collections.abc import Callable

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import ltr
from loyaldesk.services import backup_words, club, safekeeping, second_copies
from loyaldesk.services.backup_state import Standing
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import Button, button, icon_button, quiet_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.labels import ElidedLabel, Label, caption
from loyaldesk.ui.kit.layout import Card, M, S, row
from loyaldesk.ui.parts.hall import Hall

RHYTHMS = (10, 15, 30, 60, 120, 240)
"""Minutes between two backups that can be chosen."""


class PlacesCard(Card):
    """Shows both places with what can be done about them; says what is wanted, does nothing."""

    first_wanted = Signal(str)  # a folder; empty: beside the club
    second_wanted = Signal(str)  # a folder; empty: none any more
    rhythm_wanted = Signal(int)

    def __init__(self, hall: Hall) -> None:
        super().__init__(title=tr("Two places"), spacing=S)
        self._hall = hall
        self.first, self.second = ElidedLabel(""), ElidedLabel("")
        self.choose = button(tr("Choose…"))
        self.beside = quiet_button(tr("Beside the club"))
        self.choose_second = button(tr("Choose…"))
        self.no_second = quiet_button(tr("No second place"))
        self.open_first, self.open_second = (
            icon_button("folder", tr("Open the folder")) for _place in range(2)
        )
        self.state = Note("", "plain")
        self.plain = caption("", wrap=True)
        self.rhythm: Choice[int] = Choice(name=tr("How often"))
        self._lay_out()
        self.choose.clicked.connect(self._choosing(self.first_wanted.emit, self._first_now))
        self.choose_second.clicked.connect(
            self._choosing(self.second_wanted.emit, self._second_now)
        )
        self.beside.clicked.connect(lambda: self.first_wanted.emit(""))
        self.no_second.clicked.connect(lambda: self.second_wanted.emit(""))
        self.open_first.clicked.connect(lambda: _open(self._first_now()))
        self.open_second.clicked.connect(lambda: _open(self._second_now()))
        self.rhythm.chosen.connect(self.rhythm_wanted.emit)

    def buttons(self) -> tuple[Button, ...]:
        """Return what must wait while something is under way."""
        return self.choose, self.beside, self.choose_second, self.no_second

    def show_places(self, *, may_choose: bool) -> None:
        """Show where the places are; how they stand follows with `tell`."""
        settings = club.facts(self._hall.desk).settings
        self.first.setText(ltr(self._first_now()))
        has_second = bool(settings.backup_second)
        self.second.setText(ltr(settings.backup_second) if has_second else tr("none"))
        self.beside.setVisible(bool(settings.backup_folder) and may_choose)
        self.no_second.setVisible(has_second and may_choose)
        self.open_second.setVisible(has_second)
        self.choose.setVisible(may_choose)
        self.choose_second.setVisible(may_choose)
        self.rhythm.setEnabled(may_choose)
        choices = sorted({*RHYTHMS, settings.backup_minutes})
        self.rhythm.set_options([(_every(each), each) for each in choices])
        self.rhythm.set_value(settings.backup_minutes)
        is_encrypted = self._hall.desk.db.key is not None
        self.plain.setText(
            tr("The copies are encrypted as the club is.")
            if is_encrypted
            else tr(
                "This club is not encrypted, so whoever finds the stick can read the copies on it."
                " Turn encryption on before you take them out of the shop."
            )
        )

    def tell(self, standing: Standing) -> None:
        """Say how the second place stands."""
        second = standing.second
        said = backup_words.second_place(second, self._hall.desk.zone)
        kind = backup_words.second_kind(second)
        if second.is_same_disk:
            kind = "warn" if kind == "ok" else kind
            said += " " + tr("It lies on the same disk as the first: both would be lost together.")
        self.state.say(said, kind)

    def _lay_out(self) -> None:
        line_one = self._line(
            tr("First place"), self.first, self.open_first, self.beside, self.choose
        )
        line_two = self._line(
            tr("Second place"), self.second, self.open_second, self.no_second, self.choose_second
        )
        often = row(caption(tr("Made by itself")), self.rhythm, None, spacing=M)
        for item in (line_one, line_two):
            self.body.addLayout(item)
        self.body.addWidget(self.state)
        self.body.addWidget(self.plain)
        self.body.addLayout(often)

    @staticmethod
    def _line(name: str, folder: ElidedLabel, *acts: QAbstractButton) -> QHBoxLayout:
        words = Label(name, "caption")
        words.setMinimumWidth(84)
        line = row(words, folder, *acts, spacing=S)
        line.setStretch(1, 1)
        folder.setMinimumWidth(60)
        return line

    def _choosing(
        self, wanted: Callable[[str], object], now: Callable[[], str]
    ) -> Callable[[], None]:
        def choose() -> None:
            chosen = QFileDialog.getExistingDirectory(self, tr("Folder for backups"), now())
            if chosen:
                wanted(chosen)

        return choose

    def _first_now(self) -> str:
        return str(safekeeping.folder_of(self._hall.desk))

    def _second_now(self) -> str:
        return str(second_copies.place(club.facts(self._hall.desk)) or "")


def _every(minutes: int) -> str:
    if minutes % 60 == 0:
        hours = minutes // 60
        return trn("every {n} hour", "every {n} hours", hours).format(n=fmt.number(hours))
    return trn("every {n} minute", "every {n} minutes", minutes).format(n=fmt.number(minutes))


def _open(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
