"""The list of members: find, narrow, sort, open, enrol, export, print cards."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QVBoxLayout, QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import ltr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import alikes, cards, exports, members_list, printing
from loyaldesk.services.members_list import Filter, MemberRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button, icon_button, primary_button, quiet_button
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.layout import Card, L, M, page_margins
from loyaldesk.ui.kit.table import RowsTable
from loyaldesk.ui.pages.members.alike_dialog import AlikeDialog
from loyaldesk.ui.pages.members.columns import ORDERS, ROOM_FOR_SPENT, SPENT, member_columns
from loyaldesk.ui.pages.members.enrol_dialog import EnrolDialog
from loyaldesk.ui.pages.members.filters import FilterBar
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.lazy_rows import LazyRows
from loyaldesk.ui.parts.pdf_dialog import PdfDialog
from loyaldesk.ui.parts.save_file import ask_where
from loyaldesk.ui.tasks import Task, Work

FIRST_PAGE = 200
"""Rows shown at once while the order of a large club is read by the worker."""

MOST_CARDS = 500
"""Cards drawn at once: fifty sheets."""

LULL_MS = 400
"""News is answered after a lull: an import tells of every member."""

NEWS = (
    events.MemberChanged, events.SaleRecorded, events.SaleReversed, events.TierChanged,
    events.ImportEnded, events.ClubChanged,
)  # fmt: skip


class MembersPage(QWidget):
    """Finds members by name, mobile, number or card, in any order, however many there are."""

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self._desk = hall.desk
        self._order, self._descending = "", False
        self._hidden = True
        self._is_stale = False
        self._rows = LazyRows((), self._fetch)
        self._asked: Filter | None = None
        self._task: Task | None = None
        self.enrolling: EnrolDialog | None = None
        self.paper: PdfDialog | None = None
        self.pairs: AlikeDialog | None = None
        self.where: QFileDialog | None = None
        self._build()
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self.refresh)
        for kind in NEWS:
            hall.news.on(kind, self, lambda _news: self._on_news())
        self.refresh()

    def refresh(self) -> None:
        """Read the list again; the member under the cursor stays there."""
        self._is_stale = False
        self._count_alike()
        wanted = self.filters.wanted(self._order, descending=self._descending)
        self._asked = wanted
        if self._task is not None:
            self._task.cancel()
            self._task = None
        is_quick = bool(wanted.typed.strip()) or not members_list.is_large(self._desk)
        if is_quick:
            self._show(members_list.ids(self._desk, wanted))
            return
        if (wanted.order or "number") in members_list.QUICK_ORDERS:
            self._show(members_list.ids(self._desk, wanted, FIRST_PAGE))
        self.filters.count.setText(tr("Sorting…"))
        self._task = self._hall.runner.run(
            lambda _progress: members_list.ids(self._desk, wanted),
            done=lambda ids: self._on_sorted(wanted, ids),
        )

    def focus_first(self) -> None:
        """Put the cursor into the search box."""
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def key_pressed(self, name: str) -> bool:
        """Begin a new member with F2."""
        if name != "F2" or not self.new.isVisibleTo(self):
            return False
        self.begin_member()
        return True

    def begin_member(self) -> None:
        """Open the form of a new member; a number that was sought is carried over."""
        typed = self.filters.search.text().strip()
        carried = typed if any(c.isdecimal() for c in typed) and not len(self._rows) else ""
        self.enrolling = EnrolDialog(self._hall, self, carried)
        self.enrolling.member_wanted.connect(self.member_wanted)
        self.enrolling.open()

    def open_alike(self) -> None:
        """Show who may be one person."""
        self.pairs = AlikeDialog(self, self._hall)
        self.pairs.member_wanted.connect(self.member_wanted)
        self.pairs.finished.connect(lambda _result: self._count_alike())
        self.pairs.open()

    def _count_alike(self) -> None:
        may = self._desk.may(Permission.MEMBER_MERGE)
        count = alikes.count(self._desk) if may else 0
        text = trn("{n} pair may be one person", "{n} pairs may be one person", count)
        self.alike.setText(text.format(n=fmt.number(count)))
        self.alike.setVisible(bool(count))

    def selected_ids(self) -> list[int]:
        """Return the members that are marked, from top to bottom."""
        marked = self.table.selectionModel().selection()
        spans = sorted((marked.at(n).top(), marked.at(n).bottom()) for n in range(marked.size()))
        return [self._rows.ids[at] for top, bottom in spans for at in range(top, bottom + 1)]

    def export_to(self, path: Path) -> None:
        """Write the members listed into a file, in the worker."""
        wanted = self.filters.wanted(self._order, descending=self._descending)

        def work(progress: Progress) -> int:
            listed = members_list.ids(self._desk, wanted)
            return exports.export_members(self._desk, path, listed, progress)

        self._start(work, tr("Exporting members…"), lambda count: self._on_exported(path, count))

    def print_cards(self) -> None:
        """Show the cards of the marked members on sheets to be cut."""
        marked = self.selected_ids()
        if not marked:
            self._hall.toasts.show(tr("Mark the members whose cards you want first."), kind="info")
            return
        if len(marked) > MOST_CARDS:
            text = tr("Only the first {n} cards are drawn; mark the others afterwards.")
            self._hall.toasts.show(text.format(n=fmt.number(MOST_CARDS)), kind="info")
            marked = marked[:MOST_CARDS]
        bare = members_list.without_card(self._desk, marked)
        if bare and not self._may_issue(len(bare)):
            marked = [id_ for id_ in marked if id_ not in bare]
            bare = []
        if marked:
            self._start(
                lambda progress: self._draw_cards(marked, bare, progress),
                tr("Drawing cards…"),
                self._on_cards_drawn,
            )

    def _may_issue(self, count: int) -> bool:
        return ask(
            self,
            tr("Give new cards?"),
            trn(
                "{n} of the marked members has no card.",
                "{n} of the marked members have no card.",
                count,
            ).format(n=fmt.number(count)),
            tr("Give new cards"),
            tr("Print without them"),
        )

    def _draw_cards(self, marked: list[int], bare: list[int], progress: Progress) -> bytes:
        for done, member_id in enumerate(bare):
            progress.step(done, len(bare))
            cards.issue(self._desk, member_id)
        return printing.card_sheet_pdf(self._desk, marked, look(), progress)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what changed while another page was shown is read now."""
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the name keeps its room."""
        super().resizeEvent(event)
        self.table.setColumnHidden(SPENT, self.width() < ROOM_FOR_SPENT)

    def _build(self) -> None:
        may = self._desk.may
        self.new = primary_button(tr("New member"), "F2", "user-plus")
        self.new.clicked.connect(self.begin_member)
        self.export = button(tr("Export…"), icon_name="file-export")
        self.export.clicked.connect(self._on_export)
        self.cards = button(tr("Print cards"), icon_name="printer")
        self.cards.clicked.connect(self.print_cards)
        self.reveal = icon_button("eye", tr("Show the mobiles"))
        self.reveal.setCheckable(True)
        self.reveal.clicked.connect(self._on_reveal)
        self.new.setVisible(may(Permission.MEMBER_ENROL))
        self.export.setVisible(may(Permission.LIST_EXPORT))
        self.cards.setVisible(may(Permission.CARD_ISSUE))
        self.reveal.setVisible(may(Permission.MEMBER_REVEAL))
        self.alike = quiet_button("", icon_name="users")
        self.alike.clicked.connect(self.open_alike)
        self.alike.hide()
        self.filters = FilterBar(self._desk)
        self.filters.changed.connect(self.refresh)
        self.filters.left_downwards.connect(self._on_left_downwards)
        self.filters.entered.connect(self._on_entered)
        self.busy = BusyBar()
        self.table: RowsTable[MemberRow | None] = RowsTable(
            member_columns(), tr("Members"), sorting="elsewhere"
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.chosen.connect(self._on_chosen)
        self.table.sort_asked.connect(self._on_sort_asked)
        sheet = Card()
        sheet.body.setContentsMargins(0, 0, 0, 0)
        sheet.body.addWidget(self.table)
        layout = QVBoxLayout(self)
        page_margins(layout)
        layout.setSpacing(M)
        self.filters.add_beside_search(self.new)
        self.filters.add_beside_count(self.alike, self.reveal, self.cards, self.export)
        layout.addWidget(self.filters)
        layout.addWidget(self.busy)
        layout.addWidget(sheet, 1)
        layout.setContentsMargins(
            layout.contentsMargins().left(), M, layout.contentsMargins().right(), L
        )

    def _start(self, work: Work, words: str, done: Callable[[Any], object]) -> None:
        """Run long work in the worker, with its bar and the button that stops it."""
        self.busy.start(words)
        task = self._hall.runner.run(work, done=done, failed=self._on_failed)
        task.stepped.connect(self.busy.step)
        task.ended.connect(self.busy.finish)
        self.busy.cancelled.connect(task.cancel)

    def _on_failed(self, error: Exception) -> None:
        show(error, self)

    def _fetch(self, ids: Sequence[int]) -> list[MemberRow]:
        return members_list.rows(self._desk, ids, hidden=self._hidden)

    def _show(self, ids: Sequence[int]) -> None:
        before = self.table.selected_row()
        self._rows = LazyRows(ids, self._fetch)
        self.table.show_rows(self._rows)
        self._say_empty()
        if before is not None and before.id in ids:
            self.table.select(ids.index(before.id))
        self._count()

    def _count(self) -> None:
        found = len(self._rows)
        if self.filters.search.text().strip() and found >= members_list.MOST_FOUND:
            text = tr("The first {n} members; type more to find fewer")
        else:
            text = trn("{n} member", "{n} members", found)
        self.filters.count.setText(text.format(n=fmt.number(found)))

    def _say_empty(self) -> None:
        if len(self._rows):
            return
        if self.filters.is_narrowed():
            empty = EmptyState(
                "search",
                tr("No member fits what you are looking for."),
                tr("Show everybody"),
                self.filters.clear,
            )
        elif self.new.isVisibleTo(self):
            empty = EmptyState(
                "users",
                tr("Here stand the members of your club. Enrol the first one, or import a list."),
                tr("New member"),
                self.begin_member,
            )
        else:
            empty = EmptyState("users", tr("The club has no members yet."))
        self.table.set_empty(empty)

    def _on_sorted(self, wanted: Filter, ids: Sequence[int]) -> None:
        if wanted == self._asked:
            self._task = None
            self._show(ids)

    def _on_news(self) -> None:
        if self.isVisible():
            self._lull.start()
        else:
            self._is_stale = True

    def _on_left_downwards(self) -> None:
        if not len(self._rows):
            return
        self.table.setFocus()
        if self.table.selected_row() is None:
            self.table.select(0)

    def _on_entered(self) -> None:
        """Open the only one who fits; else go on to the list."""
        if len(self._rows) == 1:
            self._on_chosen(self._rows[0])
        else:
            self._on_left_downwards()

    def _on_chosen(self, member: MemberRow | None) -> None:
        if member is not None:
            self.member_wanted.emit(member.id)

    def _on_sort_asked(self, column: int, descending: bool) -> None:  # noqa: FBT001  # a signal
        if ORDERS[column]:
            self._order, self._descending = ORDERS[column], descending
            self.refresh()

    def _on_reveal(self) -> None:
        if self.reveal.isChecked():
            try:
                members_list.note_reveal(self._desk)
            except ClubError as error:
                self.reveal.setChecked(False)
                show(error, self)
        self._hidden = not self.reveal.isChecked()
        self.reveal.setIcon(icon("eye" if self._hidden else "eye-off"))
        self._rows.forget()
        self.table.viewport().update()

    def _on_export(self) -> None:
        self.where = ask_where(
            self,
            tr("Export members"),
            tr("Members"),
            [("Excel", ".xlsx"), ("CSV", ".csv")],
            self.export_to,
        )

    def _on_exported(self, path: Path, count: int) -> None:
        text = trn("{n} member written to {name}", "{n} members written to {name}", count)
        self._hall.toasts.show(text.format(n=fmt.number(count), name=ltr(path.name)))

    def _on_cards_drawn(self, content: bytes) -> None:
        self.paper = PdfDialog(self._hall, self, tr("Points cards"), content, tr("Points cards"))
        self.paper.open()
