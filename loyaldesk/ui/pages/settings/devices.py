"""Devices of this till: its name, printers with a test page, the scanner with a test box."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from loyaldesk.domain.cards import PREFIX, check_digit
from loyaldesk.domain.receipt import ReceiptFigures
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import ascii_digits, clean, isolate
from loyaldesk.services import club
from loyaldesk.services.club import ClubFacts
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.barcode_view import BarcodeView
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption, lead
from loyaldesk.ui.kit.layout import L, M, box, card, column, row
from loyaldesk.ui.kit.picture import Picture
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.scanner_card import ScannerCard
from loyaldesk.ui.pages.settings.section import Section, form_grid
from loyaldesk.ui.paper import receipt
from loyaldesk.ui.parts.hall import Hall

TEST_CODE = f"{PREFIX}0000000000" + check_digit(f"{PREFIX}0000000000")
"""Serial 0 is never given to a card."""

SAMPLE_RIAL, SAMPLE_EARNED, SAMPLE_BALANCE = 12_500_000, 156, 1_365


class DevicesSection(Section):
    """Belongs to this computer: every till has its own printer and scanner."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Devices"),
            tr("Printers and scanner of this computer. Other tills have settings of their own."),
        )  # fmt: skip
        self._facts = club.facts(hall.desk)
        self._make_fields()
        self._lay_out()
        bar = self.add_bar(self._values, self.save, self._show_stored)
        bar.watch(
            self.till, self.receipt_printer, self.paper_mm, self.a4_printer, self.card_printer,
            self.scanner.prefix, self.scanner.suffix,
        )  # fmt: skip
        self.paper_mm.chosen.connect(lambda _mm: self._preview())
        self._show_stored()

    def focus_first(self) -> None:
        """Begin at the till's name."""
        self.till.setFocus()

    def show_again(self) -> None:
        """Look for printers again; the shop's name may have changed too."""
        self._facts = club.facts(self.hall.desk)
        if not self.is_dirty:
            self._show_stored()

    def take_scan(self, code: str) -> bool:
        """A scan while this section is on view is a try."""
        self.scanner.take_scan(code)
        return True

    def save(self) -> None:
        """Store the settings of this computer."""
        till = ascii_digits(clean(self.till.text()))
        if not till:
            self._till_field.set_error(tr("This is needed."))
            self.till.setFocus()
            return
        self._till_field.clear_error()
        printers = {
            kind: choice.value() or ""
            for kind, choice in (
                ("receipt", self.receipt_printer), ("a4", self.a4_printer),
                ("card", self.card_printer),
            )
            if choice.value()
        }  # fmt: skip
        self.machine.save(
            till=till, receipt_width_mm=self.paper_mm.value(), printers=printers,
            scanner_prefix=self.scanner.prefix.text(), scanner_suffix=self.scanner.suffix.text(),
        )  # fmt: skip
        self._show_stored()
        self.hall.toasts.show(tr("The devices of this till are saved."))

    def print_test(self) -> None:
        """Print the sample receipt on the printer that is chosen now."""
        name = self.receipt_printer.value() or ""
        try:
            receipt.print_receipt(self.slip.image(), name)
        except LookupError:
            self._receipt_field.set_error(
                tr("The printer «{name}» was not found.").format(name=isolate(name))
                if name
                else tr("No printer was found on this computer.")
            )
            return
        self._receipt_field.clear_error()
        self.hall.toasts.show(tr("The test receipt was sent to the printer."))

    def save_picture(self, path: Path) -> None:
        """Write the sample receipt as a picture file."""
        try:
            receipt.save_png(self.slip.image(), path)
        except OSError:
            self.set_error(tr("{path} could not be written.").format(path=isolate(str(path))))
            return
        self.set_error("")
        self.hall.toasts.show(tr("Saved: {name}").format(name=isolate(path.name)))

    def _make_fields(self) -> None:
        self.till = QLineEdit()
        self.till.setMaxLength(30)
        lead(self.till)
        self._till_field = Field(
            tr("Name of this till"), self.till, tr("Stands on receipts and in the day-end summary.")
        )
        self.paper_mm: Segments[int] = Segments(
            [(tr("80 mm"), 80), (tr("58 mm"), 58)], tr("Width of the paper")
        )
        self.receipt_printer = _printer_choice(tr("Receipt printer"))
        self.a4_printer = _printer_choice(tr("Printer for A4 paper"))
        self.card_printer = _printer_choice(tr("Card printer"))
        self._receipt_field = Field(tr("Receipt printer"), self.receipt_printer)
        self.scanner = ScannerCard(TEST_CODE, BarcodeView(TEST_CODE))
        self.slip = Picture(250, 330, "receipt", on_white=True)
        self.test = button(tr("Print a test receipt"), icon_name="printer")
        self.test.clicked.connect(self.print_test)
        self.as_picture = button(tr("Save as a picture…"), icon_name="photo")
        self.as_picture.clicked.connect(self._on_save_picture)

    def _lay_out(self) -> None:
        fields = column(
            self._till_field, self._receipt_field, Field(tr("Width of the paper"), self.paper_mm),
            row(self.test, self.as_picture, None),
            caption(
                tr("The test shows whether Persian letters, the cut and the width are right."),
                wrap=True,
            ), None, spacing=M,
        )  # fmt: skip
        paper = row(box(fields), self.slip, spacing=L)
        paper.setStretch(0, 1)
        paper.setAlignment(self.slip, Qt.AlignmentFlag.AlignCenter)
        self.stacks(paper, self.scanner.line)
        others: tuple[Field[Any], ...] = (
            Field(tr("Printer for A4 paper"), self.a4_printer, tr("Reports, lists, card sheets.")),
            Field(tr("Card printer"), self.card_printer, tr("Single plastic cards.")),
        )
        self.fill(
            card(paper, title=tr("Till and receipt printer")),
            card(form_grid(*others), title=tr("Other printers")),
            self.scanner,
        )

    def _values(self) -> object:
        return (
            self.till.text(), self.receipt_printer.value(), self.paper_mm.value(),
            self.a4_printer.value(), self.card_printer.value(), self.scanner.prefix.text(),
            self.scanner.suffix.text(),
        )  # fmt: skip

    def _show_stored(self) -> None:
        settings = self.machine.settings
        self._till_field.clear_error()
        self._receipt_field.clear_error()
        self.till.setText(fmt.digits(settings.till))
        self.paper_mm.set_value(settings.receipt_width_mm)
        names = printer_names()
        for kind, choice in (
            ("receipt", self.receipt_printer), ("a4", self.a4_printer), ("card", self.card_printer)
        ):  # fmt: skip
            wanted = settings.printers.get(kind, "")
            choice.set_options(_options(names, wanted))
            choice.set_value(wanted)
        if not names:
            self._receipt_field.set_hint(
                tr("No printer was found on this computer. Add one in Windows, then press F5.")
            )
        self.scanner.prefix.setText(settings.scanner_prefix)
        self.scanner.suffix.setText(settings.scanner_suffix)
        self._preview()
        if self.bar is not None:
            self.bar.begin()

    def _preview(self) -> None:
        figures = sample_figures(self.hall.desk, self._facts, self.till.text() or "1")
        paper_look = replace(
            self._facts.look(self._facts.language), calendar=_calendar(self._facts)
        )
        image = receipt.draw(figures, self.paper_mm.value(), paper_look)
        self.slip.show_image(image, tr("Sample receipt"))

    def _on_save_picture(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, tr("Save as a picture…"), "receipt.png", tr("Pictures") + " (*.png)"
        )
        if name:
            self.save_picture(Path(name))


def printer_names() -> list[str]:
    """Return the printers of this computer; asked for only when they are wanted: it is slow."""
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415

    return list(QPrinterInfo.availablePrinterNames())


def sample_figures(desk: Desk, facts: ClubFacts, till: str) -> ReceiptFigures:
    """Return the figures of a receipt that is no sale."""
    is_persian = facts.language == "fa"
    return ReceiptFigures(
        shop_name=facts.shop, number="10245", at=desk.clock(), zone=desk.zone,
        till=ascii_digits(till), operator=desk.operator.name, amount_rial=SAMPLE_RIAL,
        to_pay_rial=SAMPLE_RIAL, balance=SAMPLE_BALANCE,
        member="خانم هاشمی‌نژاد" if is_persian else "Ms Hashemi",
        tier="طلایی" if is_persian else "Gold", earned=SAMPLE_EARNED,
        footer=facts.settings.receipt_lines, logo=facts.logo or b"",
    )  # fmt: skip


def _calendar(facts: ClubFacts) -> str:
    """Papers in the language of the screen follow its calendar, others their own."""
    same = facts.language == look().language
    return look().calendar if same else facts.look(facts.language).calendar


def _printer_choice(name: str) -> Choice[str]:
    made: Choice[str] = Choice(name=name)
    made.setSizeAdjustPolicy(made.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(10)  # a printer's name may be longer than the window
    return made


def _options(names: list[str], wanted: str) -> list[tuple[str, str]]:
    options = [(tr("The usual printer of this computer"), "")]
    options += [(isolate(name), name) for name in names]
    if wanted and wanted not in names:
        options.append((tr("{name} (not found)").format(name=isolate(wanted)), wanted))
    return options
