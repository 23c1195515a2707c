"""Our promises: up to five, each with how often it was kept."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.promises import MOST, READY, Promise
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import following_papers, promises
from loyaldesk.services.promises import KeptPromises, PromiseFigures
from loyaldesk.services.request_words import measure_name
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, danger_button, primary_button, quiet_button
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, caption, heading
from loyaldesk.ui.kit.layout import Card, M, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.requests.figures import period, period_choice, share, show_paper
from loyaldesk.ui.pages.requests.promise_forms import PromiseForm, TickForm
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog

BY_HAND = "by_hand"
_LIST_HEIGHT = 240
_TICKS = 6


class PromisesView(QWidget):
    """The promises with their figures over a period, and the one on view.

    Args:
        hall: Where and who.
    """

    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self.hall, self.desk = hall, hall.desk
        self.dialog: QDialog | None = None
        self.paper: PdfDialog | None = None
        self._may_edit = hall.desk.may(Permission.CALENDAR_EDIT)
        self._may_tick = hall.desk.may(Permission.REQUEST_WRITE)
        self._kept = KeptPromises((), 0)
        self.period = period_choice()
        self.print = quiet_button(tr("Print the poster"), "Ctrl+L", "printer")
        self.new = primary_button(tr("New promise"), "Ctrl+N", "plus")
        self.problem = Note("", "danger")
        self.problem.hide()
        self.table: RowsTable[PromiseFigures] = RowsTable(
            [
                Column(tr("We promise"), lambda one: isolate(one.promise.text(look().language))),
                Column(tr("Kept it"), _rate, numeric=True, width_hint=150),
                Column(tr("Target"), lambda one: isolate(one.promise.target), width_hint=90),
            ],
            tr("Our promises"), sorting="none", empty=self._empty(),
        )  # fmt: skip
        self.table.setMinimumHeight(_LIST_HEIGHT)
        self.title = heading("", 2)
        self.title.setWordWrap(True)
        self.other = Label("", "muted", wrap=True)
        self.measured = caption("", wrap=True)
        self.ticks = Label("", wrap=True, selectable=True)
        self.kept = button(tr("Kept it"), "F8", "check")
        self.missed = button(tr("Not kept"), "F6", "x")
        self.edit = button(tr("Change"), "Ctrl+E", "edit")
        self.up = button(tr("Move up"), "Ctrl+U", "arrow-up")
        self.drop = danger_button(tr("Remove"), "Del", "trash")
        self._build()

    def refresh(self) -> None:
        """Read the promises anew."""
        self.set_error("")
        try:
            self._kept = promises.promises(self.desk)
            rows = promises.figures(self.desk, *self._days())
        except ClubError as error:
            self.set_error(words(error))
            return
        code = self._code()
        self.table.show_rows(rows)
        codes = [one.promise.code for one in rows]
        if rows:
            self.table.select(codes.index(code) if code in codes else 0)
        self.new.setVisible(self._may_edit and len(rows) < MOST)
        self.print.setEnabled(bool(rows))
        self._show_current()

    def focus_first(self) -> None:
        """Put the keys into the list, or on the main button while it is empty."""
        (self.table if self.table.rows_model.rowCount() else self.new).setFocus()

    def set_error(self, text: str) -> None:
        """Say above the list what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def begin_new(self) -> None:
        """Ask for one more promise."""
        self._ask(PromiseForm(self, None, lambda one: self._save((*self._kept.promises, one))))

    def seed(self) -> None:
        """Begin with the five that come with the program."""
        self._act(lambda: self._save(READY), tr("Read them once and change what you promise."))

    def show_poster(self) -> None:
        """Show the poster to be printed."""
        self.paper = show_paper(
            self, self.hall, tr("Our promises"),
            lambda first, last: following_papers.promises_pdf(self.desk, first, last),
            *self._days(),
        )  # fmt: skip

    # inside

    def _build(self) -> None:
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        self._detail = Card(
            self.title, self.other, self.measured, self.ticks,
            row(self.kept, self.missed, None, self.up, self.edit, self.drop), spacing=S,
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(self.period, None, self.print, self.new))
        layout.addWidget(self.problem)
        layout.addWidget(sheet, 1)
        layout.addWidget(self._detail)
        self.period.chosen.connect(lambda _days: self.refresh())
        self.table.current_changed.connect(lambda _row: self._show_current())
        self.table.chosen.connect(lambda _row: self._on_chosen())
        self.new.clicked.connect(self.begin_new)
        self.print.clicked.connect(self.show_poster)
        self.kept.clicked.connect(lambda: self._tick(is_kept=True))
        self.missed.clicked.connect(lambda: self._tick(is_kept=False))
        self.edit.clicked.connect(self._change)
        self.up.clicked.connect(self._move_up)
        self.drop.clicked.connect(self._remove)

    def _empty(self) -> EmptyState:
        sentence = tr("Up to five things the shop promises its members, with how often it keeps.")
        if not self._may_edit:
            return EmptyState("heart-handshake", sentence)
        return EmptyState("heart-handshake", sentence, tr("Begin with five ready ones"), self.seed)

    def _days(self) -> tuple[date, date]:
        return period(self.period.value(), self.desk.today())

    def _chosen(self) -> PromiseFigures | None:
        return self.table.selected_row()

    def _code(self) -> str:
        one = self._chosen()
        return one.promise.code if one is not None else ""

    def _show_current(self) -> None:
        one = self._chosen()
        self._detail.setVisible(one is not None)
        if one is None:
            return
        promise, language = one.promise, look().language
        first, second = promise.text_fa, promise.text_en
        if language != "fa":
            first, second = second, first
        self.title.setText(first or second)
        self.other.setText(second if first else "")
        self.other.setVisible(bool(first and second))
        self.measured.setText(
            tr("Measured by: {what}. Kept: {share}").format(
                what=measure_name(promise.measure), share=_rate(one)
            )
        )
        is_by_hand = promise.measure == BY_HAND
        self.kept.setVisible(is_by_hand and self._may_tick)
        self.missed.setVisible(is_by_hand and self._may_tick)
        for each in (self.edit, self.drop):
            each.setVisible(self._may_edit)
        self.up.setVisible(self._may_edit and self._kept.promises[:1] != (promise,))
        self.ticks.setText(self._tick_lines(promise.code) if is_by_hand else "")
        self.ticks.setVisible(bool(self.ticks.text()))

    def _tick_lines(self, code: str) -> str:
        found = promises.ticks(self.desk, code, *self._days())
        lines = [
            " · ".join(
                filter(None, (
                    fmt.moment(one.at, self.desk.zone), tr("Kept it") if one.is_kept
                    else tr("Not kept"), *(isolate(each) for each in (one.who, one.text) if each),
                    isolate(one.operator),
                ))
            )
            for one in found[:_TICKS]
        ]  # fmt: skip
        rest = len(found) - len(lines)
        if rest:
            lines.append(tr("and {n} more").format(n=fmt.number(rest)))
        return "\n".join(lines)

    # acts

    def _on_chosen(self) -> None:
        first = next((each for each in (self.kept, self.edit) if not each.isHidden()), None)
        if first is not None:
            first.click()

    def _tick(self, *, is_kept: bool) -> None:
        one = self._chosen()
        if one is not None:
            self._ask(TickForm(self, self.hall, one.promise, is_kept=is_kept))

    def _change(self) -> None:
        one = self._chosen()
        if one is None:
            return
        code = one.promise.code
        self._ask(
            PromiseForm(
                self, one.promise,
                lambda new: self._save(
                    tuple(new if each.code == code else each for each in self._kept.promises)
                ),
            )
        )  # fmt: skip

    def _move_up(self) -> None:
        rows, code = list(self._kept.promises), self._code()
        at = next((n for n, each in enumerate(rows) if each.code == code), 0)
        if at:
            rows[at - 1], rows[at] = rows[at], rows[at - 1]
            self._act(lambda: self._save(tuple(rows)))

    def _remove(self) -> None:
        one, before = self._chosen(), self._kept.promises
        if one is None:
            return
        is_sure = ask(
            self, tr("Remove this promise?"),
            tr("Nothing is measured by it any more; what was ticked stays on record."),
            tr("Remove"), tr("Keep it"), danger=True,
        )  # fmt: skip
        if not is_sure:
            return
        code = one.promise.code
        if self._act(lambda: self._save(tuple(each for each in before if each.code != code))):
            self.hall.toasts.show(
                tr("The promise was removed."),
                tr("Undo"),
                lambda: self._act(lambda: self._save(before)),
            )

    def _save(self, wanted: tuple[Promise, ...]) -> None:
        promises.save(self.desk, wanted, self._kept.version)

    def _act(self, act: Callable[[], None], told: str = "") -> bool:
        try:
            act()
        except ClubError as error:
            self.set_error(words(error))
            return False
        self._on_done()
        if told:
            self.hall.toasts.show(told)
        return True

    def _ask(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.accepted.connect(self._on_done)
        dialog.open()

    def _on_done(self) -> None:
        self.refresh()
        self.changed.emit()
        self.focus_first()


def _rate(one: PromiseFigures) -> str:
    return share(one.rate, one.kept, one.missed)
