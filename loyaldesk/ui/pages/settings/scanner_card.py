"""The scanner: a box to try it in, what came through, and characters to be taken away."""

from PySide6.QtWidgets import QLineEdit

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.barcode_view import BarcodeView
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import Card, L, M, box, column, put, row
from loyaldesk.ui.kit.scanner import MAX_GAP_MS, MIN_LENGTH
from loyaldesk.ui.pages.settings.scan_box import ScanBox, ScanReading
from loyaldesk.ui.pages.settings.section import form_grid


class ScannerCard(Card):
    """Try, answer, prefix and suffix; beside them a code to scan from the screen.

    Args:
        test_code: The digits of the code shown.
        picture: The code, drawn.
    """

    def __init__(self, test_code: str, picture: BarcodeView) -> None:
        super().__init__(title=tr("Scanner"), spacing=M)
        self._test_code = test_code
        self.scan = ScanBox(tr("Put the cursor here and scan a card"))
        self.answer = Note("", "info")
        self.answer.hide()
        self.prefix, self.suffix = _mark_field(), _mark_field()
        fields = form_grid(
            Field(tr("Sent before a code"), self.prefix, tr("Usually nothing.")),
            Field(tr("Sent after a code, before Enter"), self.suffix, tr("Usually nothing.")),
        )
        hint = caption(
            tr("Scanners with a camera read this code from the screen. A laser scanner does not:"
               " scan any printed barcode with it."), wrap=True,
        )  # fmt: skip
        hint.setFixedWidth(picture.sizeHint().width())
        begin = column(
            Field(tr("Scan a card now"), self.scan), self.answer, fields, None, spacing=M
        )
        self.line = row(box(begin), box(column(picture, hint, None)), spacing=L)
        self.line.setStretch(0, 1)
        put(self.body, self.line)
        self.scan.read.connect(self.show_reading)

    def take_scan(self, code: str) -> None:
        """Say what came; the program has taken it for a scan already."""
        reading = self.scan.last_reading()
        if reading is not None:
            self.show_reading(reading)
            return
        self._say(
            tr("A scan came through: {code}").format(code=fmt.code(code)),
            "ok",
            code == self._test_code,
        )

    def show_reading(self, reading: ScanReading) -> None:
        """Say what was sent and whether the program takes it for a scan."""
        code = reading.code(self.prefix.text(), self.suffix.text())
        parts = [
            tr("Code {code}, {n} characters, {ms} ms a key.").format(
                code=fmt.code(code), n=fmt.number(len(code)), ms=fmt.number(reading.usual_ms)
            )
        ]
        if reading.has_persian_digits:
            parts.append(tr("The keyboard stood on Persian; its digits were understood."))
        kind = "ok"
        if len(reading.keys) < MIN_LENGTH:
            kind = "warn"
            parts.append(
                tr("Fewer than {n} characters are not taken for a scan.").format(
                    n=fmt.number(MIN_LENGTH)
                )
            )
        elif not reading.is_scan:
            kind = "warn"
            parts.append(
                tr(
                    "Too slow for a scan: the longest pause was {ms} ms, {most} ms are allowed. Set"
                    " the scanner to send without a pause between characters."
                ).format(ms=fmt.number(reading.slowest_ms), most=fmt.number(MAX_GAP_MS))
            )
        self._say(" ".join(parts), kind, code == self._test_code)

    def _say(self, text: str, kind: str, is_test_code: bool) -> None:  # noqa: FBT001
        if is_test_code and kind == "ok":
            text = f"{text} {tr('This is the test code: the scanner reads right.')}"
        self.answer.say(text, kind)
        self.answer.show()


def _mark_field() -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(8)
    return field
