"""The sale recorded last: what came of it, its slip, and the way back."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import using
from loyaldesk.kernel.persian import ltr
from loyaldesk.services import slips
from loyaldesk.services.receipts import SaleLine
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import Button, button, quiet_button
from loyaldesk.ui.kit.labels import ElidedLabel, chip, heading, set_chip
from loyaldesk.ui.kit.layout import XS, Card, M, box, column, row
from loyaldesk.ui.pages.counter.outcome_view import OutcomeView, outcome_lines
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import ask_where


class SaleCard(Card):
    """One sale with its slip and its way back.

    Args:
        hall: Where, who, and the printers of this computer.
        title: What sale it is; its key for printing is Ctrl+P when *keyed*.
    """

    reverse_wanted = Signal(int)
    member_wanted = Signal(int)
    settings_wanted = Signal()
    return_wanted = Signal(int)
    why_wanted = Signal(int)

    def __init__(self, hall: Hall, title: str, *, keyed: bool = False) -> None:
        super().__init__(spacing=M)
        self._hall = hall
        self._sale: SaleLine | None = None
        self._keyed = keyed
        self.where: QFileDialog | None = None
        self.title = heading(title, 2)
        self.state = chip("")
        self.name = ElidedLabel("", "label")
        self.when = ElidedLabel("", "muted")
        self.figures = ElidedLabel("", "muted")
        self.slip = button(tr("Print receipt"), "Ctrl+P" if keyed else "", "printer")
        self.back: Button = quiet_button(
            tr("Take back"), icon_name="" if keyed else "arrow-back-up"
        )
        self.bring = quiet_button(tr("Return…"), icon_name="receipt-refund")
        self.why = quiet_button(tr("Why?"), icon_name="help")
        self.outcome = OutcomeView()
        self.buyer = quiet_button(tr("Open member"), icon_name="user")
        self.problem = Note("", "warn", icon_name="printer")
        self.save = quiet_button(tr("Save PDF"))
        self.setup = quiet_button(tr("Printer settings"))
        self._remedies = box(row(self.save, self.setup, None, spacing=XS))
        self._build()
        self.show_sale(None)

    @property
    def sale(self) -> SaleLine | None:
        """The sale on view."""
        return self._sale

    def show_sale(self, sale: SaleLine | None) -> None:
        """Show *sale*; None hides the card."""
        self._sale = sale
        self.setVisible(sale is not None)
        self._say_problem("")
        if sale is None:
            return
        self.name.setText(sale.name)
        self.when.setText(_when(sale, self._hall))
        self.figures.setText(_figures(sale))
        is_open = sale.kind in ("sale", "visit") and not sale.is_reversed
        self.state.setVisible(not is_open)
        if not is_open:
            set_chip(self.state, _state(sale), "plain")
        self.back.setVisible(is_open and self._hall.desk.may(Permission.SALE_REVERSE_OWN))
        may_return = is_open and sale.kind == "sale" and self._hall.desk.may(Permission.SALE_RETURN)
        self.bring.setVisible(may_return)
        self._show_outcome(sale)

    def _show_outcome(self, sale: SaleLine) -> None:
        """Say what came of the sale besides its amount; what cannot be read is on the slip."""
        lines: list[tuple[str, str]] = []
        if sale.kind == "sale":
            with suppress(ClubError):
                lines = outcome_lines(slips.receipt_figures(self._hall.desk, sale.id))
        self.outcome.show_lines(lines)

    def print_slip(self) -> None:
        """Print the slip and say that it went."""
        if self._sale is not None and self.print_quietly():
            self._hall.toasts.show(
                tr("Receipt {number} was sent to the printer").format(
                    number=fmt.code(str(self._sale.receipt))
                )
            )

    def print_quietly(self) -> bool:
        """Print the slip; what stands in the way is said beside it. Return whether it went."""
        from loyaldesk.services import printing  # noqa: PLC0415 - no start needs a slip
        from loyaldesk.ui.paper import receipt  # noqa: PLC0415 - no start needs a slip

        if self._sale is None:
            return False
        self._say_problem("")
        name = self._hall.settings.printers.get("receipt", "")
        desk, sale_id = self._hall.desk, self._sale.id
        try:
            receipt.print_receipt(self._image(), name)
            printing.note_printed(desk, sale_id, sent=True)
        except LookupError:
            printing.note_printed(desk, sale_id, sent=False)
            self._say_problem(
                tr("The receipt printer «{name}» was not found.").format(name=ltr(name))
                if name
                else tr("No receipt printer was found.")
            )
            return False
        except ClubError as error:
            self._say_problem(words(error))
            return False
        return True

    def save_slip(self, path: Path) -> None:
        """Store the slip as a PDF."""
        from loyaldesk.services import printing  # noqa: PLC0415 - no start needs a slip
        from loyaldesk.ui.paper import receipt  # noqa: PLC0415 - no start needs a slip

        if self._sale is None:
            return
        try:
            printing.save(path, receipt.pdf(self._image()))
        except ClubError as error:
            self._say_problem(words(error))
            return
        self._say_problem("")
        self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name)))

    def _build(self) -> None:
        head = row(self.title, None, self.state)
        self.body.addLayout(head)
        self.body.addLayout(column(self.name, self.figures, self.when, spacing=0))
        self.body.addWidget(self.outcome)
        self.body.addLayout(row(self.slip, self.back, None, spacing=XS))
        self.body.addLayout(row(self.bring, self.why, self.buyer, None, spacing=XS))
        self.body.addWidget(self.problem)
        self.body.addWidget(self._remedies)
        self.slip.clicked.connect(self.print_slip)
        self.back.clicked.connect(self._on_back)
        self.bring.clicked.connect(self._on_bring)
        self.why.clicked.connect(self._on_why)
        self.buyer.clicked.connect(self._on_buyer)
        self.buyer.setVisible(not self._keyed)  # whose the last sale was stands on view already
        self.save.clicked.connect(self._on_save)
        self.setup.clicked.connect(self.settings_wanted)

    def _image(self) -> QImage:
        from loyaldesk.ui.paper import receipt  # noqa: PLC0415 - no start needs a slip

        assert self._sale is not None  # noqa: S101  # asked for by the callers
        look = self._hall.facts.look(calendar=self._hall.settings.calendar)
        with using(look):
            figures = slips.receipt_figures(self._hall.desk, self._sale.id)
        return receipt.draw(figures, self._hall.settings.receipt_width_mm, look)

    def _say_problem(self, text: str) -> None:
        self.problem.say(text, "warn")
        self.problem.setVisible(bool(text))
        self._remedies.setVisible(bool(text))

    def _on_back(self) -> None:
        if self._sale is not None:
            self.reverse_wanted.emit(self._sale.id)

    def _on_bring(self) -> None:
        if self._sale is not None:
            self.return_wanted.emit(self._sale.id)

    def _on_why(self) -> None:
        if self._sale is not None:
            self.why_wanted.emit(self._sale.id)

    def _on_buyer(self) -> None:
        if self._sale is not None:
            self.member_wanted.emit(self._sale.member_id)

    def _on_save(self) -> None:
        if self._sale is None:
            return
        name = tr("receipt {number}").format(number=self._sale.receipt)
        self.where = ask_where(self, tr("Save PDF"), name, [("PDF", ".pdf")], self.save_slip)


def _state(sale: SaleLine) -> str:
    if sale.is_reversed:
        return tr("Taken back")
    return tr("Return") if sale.kind == "return" else tr("Reversal")


def _figures(sale: SaleLine) -> str:
    points = tr("{points} points").format(points=fmt.signed(sale.points))
    return "   |   ".join((fmt.amount_with_unit(sale.amount_rial), points))


def _when(sale: SaleLine, hall: Hall) -> str:
    parts = [
        tr("Receipt {number}").format(number=fmt.code(str(sale.receipt))),
        fmt.time(sale.sold_at, hall.desk.zone)
        if sale.sold_on == hall.desk.today()
        else fmt.moment(sale.sold_at, hall.desk.zone),
    ]
    if sale.paid_points:
        parts.append(tr("Paid with {points} points").format(points=fmt.number(sale.paid_points)))
    return "   |   ".join(parts)
