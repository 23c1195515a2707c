"""The page of playbooks: the list, the ready ones, and one of them with its runs."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.playbooks import Kind, Playbook, Trigger
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import playbook_reading, playbooks
from loyaldesk.services.words import words
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.layout import XL, L, M
from loyaldesk.ui.pages.playbooks.codes import free_code
from loyaldesk.ui.pages.playbooks.detail_view import DetailView
from loyaldesk.ui.pages.playbooks.editor import EditorDialog
from loyaldesk.ui.pages.playbooks.list_view import ListView
from loyaldesk.ui.pages.playbooks.ready_view import ReadyView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.tabbed_page import LULL_MS

NEWS = (
    events.PlaybookChanged, events.PlaybooksRan, events.FollowupChanged, events.OperatorsChanged,
    events.AnswersChanged, events.ClubChanged,
)  # fmt: skip


class PlaybooksPage(QWidget):
    """What runs by itself.

    Args:
        hall: Where and who.
        parent: The window.
    """

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall, self._desk = hall, hall.desk
        self._may = hall.desk.may(Permission.PLAYBOOK_EDIT)
        self._is_empty = False
        self._is_stale = True
        self.dialog: EditorDialog | None = None
        self.list = ListView(hall)
        self.ready = ReadyView(hall)
        self.detail = DetailView(hall)
        self.stack = QStackedWidget()
        for each in (self.list, self.ready, self.detail):
            self.stack.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, L, XL, L)
        layout.setSpacing(M)
        layout.addWidget(self.stack)
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self._on_news)
        for kind in NEWS:
            hall.news.on(kind, self, lambda _news: self._lull.start())
        self._connect()
        self.refresh()

    # what the window asks

    def refresh(self) -> None:
        """Read what is on view anew; without any playbook the ready ones are offered."""
        self._lull.stop()
        self._is_stale = False
        self._is_empty = self.list.refresh() == 0 and not self.list.problem.isVisibleTo(self.list)
        if self.stack.currentWidget() is self.detail and self.detail.code():
            self._try(self.detail, lambda: self.detail.show_code(self.detail.code()))
        elif self._is_empty:
            self.stack.setCurrentWidget(self.ready)
        if self.stack.currentWidget() is self.ready:
            self.ready.refresh(is_first=self._is_empty)

    def focus_first(self) -> None:
        """Put the keys where the view begins."""
        self._view().focus_first()

    def key_pressed(self, name: str) -> bool:
        """Let the view have a key; return whether it used it."""
        view = self._view()
        return bool(hasattr(view, "key_pressed") and view.key_pressed(name))

    def subject(self) -> int:
        """Return the member on view; 0 for none."""
        view = self._view()
        return view.subject() if isinstance(view, DetailView) else 0

    def open_record(self, place: str, record_id: int) -> None:
        """Show the playbook that a record names."""
        if place != "playbook":
            return
        try:
            self.open_code(playbook_reading.code_of(self._desk, record_id))
        except ClubError as error:
            self.list.set_error(words(error))

    def open_code(self, code: str) -> None:
        """Show one playbook."""
        if self._try(self._view(), lambda: self.detail.show_code(code)):
            self.stack.setCurrentWidget(self.detail)
            self.detail.focus_first()

    def open_draft(self, draft: Playbook) -> None:
        """Open the editor on a playbook made from a past case; nothing is stored until saved."""
        self._write(replace(draft, code=self._free(draft.code)), 0)

    # acts

    def new(self) -> None:
        """Open the editor on an empty playbook."""
        self._write(Playbook(self._free("own"), "", "", Trigger(Kind.PURCHASE), ()), 0)

    def edit(self, code: str) -> None:
        """Open the editor; what is saved is the next version."""
        try:
            opened = playbooks.read(self._desk, code)
        except ClubError as error:
            self._view().set_error(words(error))
            return
        self._write(opened.playbook, opened.version)

    def copy(self, code: str) -> None:
        """Open the editor on a copy of a playbook, with a name to change."""
        try:
            book = playbooks.read(self._desk, code).playbook
        except ClubError as error:
            self._view().set_error(words(error))
            return
        named = tr("{name} (copy)")
        fa = book.name_fa and named.format(name=book.name_fa)
        en = book.name_en and named.format(name=book.name_en)
        copied = replace(book, code=self._free(code), name_fa=fa, name_en=en)
        self._write(copied, 0)

    def switch(self, code: str, is_on: bool) -> None:  # noqa: FBT001  # from a signal
        """Switch a playbook on or off; the toast takes it back."""
        if not self._may or not (is_on or self._may_end(code)):
            return

        def undo() -> None:
            self._switch(code, is_on=not is_on)

        if self._switch(code, is_on=is_on):
            name = isolate(playbooks.read(self._desk, code).playbook.name(look().language))
            said = tr("{name} is on from today.") if is_on else tr("{name} is off.")
            # what was running ended with it: switching on again would not bring it back
            text = said.format(name=name)
            self._hall.toasts.show(text, tr("Undo") if is_on else "", undo if is_on else None)

    # inside

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what changed while another page was shown is read now."""
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc goes back to the list."""
        is_back = event.key() == Qt.Key.Key_Escape and self.stack.currentWidget() is not self.list
        if is_back and not (self._is_empty and self.stack.currentWidget() is self.ready):
            self._back()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.list.opened.connect(self.open_code)
        self.list.switch_wanted.connect(self.switch)
        self.list.new_wanted.connect(self.new)
        self.list.ready_wanted.connect(self._offer)
        self.ready.opened.connect(self.open_code)
        self.ready.new_wanted.connect(self.new)
        self.ready.back_wanted.connect(self._back)
        self.ready.switched_on.connect(self._on_switched_on)
        self.detail.back_wanted.connect(self._back)
        self.detail.switch_wanted.connect(self.switch)
        self.detail.edit_wanted.connect(self.edit)
        self.detail.copy_wanted.connect(self.copy)
        self.detail.member_wanted.connect(self.member_wanted)

    def _view(self) -> ListView | ReadyView | DetailView:
        view = self.stack.currentWidget()
        assert isinstance(view, ListView | ReadyView | DetailView)  # noqa: S101  # see above
        return view

    def _on_news(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self.refresh()

    def _back(self) -> None:
        code = self.detail.code() if self._view() is self.detail else ""
        self.stack.setCurrentWidget(self.list)
        self.refresh()
        if code:
            self.list.select(code)
        self.focus_first()

    def _offer(self) -> None:
        self.stack.setCurrentWidget(self.ready)
        self.ready.refresh(is_first=self._is_empty)
        self.ready.focus_first()

    def _on_switched_on(self, count: int) -> None:
        said = trn("{n} playbook is on from today.", "{n} playbooks are on from today.", count)
        self._hall.toasts.show(said.format(n=fmt.number(count)))
        self.stack.setCurrentWidget(self.list)
        self.refresh()
        self.focus_first()

    def _may_end(self, code: str) -> bool:
        """Ask before runs end that would still have made something."""
        rows = {line.id: line.row for line in self.list.table.rows_model.rows}
        running = rows[code].running if code in rows else 0
        if not running:
            return True
        text = trn(
            "{n} run goes on; it ends now and makes no further step.",
            "{n} runs go on; they end now and make no further step.", running,
        )  # fmt: skip
        return ask(
            self, tr("Switch the playbook off?"), text.format(n=fmt.number(running)),
            tr("Switch off"), tr("Leave it on"), danger=True,
        )  # fmt: skip

    def _switch(self, code: str, *, is_on: bool) -> bool:
        view = self._view()
        done = self._try(view, lambda: playbooks.switch(self._desk, code, is_on=is_on))
        if done:
            self.refresh()
        return done

    def _try(self, view: ListView | ReadyView | DetailView, act: Callable[[], object]) -> bool:
        view.set_error("")
        try:
            act()
        except SeveralBadInputs as error:
            view.set_error(" ".join(words(each) for each in error.problems))
        except ClubError as error:
            view.set_error(words(error))
        else:
            return True
        return False

    def _free(self, code: str) -> str:
        return free_code(code, (row.playbook.code for row in playbooks.listing(self._desk)))

    def _write(self, book: Playbook, version: int) -> None:
        if not self._may:
            return
        self.dialog = dialog = EditorDialog(self, self._hall, book, version)
        dialog.accepted.connect(lambda: self._on_saved(book.code))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_saved(self, code: str) -> None:
        self.refresh()
        self.open_code(code)
        self._hall.toasts.show(tr("Saved. Runs that began before keep the version they have."))
