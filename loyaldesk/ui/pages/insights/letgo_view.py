"""The let-go board: who costs more than they bring, what waits for a decision, what was decided."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.insight import letting_go
from loyaldesk.services.insight.letting_go import Board, LetGoRow
from loyaldesk.services.insight.reading import Shelf
from loyaldesk.services.letgo_words import state_name
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import Card, L, M, ScrollPage, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.insights.letgo_dialogs import ApproveDialog, ProposeDialog
from loyaldesk.ui.pages.insights.letgo_panel import TONES, LetGoPanel, Shown
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog
from loyaldesk.ui.tasks import Task

_NARROW, _WIDE, _BREAK = 310, 330, 950
NEXT_LIST = "F6"
LISTS = ("candidates", "waiting", "decided")


class LetGoView(QWidget):
    """The board; Enter does what the main button says, F6 shows the next list.

    Args:
        hall: Where and who.
    """

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._shelf = hall, Shelf()
        self._zone = hall.desk.zone
        self._may_decide = hall.desk.may(Permission.LETGO_DECIDE)
        self._task: Task | None = None
        self.board: Board | None = None
        self.dialog: QDialog | None = None
        self.says = muted(
            tr("Nobody is refused service and nothing is deleted: what is spent less on a member is"
               " proposed here, and somebody else decides."), wrap=True,
        )  # fmt: skip
        self.note = muted("", wrap=True)
        self.busy = BusyBar()
        self.which: Segments[str] = Segments(
            [(words, name) for words, name in zip(_titles(), LISTS, strict=True)], tr("Which list")
        )
        self.tables = {name: self._table(name) for name in LISTS}
        self.stack = QStackedWidget()
        for table in self.tables.values():
            self.stack.addWidget(table)
        self.panel = LetGoPanel()
        self._lay_out()
        self._wire()
        self._fit()
        self._on_current(None)

    def refresh(self) -> None:
        """Reckon the board anew, in the worker."""
        if self._task is not None:
            self._task.cancel()
        desk, shelf = self._hall.desk, self._shelf
        self.busy.start(tr("Reckoning the board…"))
        self._task = self._hall.runner.run(
            lambda progress: letting_go.proposals(desk, shelf, progress), done=self._on_read,
            failed=self._on_failed,
        )  # fmt: skip
        self._task.ended.connect(self.busy.finish)

    def focus_first(self) -> None:
        """Put the keys into the list."""
        self.table.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Show the next list with F6."""
        if name != NEXT_LIST:
            return False
        self.show_list(LISTS[(LISTS.index(self.which.value()) + 1) % len(LISTS)])
        self.table.setFocus()
        return True

    def told_keys(self) -> list[tuple[str, str]]:
        """Return the keys that no button shows, for the help."""
        return [(NEXT_LIST, tr("Next list")), ("Enter", tr("What the main button says"))]

    def subject(self) -> int:
        """Return the member the list stands on; 0 for none."""
        one = self.table.selected_row()
        return one.member_id if one is not None else 0

    @property
    def table(self) -> RowsTable[Shown]:
        """The list on view."""
        return self.tables[self.which.value()]

    def show_list(self, name: str) -> None:
        """Show one of `LISTS`."""
        self.which.set_value(name)
        self._on_list()

    def act(self) -> None:
        """Do what the main button says with the one chosen."""
        one = self.table.selected_row()
        if one is None or not self.panel.main.isVisibleTo(self):
            return
        if one.row is None:
            self._ask(ProposeDialog(self, self._hall.desk, one))
        elif one.row.state == "approved":
            self._run(partial(letting_go.end, self._hall.desk, one.row.id))
        elif self._is_own(one.row):
            self._run(partial(letting_go.withdraw, self._hall.desk, one.row.id))
        else:
            self._ask(ApproveDialog(self, self._hall.desk, one))

    def refuse(self) -> None:
        """Ask why a proposal is refused, and refuse it."""
        one = self.table.selected_row()
        if one is None or one.row is None:
            return
        made, desk = one.row, self._hall.desk
        self._ask(ReasonDialog(
            self, tr("Refuse this proposal?"),
            tr("{name} stays as every other member and is not shown here for half a year.").format(
                name=isolate(one.name)),
            tr("Refuse"),
            lambda said: letting_go.decide(desk, made.id, approve=False, note=said,
                                           version=made.version),
            danger=False,
        ))  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: on a narrow page what is proposed stands in the panel only."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_wide = self.width() >= _BREAK
        self.aside.setFixedWidth(_WIDE if is_wide else _NARROW)
        for name in ("candidates", "waiting"):
            self.tables[name].setColumnHidden(len(_columns(name)) - 1, not is_wide)

    def _ask(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.accepted.connect(self._on_done)
        dialog.open()

    def _run(self, act: Callable[[], object]) -> None:
        try:
            act()
        except ClubError as error:
            show(error, self)
            return
        self._on_done()

    def _on_done(self) -> None:
        self.refresh()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        show(error, self)

    def _on_read(self, board: Board) -> None:
        self._task = None
        self.board = board
        shown = {
            "candidates": [Shown.of_candidate(one) for one in board.candidates],
            "waiting": [Shown.of_row(one) for one in board.waiting],
            "decided": [Shown.of_row(one) for one in board.decided],
        }
        counts = (board.found, len(board.waiting), len(board.decided))
        for place, (name, rows) in enumerate(shown.items()):
            self.tables[name].show_rows(rows)
            self.which.set_words(name, f"{_titles()[place]} ({fmt.number(counts[place])})")
            if rows and self.tables[name].selected_row() is None:
                self.tables[name].select(0)
        said = []
        if board.found > len(board.candidates):
            said.append(
                trn(
                    "The dearest {n} is listed.",
                    "The dearest {n} are listed.",
                    len(board.candidates),
                ).format(n=fmt.number(len(board.candidates)))
            )
        if board.is_net:
            said.append(tr("The cost of some goods is not known, so their price counts as margin."))
        self.note.setText(" ".join(said))
        self.note.setVisible(bool(said))
        self._on_list()

    def _on_list(self) -> None:
        self.stack.setCurrentWidget(self.table)
        self._on_current(self.table.selected_row())

    def _on_current(self, one: Shown | None) -> None:
        self.panel.setVisible(one is not None)
        if one is not None:
            self.panel.show_one(one, self._acts(one), lambda at: at.astimezone(self._zone).date())

    def _acts(self, one: Shown) -> tuple[str, str]:
        if one.row is None:
            return tr("Propose…"), ""
        if one.row.state == "proposed":
            if self._is_own(one.row):
                return tr("Take the proposal back"), ""
            return (tr("Approve…"), tr("Refuse…")) if self._may_decide else ("", "")
        return (tr("End this") if one.row.state == "approved" and self._may_decide else ""), ""

    def _is_own(self, made: LetGoRow) -> bool:
        """Return whether it is of who looks at it: somebody else must decide it."""
        return made.operator_id == self._hall.desk.operator.id

    def _table(self, name: str) -> RowsTable[Shown]:
        empty = {
            "candidates": tr("Nobody costs more than they bring, and nobody buys with a discount"
                             " only and leaves little."),
            "waiting": tr("No proposal waits for a decision."),
            "decided": tr("Nothing was decided yet."),
        }[name]  # fmt: skip
        return RowsTable(_columns(name), _titles()[LISTS.index(name)],
                         empty=EmptyState("users", empty))  # fmt: skip

    def _wire(self) -> None:
        self.which.chosen.connect(lambda _name: self._on_list())
        for table in self.tables.values():
            table.chosen.connect(lambda _one: self.act())
            table.current_changed.connect(self._on_current_of(table))
        self.panel.main.clicked.connect(self.act)
        self.panel.second.clicked.connect(self.refuse)
        self.panel.open.clicked.connect(lambda: self.member_wanted.emit(self.subject()))

    def _on_current_of(self, table: RowsTable[Shown]) -> Callable[[Any], None]:
        def heard(one: Any) -> None:
            if table is self.table:
                self._on_current(one)

        return heard

    def _lay_out(self) -> None:
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.stack)
        self.aside = ScrollPage(self.panel, None)
        self.aside.body.setContentsMargins(0, 0, 0, 0)
        line = row(sheet, self.aside, spacing=L)
        line.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.says)
        layout.addWidget(self.which)
        layout.addWidget(self.note)
        layout.addWidget(self.busy)
        layout.addLayout(line, 1)


def _titles() -> tuple[str, str, str]:
    return tr("To look at"), tr("Waiting for a decision"), tr("Decided")


def _columns(name: str) -> list[Column[Shown]]:
    last: dict[str, Column[Shown]] = {
        "candidates": Column(tr("What would help"), lambda one: one.act),
        "waiting": Column(tr("Proposed"), lambda one: one.act),
        "decided": Column(
            tr("State"), lambda one: state_name(one.row.state) if one.row else "", width_hint=120,
            tone=lambda one: TONES[one.row.state] if one.row else "",
        ),
    }  # fmt: skip
    return [
        Column(tr("Member"), lambda one: isolate(one.name), width_hint=150),
        Column(tr("Why"), lambda one: one.why),
        Column(
            tr("Left ({unit})").format(unit=fmt.unit_name()),
            lambda one: fmt.amount(one.figures.left) if one.figures else "\u2013", numeric=True,
            width_hint=120,
        ),
        last[name],
    ]  # fmt: skip
