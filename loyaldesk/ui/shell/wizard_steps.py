"""The questions of the first run: look, shop, owner, and how to begin."""

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCompleter, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.secrets import WeakSecret, accepted_password
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, look, using
from loyaldesk.kernel.persian import ltr
from loyaldesk.services.club import DEFAULT_ZONE, LARGEST_LOGO, checked_line
from loyaldesk.services.words import words
from loyaldesk.ui import errors
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel, Label, caption, lead
from loyaldesk.ui.kit.layout import L, M, box, column, put, row
from loyaldesk.ui.kit.toggles import CheckBox, Segments
from loyaldesk.ui.shell.new_pin import PinTwice
from loyaldesk.ui.shell.tiles import Tiles

EXAMPLE_RIAL = 12_500_000
LOGO_PX = 40


@dataclass(slots=True)
class Answers:
    """What was answered so far."""

    path: Path
    language: str = "fa"
    theme: str = "system"
    shop: str = ""
    unit: str = "toman"
    zone: str = DEFAULT_ZONE
    logo: bytes | None = None
    owner: str = ""
    pin: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    without_pin: bool = False
    is_encrypted: bool = True
    passphrase: str = field(default="", repr=False)
    recovery_key: str = field(default="", repr=False)
    is_paper_read: bool = False
    start: str = "empty"
    clock: Clock = system_clock


class Step(QWidget):
    """One question; children store what was answered in `take`."""

    title: str
    lead: str

    def __init__(self, answers: Answers, title: str, lead: str) -> None:
        super().__init__()
        self.answers = answers
        self.title = title
        self.lead = lead
        self.form = QVBoxLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setSpacing(M)

    def take(self) -> bool:
        """Store the answers; return whether one can go on."""
        return True

    def focus_first(self) -> None:
        """Give the keys to the first question."""


class LookStep(Step):
    """Language and theme, shown at once."""

    changed = Signal()

    def __init__(self, answers: Answers) -> None:
        super().__init__(
            answers,
            tr("Welcome to LoyalDesk"),
            tr("Your customer club in five short steps. Everything can be changed later."),
        )
        languages = [("fa", "language", "فارسی", "راست به چپ، تاریخ شمسی")]
        languages.append(("en", "language", "English", "Left to right, English dates"))
        self.language = Tiles(languages, answers.language, tr("Language"), beside=True)
        self.language.chosen.connect(self._on_chosen)
        themes = [(tr("As the computer"), "system"), (tr("Light"), "light"), (tr("Dark"), "dark")]
        self.theme = Segments(themes, tr("Theme"))
        self.theme.set_value(answers.theme)
        self.theme.chosen.connect(self._on_chosen)
        put(
            self.form, Label(tr("Language"), "label"), self.language, Label(tr("Theme"), "label"),
            self.theme, None,
        )  # fmt: skip

    def focus_first(self) -> None:
        """Arrows choose the language."""
        self.language.focus_chosen()

    def _on_chosen(self, _value: object) -> None:
        self.answers.language = self.language.value()
        self.answers.theme = self.theme.value()
        self.changed.emit()


class ShopStep(Step):
    """Name, money, time zone, logo."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(
            answers, tr("Your shop"), tr("The name stands on receipts, cards and reports.")
        )
        self.shop = Field(tr("Shop name"), QLineEdit(answers.shop))
        units = [(tr("Toman"), "toman"), (tr("Rial"), "rial")]
        self.unit = Segments(units, tr("Money unit"))
        self.unit.set_value(answers.unit)
        self.unit.chosen.connect(self._show_example)
        self._example = caption("")
        self.zone = Field(tr("Time zone"), _zone_edit(answers.zone), tr("Type a city to search."))
        self._logo = answers.logo
        self._picture = Label()
        self._picture.setFixedSize(LOGO_PX, LOGO_PX)
        self._remove = quiet_button(tr("Remove"))
        self._remove.clicked.connect(lambda: self._show_logo(None))
        choose = button(tr("Choose a picture"), icon_name="photo")
        choose.clicked.connect(self._choose_logo)
        chosen = row(self._picture, choose, self._remove, None)
        chosen.setContentsMargins(0, 0, 0, 0)
        self.logo = Field(tr("Logo (optional)"), box(chosen), tr("PNG or JPEG, at most 512 kB."))
        money = column(Label(tr("Money unit"), "label"), self.unit, self._example, spacing=4)
        put(self.form, self.shop, money, self.zone, self.logo, None)
        self._show_example(answers.unit)
        self._show_logo(answers.logo)

    def take(self) -> bool:
        """Store name, unit and zone."""
        wrong = []
        zone = self.zone.widget.text().strip()
        try:
            self.answers.shop = checked_line("shop", self.shop.widget.text())
        except BadInput as error:
            wrong.append(error)
        if zone not in available_timezones():
            wrong.append(BadInput("zone", "unknown choice" if zone else "empty", zone[:80]))
        self.answers.zone = zone
        self.answers.unit = self.unit.value()
        self.answers.logo = self._logo
        if wrong:
            fields = {"shop": self.shop, "zone": self.zone}
            errors.show_on(fields, SeveralBadInputs(tuple(wrong)), self)
        return not wrong

    def focus_first(self) -> None:
        """The name comes first."""
        self.shop.widget.setFocus()

    def _show_example(self, unit: object) -> None:
        with using(Look(look().language, look().calendar, str(unit))):
            text = tr("Amounts look like this: {amount}")
            self._example.setText(text.format(amount=fmt.amount_with_unit(EXAMPLE_RIAL)))

    def _choose_logo(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, tr("Choose a picture"), "", tr("Pictures (*.png *.jpg *.jpeg)")
        )
        if name:
            self.take_logo(Path(name))

    def take_logo(self, path: Path) -> None:
        """Use the picture in *path*, if it is one."""
        self.logo.clear_error()
        try:
            too_large = path.stat().st_size > LARGEST_LOGO
            content = b"" if too_large else path.read_bytes()
        except OSError:
            content = b""
        if not content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
            problem = BadInput("logo", "not a picture", limit=LARGEST_LOGO // 1024)
            errors.show_on({"logo": self.logo}, problem, self)
            return
        self._show_logo(content)

    def _show_logo(self, content: bytes | None) -> None:
        picture = QPixmap()
        if content is not None and not picture.loadFromData(content):
            content = None
        self._logo = content
        self._remove.setVisible(content is not None)
        self._picture.setVisible(content is not None)
        if content is not None:
            self._picture.setPixmap(
                picture.scaled(
                    LOGO_PX,
                    LOGO_PX,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )


def _zone_edit(zone: str) -> QLineEdit:
    edit = QLineEdit(zone)
    edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    lead(edit)
    completer = QCompleter(sorted(available_timezones()), edit)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    edit.setCompleter(completer)
    return edit


class OwnerStep(Step):
    """Who owns the club, and what they sign in with."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(
            answers, tr("The owner"), tr("The owner may do everything; others are added later.")
        )
        self.owner = Field(tr("Owner's name"), QLineEdit(answers.owner))
        self.pin = PinTwice()
        self.pin.pin.widget.set_value(answers.pin)
        self.pin.again.widget.set_value(answers.pin)
        self.without = CheckBox(
            tr("Open without a PIN: I work here alone"), checked=answers.without_pin
        )
        self.without.toggled.connect(self._show_pin)
        self.password = Field(
            tr("Password (optional)"),
            QLineEdit(answers.password),
            tr("Your way back if you forget the PIN; asked before restoring or erasing."),
        )
        self.password.widget.setEchoMode(QLineEdit.EchoMode.Password)
        lead(self.password.widget)
        pins = row(self.pin.pin, self.pin.again, spacing=L)
        pins.setContentsMargins(0, 0, 0, 0)
        self._pins = box(pins)
        put(self.form, self.owner, self.without, self._pins, self.password, None)
        self._show_pin(without=answers.without_pin)

    def take(self) -> bool:
        """Store name, PIN and password."""
        self.answers.without_pin = self.without.isChecked()
        try:
            self.answers.owner = checked_line("owner", self.owner.widget.text())
        except BadInput as error:
            errors.show_on({"owner": self.owner}, error, self)
            return False
        self.owner.clear_error()
        return self._take_pin() and self._take_password()

    def focus_first(self) -> None:
        """The name comes first."""
        self.owner.widget.setFocus()

    def _take_pin(self) -> bool:
        if self.answers.without_pin:
            self.answers.pin = ""
            return True
        pin = self.pin.checked()
        self.answers.pin = pin or ""
        return pin is not None

    def _take_password(self) -> bool:
        typed = self.password.widget.text()
        self.password.clear_error()
        try:
            if typed:
                accepted_password(typed, own=(self.answers.owner, self.answers.shop))
        except WeakSecret as error:
            self.password.set_error(words(error))
            self.password.widget.setFocus()
            return False
        self.answers.password = typed
        return True

    def _show_pin(self, without: bool) -> None:  # noqa: FBT001  # a slot of `toggled`
        self._pins.setVisible(not without)


class StartStep(Step):
    """What to begin with, and where the club is kept."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(
            answers, tr("How do you want to begin?"), tr("Your club is made in every case.")
        )
        options = [
            ("empty", "cash-register", tr("Start empty"), tr("Members join at the counter.")),
            (
                "import",
                "file-import",
                tr("Import my members and sales"),
                tr("From Excel or CSV of an accounting program; a trial run comes first."),
            ),
            (
                "sample",
                "building-store",
                tr("Look at the sample shop first"),
                tr("2,000 invented members and 18 months of sales, in a file of its own."),
            ),
        ]
        self.start = Tiles(options, answers.start, self.title, beside=False)
        self._where = ElidedLabel(ltr(str(answers.path)), "muted")
        change = quiet_button(tr("Change"), icon_name="folder")
        change.clicked.connect(self._change_path)
        line = row(IconLabel("database", "muted"), self._where, change)
        line.setStretch(1, 1)
        put(self.form, self.start, Label(tr("The club file"), "label"), line, None)

    def take(self) -> bool:
        """Store what to begin with."""
        self.answers.start = self.start.value()
        return True

    def focus_first(self) -> None:
        """Arrows choose what to begin with."""
        self.start.focus_chosen()

    def _change_path(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(
            self, tr("Where to keep the club"), str(self.answers.path), tr("Clubs (*.club)")
        )
        if chosen:
            path = Path(chosen)
            self.answers.path = path if path.suffix else path.with_suffix(".club")
            self._where.setText(ltr(str(self.answers.path)))
