"""The family of a member: who belongs to it, what they have together, who may spend it."""

from PySide6.QtCore import Signal

from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import families
from loyaldesk.services.families import Family, Kin
from loyaldesk.services.profile import CounterCard
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import Card, M, box, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.member.family_dialogs import JoinDialog, MakeFamilyDialog
from loyaldesk.ui.parts.hall import Hall

ROW, HEAD = 38, 46


class FamilyCard(Card):
    """Members with their points; Enter opens one, the buttons are for the one under the cursor."""

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__(title=tr("Family"), spacing=M)
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self._may = hall.desk.may(Permission.MEMBER_FAMILY)
        self._surname = ""
        self.family: Family | None = None
        self.dialog: Dialog | None = None
        self.words = Label("", "muted", wrap=True)
        self.table: RowsTable[Kin] = RowsTable(_columns(), tr("Family"), sorting="none")
        self.make = button(tr("Make a family…"))
        self.join = button(tr("Join a family…"))
        self.take = button(tr("Take in…"))
        self.spend = button("")
        self.leave = button(tr("Remove from it"))
        self._new = box(row(self.make, self.join, None))
        self._acts = box(row(self.take, self.spend, self.leave, None))
        for each in (self.words, self.table, self._new, self._acts):
            self.body.addWidget(each)
        self.make.clicked.connect(self.open_make)
        self.join.clicked.connect(self.open_join)
        self.take.clicked.connect(self.open_join)
        self.spend.clicked.connect(self.switch_spending)
        self.leave.clicked.connect(self.take_out)
        self.table.chosen.connect(self._on_chosen)
        self.table.current_changed.connect(lambda _row: self._offer())

    def show_draft(self, draft: MemberDraft, card: CounterCard) -> None:
        """Remember what a family would be called."""
        self._surname = draft.last_name
        self._may = self._desk.may(Permission.MEMBER_FAMILY) and card.state == "active"

    def refresh(self) -> None:
        """Read the family anew."""
        self.family = family = families.family_of(self._desk, self._member_id)
        self.table.setVisible(family is not None)
        self._new.setVisible(family is None and self._may)
        self._acts.setVisible(family is not None and self._may)
        if family is None:
            self.words.setText(
                tr("In no family. Members of a family can spend each other's points.")
            )
            return
        self.words.setText(
            tr("{name}: {points} points together").format(
                name=isolate(family.name), points=fmt.number(family.points)
            )
        )
        self.table.show_rows(family.members)
        self.table.setFixedHeight(HEAD + ROW * len(family.members))
        if self.table.selected_row() is None:
            ids = [one.member_id for one in family.members]
            self.table.select(ids.index(self._member_id))
        self._offer()

    def open_make(self) -> None:
        """Ask for a name and make the family."""
        name = tr("Family {name}").format(name=self._surname) if self._surname else ""
        self._open(MakeFamilyDialog(self.window(), self._desk, self._member_id, name))

    def open_join(self) -> None:
        """Ask for a member and join, or take in."""
        self._open(JoinDialog(self.window(), self._desk, self._member_id, self.family))

    def switch_spending(self) -> None:
        """Let the member under the cursor spend the others' points, or not any more."""
        kin = self.table.selected_row()
        if kin is None:
            return
        self._set_spending(kin.member_id, may_spend=not kin.may_spend)
        text = (
            tr("{name} may spend the family's points now.")
            if not kin.may_spend
            else tr("{name} spends only the own points now.")
        )
        self._hall.toasts.show(
            text.format(name=isolate(kin.name)), tr("Undo"),
            lambda: self._set_spending(kin.member_id, may_spend=kin.may_spend),
        )  # fmt: skip

    def take_out(self) -> None:
        """Take the member under the cursor out of the family; Undo takes the member in again."""
        kin, family = self.table.selected_row(), self.family
        if kin is None or family is None:
            return
        if not self._try(lambda: families.leave(self._desk, kin.member_id)):
            return

        def undo() -> None:
            self._try(
                lambda: families.join(self._desk, family.id, kin.member_id, may_spend=kin.may_spend)
            )

        text = tr("{name} belongs to the family no more.").format(name=isolate(kin.name))
        is_last = len(family.members) == 1
        self._hall.toasts.show(text, "" if is_last else tr("Undo"), None if is_last else undo)

    def _set_spending(self, member_id: int, *, may_spend: bool) -> None:
        self._try(lambda: families.set_may_spend(self._desk, member_id, may_spend=may_spend))

    def _try(self, act: object) -> bool:
        try:
            act()  # type: ignore[operator]
        except ClubError as error:
            show(error, self)
            return False
        self.refresh()
        return True

    def _offer(self) -> None:
        kin = self.table.selected_row()
        self.spend.setEnabled(kin is not None)
        self.leave.setEnabled(kin is not None)
        may = kin is not None and kin.may_spend
        self.spend.set_words(tr("May not spend") if may else tr("May spend"))

    def _on_chosen(self, kin: Kin) -> None:
        if kin.member_id != self._member_id:
            self.member_wanted.emit(kin.member_id)

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.accepted.connect(self.refresh)
        dialog.open()


def _columns() -> list[Column[Kin]]:
    return [
        Column(tr("Member"), lambda kin: isolate(kin.name)),
        Column(tr("Points"), lambda kin: fmt.number(kin.points), numeric=True, width_hint=86),
        Column(
            tr("Spends for all"), lambda kin: tr("yes") if kin.may_spend else tr("no"),
            width_hint=110, tone=lambda kin: "ok" if kin.may_spend else "plain",
        ),
    ]  # fmt: skip
