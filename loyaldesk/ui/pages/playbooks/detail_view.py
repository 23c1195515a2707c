"""One playbook: when it runs and for whom, its steps, its runs, and a dry run."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.playbooks import Playbook
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import playbook_reading, playbooks
from loyaldesk.services.playbooks import Opened
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, primary_button, quiet_button
from loyaldesk.ui.kit.labels import caption, chip, heading, muted, set_chip
from loyaldesk.ui.kit.layout import Card, L, M, S, ScrollPage, column, row
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.pages.playbooks.log_view import LogView
from loyaldesk.ui.pages.playbooks.rehearsal import RehearsalPanel
from loyaldesk.ui.pages.playbooks.timeline import story, timeline
from loyaldesk.ui.parts.hall import Hall


class DetailView(QWidget):
    """What one playbook is and did.

    Args:
        hall: Where and who.
    """

    back_wanted = Signal()
    member_wanted = Signal(int)
    switch_wanted = Signal(str, bool)
    edit_wanted = Signal(str)
    copy_wanted = Signal(str)

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._desk = hall.desk
        self._may = hall.desk.may(Permission.PLAYBOOK_EDIT)
        self._opened: Opened | None = None
        self.name = heading("", 2)
        self.name.setWordWrap(True)
        self.about = muted("", wrap=True)
        self.state = chip("")
        self.version = caption("")
        self.back = quiet_button(tr("All playbooks"), "Esc", "arrow-back-up")
        self.on = primary_button(tr("Switch on"), "F6", "player-play")
        self.off = button(tr("Switch off"), "F6", "player-pause")
        self.edit = button(tr("Change"), "Ctrl+E", "edit")
        self.copy = button(tr("Copy"), "Ctrl+D", "copy")
        self.problem = Note("", "danger")
        self.problem.hide()
        self._story = Card(title=tr("When and for whom"))
        self._steps = ScrollPage(spacing=M)
        self.log = LogView(hall)
        self.trial = RehearsalPanel(hall, self._book)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(tr("Playbook"))
        self._build()

    def show_code(self, code: str) -> None:
        """Show the playbook of a code.

        Raises:
            ClubError: If it cannot be read.
        """
        opened = playbooks.read(self._desk, code)
        is_other = self._opened is None or self._opened.playbook != opened.playbook
        self._opened = opened
        book = opened.playbook
        language = look().language
        self.set_error("")
        self.name.setText(book.name(language))
        self.about.setText(book.about(language))
        self.about.setVisible(bool(book.about(language)))
        set_chip(self.state, tr("On") if opened.is_on else tr("Off"), _tone(opened))
        said = tr("Version {n}").format(n=fmt.number(opened.version))
        self.version.setText(said if opened.version else tr("Ready-made, not taken yet"))
        self.on.setVisible(self._may and not opened.is_on)
        self.off.setVisible(self._may and opened.is_on)
        self._show_words(book)
        self.log.show_playbook(code, opened.version)
        if is_other:
            self.trial.clear()

    def code(self) -> str:
        """Return the code of the playbook on view, or empty."""
        return self._opened.playbook.code if self._opened else ""

    def is_on(self) -> bool:
        """Return whether the playbook on view is switched on."""
        return self._opened is not None and self._opened.is_on

    def focus_first(self) -> None:
        """Put the keys where one begins."""
        self.tabs.tabBar().setFocus(Qt.FocusReason.TabFocusReason)

    def key_pressed(self, name: str) -> bool:
        """Take F8: the dry run; return whether the key was used."""
        if name == "F8":
            self.tabs.setCurrentWidget(self.trial)
            self.trial.run()
            return True
        return False

    def subject(self) -> int:
        """Return the member under the cursor; 0 for none."""
        view = self.tabs.currentWidget()
        return view.subject() if isinstance(view, LogView | RehearsalPanel) else 0

    def set_error(self, text: str) -> None:
        """Say what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    # inside

    def _build(self) -> None:
        self._steps.body.setContentsMargins(0, M, 0, 0)
        self._card = Card(title=tr("Steps"))
        both = row(self._story, self._card, spacing=L)
        both.setStretch(0, 2)
        both.setStretch(1, 3)
        both.setAlignment(self._story, Qt.AlignmentFlag.AlignTop)
        both.setAlignment(self._card, Qt.AlignmentFlag.AlignTop)
        self._steps.body.addLayout(both)
        self._steps.body.addStretch(1)
        self.tabs.addTab(self._steps, tr("How it goes"))
        for view, title in ((self.log, tr("What it did")), (self.trial, tr("Dry run"))):
            view.layout().setContentsMargins(0, M, 0, 0)  # type: ignore[union-attr]
            self.tabs.addTab(view, plain_words(title))
        may_read = self._desk.may(Permission.MEMBER_READ)
        for view in (self.log, self.trial):
            self.tabs.setTabVisible(self.tabs.indexOf(view), may_read)
        acts = row(self.on, self.off, self.edit, self.copy, None, self.back, spacing=S)
        for each in (self.edit, self.copy):
            each.setVisible(self._may)
        for each in (self.on, self.off):  # one of them stands there when something is on view
            each.hide()
        head = row(self.name, self.state, self.version, spacing=M)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(acts)
        layout.addLayout(column(head, self.about, spacing=0))
        layout.addWidget(self.problem)
        layout.addWidget(self.tabs, 1)
        self.back.clicked.connect(self.back_wanted)
        for each in (self.on, self.off):
            each.clicked.connect(lambda: self.switch_wanted.emit(self.code(), not self.is_on()))
        self.edit.clicked.connect(lambda: self.edit_wanted.emit(self.code()))
        self.copy.clicked.connect(lambda: self.copy_wanted.emit(self.code()))
        self.log.member_wanted.connect(self.member_wanted)
        self.trial.member_wanted.connect(self.member_wanted)

    def _show_words(self, book: Playbook) -> None:
        choices = playbook_reading.choices(self._desk)
        for sheet, made in (
            (self._story, story(book, choices)),
            (self._card, timeline(book, choices)),
        ):
            item = sheet.body.takeAt(1)
            if item is not None:
                gone = item.widget()
                if gone is not None:
                    gone.hide()
                    gone.deleteLater()
            sheet.body.addWidget(made)

    def _book(self) -> Playbook:
        assert self._opened is not None, "the dry run stands beside a playbook"  # noqa: S101
        return self._opened.playbook


def _tone(opened: Opened) -> str:
    return "ok" if opened.is_on else "plain"
