"""Privacy: what members are told, how long data is kept, and what would go today."""

from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.privacy import KINDS, LONGEST_KEEPING, LONGEST_PURPOSE
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import privacy
from loyaldesk.services.privacy import Ending, LetGo, Preview, PrivacyRules
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, muted
from loyaldesk.ui.kit.layout import card, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section, form_grid
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText

SHOWN = 100


class PrivacySection(Section):
    """The owner's promises about members' data; saving them erases nothing by itself."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Privacy"),
            tr("What members are told about their data, and how long the shop keeps it."),
        )  # fmt: skip
        self.dialog: Dialog | None = None
        self._stored, self._version = privacy.rules(hall.desk)
        self.purpose = {
            "purpose_fa": LongText(LONGEST_PURPOSE, 96),
            "purpose_en": LongText(LONGEST_PURPOSE, 96),
        }
        self.months = {
            kind: CountEdit(0, LONGEST_KEEPING, tr("months"), name) for kind, name in _kinds()
        }
        for edit in self.months.values():
            edit.setSpecialValueText(tr("for ever"))
        self.fields: dict[str, Field[Any]] = {
            "purpose_fa": Field(tr("In Persian"), self.purpose["purpose_fa"]),
            "purpose_en": Field(tr("In English"), self.purpose["purpose_en"]),
            **{kind: Field(name, self.months[kind]) for kind, name in _kinds()},
        }
        self.preview = button(tr("See what would go today…"), icon_name="eye")
        self.preview.clicked.connect(self.open_preview)
        self._lay_out()
        bar = self.add_bar(self._values, self.save, self._show)
        bar.watch(*self.purpose.values(), *self.months.values())
        self._show()
        self._lock(hall)

    def focus_first(self) -> None:
        """Begin at what members are told."""
        self.purpose["purpose_fa"].setFocus()

    def show_again(self) -> None:
        """Read the rules again unless something was typed."""
        if not self.is_dirty:
            self._stored, self._version = privacy.rules(self.hall.desk)
            self._show()

    def save(self) -> None:
        """Store the rules, or say under its field what cannot be used."""
        try:
            privacy.save_rules(self.hall.desk, self.draft(), self._version)
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self._stored, self._version = privacy.rules(self.hall.desk)
        self._show()
        self.hall.toasts.show(tr("Saved. Nothing was erased by that."))

    def draft(self) -> PrivacyRules:
        """Return the form as rules."""
        return PrivacyRules(
            self.purpose["purpose_fa"].text(), self.purpose["purpose_en"].text(),
            *(self.months[kind].value() for kind in KINDS),
        )  # fmt: skip

    def open_preview(self) -> None:
        """Show what the rules as typed would let go of; erasing needs them saved."""
        self.dialog = PreviewDialog(self, self.hall, self.draft(), may_erase=not self.is_dirty)
        self.dialog.open()

    def _lock(self, hall: Hall) -> None:
        if not hall.desk.may(Permission.PRIVACY_EDIT):
            if self.bar is not None:
                self.bar.lock()
            self.preview.hide()
            self.say_locked(Permission.PRIVACY_EDIT)

    def _lay_out(self) -> None:
        fields = self.fields
        self.fill(
            card(
                muted(
                    tr(
                        "Read out or shown when somebody joins, and handed over with the data of a"
                        " member. Each consent remembers which version was told."
                    ),
                    wrap=True,
                ),
                form_grid(fields["purpose_fa"], fields["purpose_en"]),
                title=tr("What members are told"),
            ),
            card(
                muted(
                    tr(
                        "Who has points, money or something open with the shop is never erased."
                        " Sales and points stay as figures without a name."
                    ),
                    wrap=True,
                ),
                form_grid(*(fields[kind] for kind in KINDS)),
                row(self.preview, None),
                title=tr("How long data is kept"),
            ),
        )

    def _values(self) -> object:
        return self.draft()

    def _show(self) -> None:
        self.set_error("")
        for name, field in self.fields.items():
            field.clear_error()
            if name in self.purpose:
                self.purpose[name].setPlainText(getattr(self._stored, name))
            else:
                self.months[name].setValue(getattr(self._stored, name))
        if self.bar is not None:
            self.bar.begin()


def _kinds() -> list[tuple[str, str]]:
    return [
        ("members", tr("Members, after their last purchase")),
        ("notes", tr("Notes about members")),
        ("prospects", tr("Who asked and never joined")),
    ]


class PreviewDialog(Dialog):
    """What would go today, member by member, and the button that lets it go.

    Args:
        parent: The section.
        hall: Where and who.
        rules: What is tried.
        may_erase: Whether these are the rules in force.
    """

    def __init__(
        self, parent: QWidget, hall: Hall, rules: PrivacyRules, *, may_erase: bool
    ) -> None:
        super().__init__(
            parent, tr("What would go today"), primary=tr("Erase it for good"),
            secondary=tr("Close"), width=680, danger=True,
        )  # fmt: skip
        self._hall = hall
        self._may = may_erase and hall.desk.may(Permission.MEMBER_ERASE)
        self.words = Label("", wrap=True)
        self.table: RowsTable[Ending] = RowsTable(
            [
                Column(tr("Number"), lambda each: fmt.code(each.number), width_hint=110),
                Column(tr("Member"), lambda each: isolate(each.name)),
                Column(
                    tr("Last purchase"),
                    lambda each: fmt.day(each.last_on) if each.last_on else tr("never"),
                    width_hint=130,
                ),
            ],
            tr("Members who would be erased"),
            empty=EmptyState("shield-check", tr("No member would be erased.")),
        )
        self.table.setMinimumHeight(240)
        self.busy = BusyBar()
        self.add(self.words, self.table)
        if not may_erase:
            self.add(Note(tr("These are not the rules in force. Save them first."), "info"))
        self.add(self.busy)
        self.primary.setVisible(self._may)
        self._show(privacy.preview(hall.desk, rules, limit=SHOWN))

    def submit(self) -> None:
        """Ask for the password, then erase in the worker behind a bar."""
        if not self._hall.confirm_secret(tr("Erase what is kept for too long")):
            return
        desk = self._hall.desk
        self.primary.setEnabled(False)
        self.busy.start(tr("Making a backup…"))

        def work(progress: Progress) -> LetGo:
            return privacy.let_go(desk, progress)

        task = self._hall.runner.run(work, done=self._on_done, failed=self._on_failed)
        task.stepped.connect(self.busy.step)
        task.ended.connect(self.busy.finish)
        task.cancelled.connect(lambda: self.primary.setEnabled(True))
        self.busy.cancelled.connect(task.cancel)

    def _on_done(self, done: LetGo) -> None:
        self._hall.toasts.show(
            tr("Erased: {members} members, {notes} notes, {prospects} who never joined.").format(
                members=fmt.number(done.members), notes=fmt.number(done.notes),
                prospects=fmt.number(done.prospects),
            )
        )  # fmt: skip
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.primary.setEnabled(True)
        show(error, self)

    def _show(self, seen: Preview) -> None:
        if seen.is_nothing:
            self.words.setText(tr("Nothing is kept for longer than these rules say."))
        else:
            self.words.setText(
                tr("{members}, {notes}, {prospects}.").format(
                    members=trn("{n} member", "{n} members", seen.members).format(
                        n=fmt.number(seen.members)
                    ),
                    notes=trn("{n} note", "{n} notes", seen.notes).format(
                        n=fmt.number(seen.notes)
                    ),
                    prospects=trn(
                        "{n} who asked and never joined", "{n} who asked and never joined",
                        seen.prospects,
                    ).format(n=fmt.number(seen.prospects)),
                )
            )  # fmt: skip
        if seen.held:
            self.add_held(seen.held)
        self.table.show_rows(seen.first)
        self.primary.setVisible(self._may and not seen.is_nothing)

    def add_held(self, held: int) -> None:
        """Say how many are kept although their time is over."""
        self.words.setText(
            self.words.text() + " " + trn(
                "{n} member more is kept: there are points, money or something open.",
                "{n} members more are kept: there are points, money or something open.", held,
            ).format(n=fmt.number(held))
        )  # fmt: skip
