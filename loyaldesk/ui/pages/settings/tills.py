"""Several tills: where the club lies, who has it open, and the way to a server."""

from PySide6.QtCore import QTimer

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.services import moving, opening, presence
from loyaldesk.services.presence import OpenTill
from loyaldesk.services.servers import OnServer
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, muted
from loyaldesk.ui.kit.layout import M, card, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.server_form import ServerDialog


class TillsSection(Section):
    """One club for one computer is a file; for several tills it lies on a server."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Several tills"),
            tr("Who works with this club now, and how more computers can."),
        )  # fmt: skip
        self.dialog: ServerDialog | None = None
        self._plan: moving.MovePlan | None = None
        db, zone = hall.desk.db, hall.desk.zone
        self.state = Note(
            tr("The club lies on the server {place}.").format(place=ltr(str(db.path)))
            if db.is_server
            else tr("The club is a file of this computer: one till works with it."),
            "ok" if db.is_server else "plain",
            icon_name="world" if db.is_server else "database",
        )
        self.table: RowsTable[OpenTill] = RowsTable(
            [
                Column(tr("Till"), lambda each: isolate(fmt.digits(each.till)), width_hint=90),
                Column(tr("Computer"), lambda each: isolate(each.host)),
                Column(
                    tr("Open since"), lambda each: fmt.moment(each.opened_at, zone), width_hint=160
                ),
            ],
            tr("Tills at work"), sorting="none",
            empty=EmptyState("users", tr("Nobody else has this club open.")),
        )  # fmt: skip
        self.table.setMinimumHeight(150)
        self.carry = primary_button(tr("Move the club to a server…"))
        self.join = button(tr("Open a club on a server…"), icon_name="world")
        self.carry.setEnabled(hall.desk.may(Permission.CLUB_MOVE))
        self.carry.clicked.connect(self.open_move)
        self.join.clicked.connect(self.open_join)
        self.fill(
            card(self.state, self.table, title=tr("This club"), spacing=M),
            card(
                muted(
                    tr(
                        "A file on a shared folder is damaged sooner or later, so the program"
                        " refuses it. Several tills need a PostgreSQL server (15 or newer) in the"
                        " shop; the whole club is copied there, compared row by row, and the file"
                        " is kept aside. It can come back the same way."
                    ),
                    wrap=True,
                ),
                muted(
                    tr(
                        "For each till the server gets a name of its own, which can sell but alter"
                        " neither points nor the activity log:"
                    ),
                    wrap=True,
                ),
                Label(ltr("python main.py till postgresql://OWNER@HOST/DATABASE till_1"), "code",
                      wrap=True, selectable=True),
                row(self.carry, self.join, None),
                title=tr("A server"), spacing=M,
            ),
        )  # fmt: skip
        self.carry.setVisible(not db.is_server and not hall.facts.is_sample)
        self.show_again()

    def focus_first(self) -> None:
        """Begin in the list of tills."""
        self.table.setFocus()

    def show_again(self) -> None:
        """Read who has the club open."""
        self.table.show_rows(presence.others(self.hall.desk))

    def open_move(self) -> None:
        """Ask where to, and try the place; the club is moved once it is closed."""
        if not self.hall.confirm_secret(tr("Move the club to a server")):
            return
        desk = self.hall.desk

        def trial(address: str) -> object:
            self._plan = moving.plan(desk, address)
            return self._plan

        dialog = ServerDialog(
            self, tr("Move the club to a server"),
            tr("Type who owns the database; it must exist and be empty. The club is checked and"
               " backed up first, and nobody can sell meanwhile."),
            tr("Try and go on"), trial,
        )  # fmt: skip
        dialog.accepted.connect(self._on_tried)
        self.dialog = dialog
        dialog.open()

    def open_join(self) -> None:
        """Leave this club for one on a server."""

        def trial(address: str) -> object:
            opening.unlock(address, None).close()
            return True

        dialog = ServerDialog(
            self, tr("A club on a server"),
            tr("This club is closed, and the one on the server is opened in its place at each"
               " start."),
            tr("Open the club"), trial,
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._leave_for(OnServer(dialog.address)))
        self.dialog = dialog
        dialog.open()

    def _on_tried(self) -> None:
        if self._plan is not None and ask(
            self, tr("Move the club now?"),
            tr("The program closes it, copies and compares every row, and opens it on the server."
               " Until then nobody can sell."),
            tr("Move it"), tr("Not now"),
        ):  # fmt: skip
            self._leave_for(self._plan)

    def _leave_for(self, following: object) -> None:
        # The dialog must be gone before the window closes.
        QTimer.singleShot(0, self, lambda: self.restore_wanted.emit(following))
