"""The activity log: who did what and when, in plain words."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import audit, staff, telling
from loyaldesk.services.audit import ActRow
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import M, card, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.settings.day_code_dialog import DayCodeDialog
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section
from loyaldesk.ui.parts.hall import Hall

PAGE = 200


class ActivitySection(Section):
    """Newest first; nothing can be changed or taken away here, by nobody."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Activity log"),
            tr("Everything that was done, and what was refused. Nobody can change or delete it."),
        )  # fmt: skip
        self._rows: list[ActRow] = []
        self.operator: Choice[int] = Choice(name=tr("Operator"))
        self.first, self.last = DateEdit(hall.desk.today), DateEdit(hall.desk.today)
        self.today = button(tr("Today"))
        self.everything = quiet_button(tr("Show everything"))
        self.more = button(tr("Older lines"))
        self.check = quiet_button(tr("Check a day's code…"), icon_name="checklist")
        self.dialog: DayCodeDialog | None = None
        self.table: RowsTable[ActRow] = RowsTable(
            self._columns(), tr("Activity log"), sorting="none",
            empty=EmptyState("history", tr("Nothing was done on these days.")),
        )  # fmt: skip
        self.spare(self.table, 3, 4)
        self.count = muted("")
        self._lay_out()
        for widget in (self.first, self.last):
            widget.day_changed.connect(self.show_again)
        self.operator.chosen.connect(self.show_again)
        self.more.clicked.connect(self._on_more)
        self.check.clicked.connect(self.check_code)
        self.today.clicked.connect(self._on_today)
        self.everything.clicked.connect(self._on_everything)
        self.show_again()

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def show_again(self, *_given: object) -> None:
        """Read the log again from its end."""
        if not self._may_read():
            return
        self._offer_operators()
        self._rows = self._read(None)
        self._show()

    def check_code(self) -> None:
        """Ask for the code on a day's paper and say whether it still fits."""
        self.dialog = DayCodeDialog(self.window(), self.hall.desk)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _may_read(self) -> bool:
        if self.hall.desk.may(Permission.AUDIT_READ):
            return True
        self.close_to(Permission.AUDIT_READ)
        return False

    def _columns(self) -> list[Column[ActRow]]:
        zone = self.hall.desk.zone
        return [
            Column(tr("When"), lambda each: fmt.moment(each.at, zone), width_hint=150),
            Column(tr("Operator"), lambda each: isolate(each.operator), width_hint=140),
            Column(tr("What"), telling.act_words),
            Column(tr("Till"), lambda each: fmt.digits(each.till), width_hint=80),
            Column(
                tr("Result"), lambda each: telling.result_words(each.result),
                width_hint=110, tone=lambda each: "" if each.result == "ok" else "warn",
            ),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        filters: list[QWidget] = [
            Field(tr("Operator"), self.operator), Field(tr("From day"), self.first),
            Field(tr("To day"), self.last),
        ]  # fmt: skip
        line = row(*filters, spacing=M)
        for number in range(len(filters)):
            line.setStretch(number, 1)
        sheet = card(
            line, row(self.today, self.everything, None, self.count), self.table,
            row(self.check, None, self.more), spacing=M,
        )  # fmt: skip
        self.table.setMinimumHeight(260)
        sheet.body.setStretch(2, 1)
        self.body.addWidget(sheet, 1)

    def _offer_operators(self) -> None:
        options = [(tr("All operators"), 0)]
        if self.hall.desk.may(Permission.OPERATOR_READ):
            options += [(isolate(e.name), e.id) for e in staff.operators(self.hall.desk)]
        self.operator.set_options(options)

    def _read(self, before: int | None) -> list[ActRow]:
        return audit.acts(
            self.hall.desk, first=self.first.day(), last=self.last.day(),
            operator_id=self.operator.value() or 0, before_seq=before, limit=PAGE,
        )  # fmt: skip

    def _show(self) -> None:
        self.table.show_rows(self._rows)
        is_more = bool(self._rows) and len(self._rows) % PAGE == 0
        self.more.setVisible(is_more)
        lines = fmt.number(len(self._rows))
        self.count.setText(
            tr("The newest {n} lines").format(n=lines)
            if is_more
            else tr("{n} lines").format(n=lines)
        )

    def _on_more(self) -> None:
        self._rows += self._read(self._rows[-1].seq)
        self._show()

    def _on_today(self) -> None:
        today = self.hall.desk.today()
        self.last.set_day(today)
        self.first.set_day(today)
        self.show_again()

    def _on_everything(self) -> None:
        self.first.set_day(None)
        self.last.set_day(None)
        self.operator.set_value(0)
        self.show_again()
