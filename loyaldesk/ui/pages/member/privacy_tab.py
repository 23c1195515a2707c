"""Consent as it was given and taken back, and handing over all data of one member."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.members import CHANNELS
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.privacy import LONGEST_PROOF, WAYS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import member_data, printing, privacy
from loyaldesk.services.privacy import ConsentRow
from loyaldesk.services.telling import channel_name
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead, muted
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member.rows_view import framed
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import ask_where


class PrivacyTab(QWidget):
    """Every consent with its way and proof; nothing in the list can be changed.

    Args:
        hall: Where and who.
        member_id: Whose.
        may_write: Whether the member is neither erased nor merged.
    """

    def __init__(self, hall: Hall, member_id: int, *, may_write: bool) -> None:
        super().__init__()
        self._hall, self._member_id = hall, member_id
        self.dialog: QWidget | None = None
        zone = hall.desk.zone
        self.table: RowsTable[ConsentRow] = RowsTable(
            [
                Column(tr("When"), lambda each: fmt.moment(each.at, zone), width_hint=152),
                Column(tr("Way"), lambda each: channel_name(each.channel), width_hint=120),
                Column(
                    tr("Consent of the member"),
                    lambda each: tr("given") if each.is_given else tr("taken back by the member"),
                    width_hint=170, tone=lambda each: "ok" if each.is_given else "warn",
                ),
                Column(
                    tr("How it was given"), lambda each: privacy.way_name(each.source),
                    width_hint=170,
                ),
                Column(tr("Proof"), lambda each: isolate(each.proof)),
                Column(tr("Operator"), lambda each: isolate(each.operator), width_hint=140),
            ],
            tr("Consent of the member"), sorting="none",
            empty=EmptyState("shield-check", tr("This member has not agreed to anything yet.")),
        )  # fmt: skip
        self.add = button(tr("Note a consent…"), icon_name="plus")
        self.hand_over = quiet_button(tr("Hand over all data…"), icon_name="file-export")
        self.add.setVisible(may_write and hall.desk.may(Permission.MEMBER_EDIT_CONTACT))
        may = hall.desk.may(Permission.MEMBER_EXPORT) and hall.desk.may(Permission.MEMBER_REVEAL)
        self.hand_over.setVisible(may)
        self.add.clicked.connect(self.open_consent)
        self.hand_over.clicked.connect(self.open_hand_over)
        words = tr("Kept as it was given, with the version of what the member was told.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(muted(words), None, self.hand_over, self.add))
        layout.addWidget(framed(self.table), 1)

    def refresh(self) -> None:
        """Read the consents anew."""
        self.table.show_rows(privacy.consents(self._hall.desk, self._member_id))

    def open_consent(self) -> None:
        """Ask what was agreed to or taken back."""
        dialog = ConsentDialog(self, self._hall, self._member_id)
        dialog.accepted.connect(self.refresh)
        self.dialog = dialog
        dialog.open()

    def open_hand_over(self) -> None:
        """Ask who is at the desk, then where the file goes."""
        if not self._hall.confirm_secret(tr("Hand over all data of one member")):
            return
        self.dialog = ask_where(
            self, tr("Hand over all data…"), f"member-{self._member_id}",
            [("PDF", ".pdf"), ("JSON", ".json")], self.write,
        )  # fmt: skip

    def write(self, path: Path) -> None:
        """Write the file in the worker: JSON for a program, PDF for a person."""
        desk, shown = self._hall.desk, replace(look())

        def work(progress: Progress) -> None:
            if path.suffix.lower() == ".json":
                member_data.write_json(desk, self._member_id, path)
            else:
                printing.save(path, member_data.pdf(desk, self._member_id, shown, progress))

        self._hall.runner.run(
            work,
            done=lambda _nothing: self._hall.toasts.show(
                tr("Written: {name}").format(name=isolate(path.name))
            ),
            failed=partial(_tell, self),
        )


def _tell(place: QWidget, error: Exception) -> None:
    show(error, place)


class ConsentDialog(Dialog):
    """One consent: by what, given or taken back, how, and what shows it."""

    def __init__(self, parent: QWidget, hall: Hall, member_id: int) -> None:
        super().__init__(parent, tr("Note a consent"), width=480)
        self._hall, self._member_id = hall, member_id
        self.channel: Choice[str] = Choice(name=tr("Way"))
        self.channel.set_options([(channel_name(code), code) for code in CHANNELS])
        self.given: Segments[bool] = Segments(
            [(tr("The member agrees"), True), (tr("The member takes it back"), False)],
            tr("Consent of the member"),
        )
        self.way: Choice[str] = Choice(name=tr("How it was given"))
        self.way.set_options([(privacy.way_name(code), code) for code in WAYS])
        self.way.set_value("counter")
        self.proof = QLineEdit()
        self.proof.setMaxLength(LONGEST_PROOF)
        lead(self.proof)
        self.fields: dict[str, Field[Any]] = {
            "channel": Field(tr("Way to reach the member"), self.channel),
            "is_given": Field(tr("Consent of the member"), self.given),
            "way": Field(tr("How it was given"), self.way),
            "proof": Field(
                tr("Proof (may be empty)"), self.proof,
                tr("Such as the number of a paper form. No names."),
            ),
        }  # fmt: skip
        self.add(*self.fields.values())
        told = privacy.rules(hall.desk)[0].purpose(look().language)
        if told:
            self.add(muted(tr("Told: {text}").format(text=isolate(told)), wrap=True))

    def submit(self) -> None:
        """Store it, or say beside its field what cannot be used."""
        try:
            privacy.note_consent(
                self._hall.desk, self._member_id, self.channel.value() or "",
                is_given=self.given.value(), way=self.way.value() or "", proof=self.proof.text(),
            )  # fmt: skip
        except ClubError as error:
            show_on(self.fields, error, self)
        else:
            self.accept()
