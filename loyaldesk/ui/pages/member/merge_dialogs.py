"""Merging two records that are one person, and undoing it: what moves is shown before."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import merging, record
from loyaldesk.services.desk import Desk
from loyaldesk.services.members import Alike
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.record import Joined
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import XS, S, ScrollPage
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member.merge_words import plan_lines, undo_lines
from loyaldesk.ui.pages.member.plan_sheet import PlanSheet
from loyaldesk.ui.parts.backed_up import BackedUpDialog
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.member_edit import MemberEdit

OFFERED = 3
PLAN_HEIGHT = 320


class MergeDialog(BackedUpDialog):
    """Chooses the other record, shows what moves, and merges after a backup was made.

    Args:
        parent: The page.
        hall: Where and who.
        card: Whose page it is; by default this record is kept.
    """

    def __init__(self, parent: QWidget, hall: Hall, card: CounterCard) -> None:
        super().__init__(
            parent, hall, "merge", tr("Merge with another record"), tr("Merge the two"), width=560
        )
        self._desk, self._card = hall.desk, card
        desk = hall.desk
        self.plan: merging.MergePlan | None = None
        self.kept_id = card.id
        self.alike = _Alike(record.alike(desk, card.id)[:OFFERED])
        self.other = Field(tr("The other record"), MemberEdit(desk, but=card.id))
        self.keep: Segments[bool] = Segments(
            [(tr("Keep this record"), True), (tr("Keep the other"), False)], tr("Which is kept")
        )
        self.hint = Label("", "muted", wrap=True)
        self.what = PlanSheet()
        self.room = ScrollPage(self.what, None)
        self.room.body.setContentsMargins(0, 0, S, 0)
        self.room.setMinimumHeight(PLAN_HEIGHT)
        self.room.hide()
        self.add(self.alike, self.other, self.keep, self.hint, self.room, self.busy)
        self.alike.setVisible(bool(self.alike.buttons))
        self.alike.chosen.connect(self.choose)
        self.other.widget.textChanged.connect(self._show_plan)
        self.keep.chosen.connect(self._show_plan)
        self._show_plan()

    def choose(self, member_id: int) -> None:
        """Take a record as the other one."""
        self.other.widget.set_member(member_id)
        self._show_plan()

    def submit(self) -> None:
        """Merge the two."""
        if self.other.widget.member_id() is None:
            show_on(self.fields(), BadInput("member", "empty"), self)
            return
        chosen = self._both()
        self.back_up_then(lambda: self._merge(*chosen))

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        """Return the fields by the names errors give them."""
        return {"member": self.other}

    def _hold(self, *, is_busy: bool) -> None:
        super()._hold(is_busy=is_busy)
        self.alike.setEnabled(not is_busy)
        self.keep.setEnabled(not is_busy)

    def _merge(self, other_id: int, kept_id: int) -> None:
        merging.merge(self._desk, other_id, kept_id)
        self.kept_id = kept_id

    def _both(self) -> tuple[int, int]:
        """Return the record that goes and the one that stays."""
        other = self.other.widget.member_id() or 0
        return (other, self._card.id) if self.keep.value() else (self._card.id, other)

    def _show_plan(self) -> None:
        self.plan = None
        self.other.clear_error()
        self.set_error("")
        other = self.other.widget.member_id()
        if other is not None:
            try:
                self.plan = merging.plan(self._desk, *self._both())
            except ClubError as error:
                show_on({"member": self.other}, error, self)
        self.what.show_lines(plan_lines(self._desk, self.plan) if self.plan else [])
        self.room.setVisible(self.plan is not None)
        self.primary.setEnabled(self.plan is not None)
        self.hint.setText(
            tr("This is what happens. Nothing is lost: it can be undone for 30 days.")
            if self.plan
            else tr("Sales, points, cards, notes and rewards of both become one record.")
        )


class _Alike(QWidget):
    """Records that may be the same person, to be taken with one press."""

    chosen = Signal(int)

    def __init__(self, found: list[Alike]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addWidget(Label(tr("These may be the same person"), "label"))
        self.buttons = []
        for one in found:
            made = button(
                f"{isolate(one.name)}  {fmt.code(one.number)}  ·  {_why(one.why)}",
                icon_name="user",
            )
            made.setAutoDefault(False)
            made.clicked.connect(lambda _=False, id_=one.id: self.chosen.emit(id_))
            layout.addWidget(made)
            self.buttons.append(made)


def _why(why: str) -> str:
    names = {
        "mobile": tr("same mobile"), "national_id": tr("same national ID"),
        "name": tr("a name alike"),
    }  # fmt: skip
    return names.get(why, why)


class UndoMergeDialog(Dialog):
    """Shows what undoing a merge does, then does it.

    Raises:
        CannotUnmerge: If it cannot be undone.
    """

    def __init__(self, parent: QWidget, desk: Desk, merge: Joined, kept: str, other: str) -> None:
        super().__init__(
            parent, tr("Let the two records live apart again"), primary=tr("Undo the merge"),
            width=520, danger=True,
        )  # fmt: skip
        self._desk, self._merge = desk, merge
        self.plan = merging.plan_undo(desk, merge.id)
        self.what = PlanSheet()
        text = tr("{other} gets back what came from there; {kept} keeps the rest.")
        self.add(Label(text.format(other=isolate(other), kept=isolate(kept)), wrap=True), self.what)
        self.what.show_lines(undo_lines(self.plan))

    def submit(self) -> None:
        """Undo it."""
        try:
            merging.undo(self._desk, self._merge.id)
        except ClubError as error:
            show_on({}, error, self)
            return
        self.accept()
