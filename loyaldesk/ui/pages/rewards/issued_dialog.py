"""The vouchers that were just made: their codes to copy, to print, to save."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.services import voucher_paper, vouchers
from loyaldesk.services.vouchers import VoucherRow
from loyaldesk.ui import errors
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog
from loyaldesk.ui.parts.save_file import ask_where
from loyaldesk.ui.tasks import Work


class IssuedDialog(Dialog):
    """Shows codes; Enter closes it."""

    def __init__(self, parent: QWidget, hall: Hall, ids: list[int]) -> None:
        text = trn("{n} voucher was made", "{n} vouchers were made", len(ids))
        super().__init__(
            parent, text.format(n=fmt.number(len(ids))), primary=tr("Close"), secondary="",
            width=620,
        )  # fmt: skip
        self._hall, self._ids = hall, ids
        self.paper: PdfDialog | None = None
        self.where: QFileDialog | None = None
        found = vouchers.voucher_list(hall.desk, ids=ids, limit=len(ids))
        self.rows = list(reversed(found))
        self.table: RowsTable[VoucherRow] = RowsTable(
            _columns(has_members=any(one.member for one in self.rows)), tr("Vouchers"),
            sorting="none",
        )  # fmt: skip
        self.table.show_rows(self.rows)
        self.table.setMinimumHeight(min(80 + 38 * len(ids), 360))
        self.copy = button(tr("Copy the codes"), icon_name="copy")
        self.print = button(tr("Print…"), icon_name="printer")
        self.export = button(tr("Save for Excel…"), icon_name="file-spreadsheet")
        self.busy = BusyBar()
        self.copy.clicked.connect(self._on_copy)
        self.print.clicked.connect(self._on_print)
        self.export.clicked.connect(self._on_export)
        for each in (self.copy, self.print, self.export):
            each.setAutoDefault(False)
        hint = muted(tr("They also stand under Vouchers, as long as they are open."), wrap=True)
        self.add(self.table, row(self.copy, self.print, self.export, None), self.busy, hint)

    def export_to(self, path: Path) -> None:
        """Write the codes to *path*, in the worker."""
        desk, ids = self._hall.desk, self._ids
        self._run(
            lambda progress: voucher_paper.export_vouchers(desk, path, ids, progress),
            lambda _count: self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name))),
        )

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(row.typed for row in self.rows))
        self._hall.toasts.show(tr("The codes are on the clipboard"))

    def _on_print(self) -> None:
        desk, ids, shown = self._hall.desk, self._ids, look()
        self._run(
            lambda progress: voucher_paper.voucher_list_pdf(desk, ids, shown, progress),
            self._on_drawn,
        )

    def _on_drawn(self, content: bytes) -> None:
        self.paper = PdfDialog(self._hall, self, tr("Vouchers"), content, tr("Vouchers"))
        self.paper.open()

    def _on_export(self) -> None:
        kinds = [("Excel", ".xlsx"), ("CSV", ".csv")]
        self.where = ask_where(self, tr("Save for Excel"), tr("Vouchers"), kinds, self.export_to)

    def _run(self, work: Work, done: object) -> None:
        self.set_error("")
        self.busy.start(tr("Preparing the vouchers…"))
        task = self._hall.runner.run(work, done=done, failed=self._on_failed)  # type: ignore[arg-type]
        task.stepped.connect(self.busy.step)
        task.ended.connect(self.busy.finish)
        self.busy.cancelled.connect(task.cancel)

    def _on_failed(self, error: Exception) -> None:
        errors.show(error, self)


def _columns(*, has_members: bool) -> list[Column[VoucherRow]]:
    is_persian = look().language == "fa"
    member: Column[VoucherRow] = Column(
        tr("Member"), lambda one: isolate(one.member) if one.member else "—", width_hint=150
    )
    return [
        Column(tr("Code"), lambda one: fmt.code(one.typed), width_hint=190),
        Column(tr("Reward"), lambda one: isolate(one.name_fa if is_persian else one.name_en)),
        *([member] if has_members else []),
        Column(
            tr("Last day"), lambda one: fmt.day(one.valid_until) if one.valid_until else "—",
            width_hint=110,
        ),
    ]  # fmt: skip
