"""About: versions, where the club lies, the libraries and their licences, what is not proved."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from loyaldesk import NAME
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.services import about
from loyaldesk.services.about import Library
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import ElidedLabel, Label, heading, muted
from loyaldesk.ui.kit.layout import XS, Item, M, S, card, row
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column, RowsTable
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section, size_words
from loyaldesk.ui.parts.hall import Hall

NAME_WIDTH = 170


class AboutSection(Section):
    """Plain text, no links: a till may have no network."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("About and licences"),
            tr("What this program is made of, and what was not tried out."),
        )  # fmt: skip
        self.engine = about.engine(hall.desk.db)
        self.table: RowsTable[Library] = RowsTable(
            [
                Column(tr("Part"), lambda each: ltr(each.name), width_hint=170),
                Column(tr("Version"), lambda each: ltr(each.version or "\u2013"), width_hint=90),
                Column(tr("Licence"), lambda each: ltr(each.licence)),
                Column(tr("What it does here"), lambda each: each.purpose, width_hint=330),
            ],
            tr("Libraries"), sorting="none",
        )  # fmt: skip
        self.spare(self.table, 3)
        parts = about.libraries()
        self.table.show_rows(parts)
        self.table.setFixedHeight(ROW_HEIGHT * len(parts) + 42)
        texts = []
        for name, text in about.licence_texts():
            opens = quiet_button(tr("Licence of {name}").format(name=name), icon_name="file-text")
            opens.clicked.connect(lambda _=False, n=name, t=text: LicenceDialog(self, n, t).exec())
            texts.append(opens)
        self.fill(
            card(heading(NAME), *self._facts(), spacing=S),
            card(*self._not_proved(), title=tr("What was not tried out"), spacing=XS),
            card(
                muted(
                    tr("{name} itself is under the MIT licence. Qt and fpdf2 are under the LGPL:"
                       " they lie as files of their own beside the program and may be replaced.")
                    .format(name=NAME), wrap=True,
                ),
                self.table, row(*texts, None), title=tr("Libraries and licences"), spacing=M,
            ),
        )  # fmt: skip

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def _facts(self) -> list[Item]:
        made = self.engine
        kind = tr("encrypted") if made.is_encrypted else tr("not encrypted")
        founded = self.hall.facts.made_at.astimezone(self.hall.desk.zone).date()
        facts = [
            (tr("Version"), ltr(made.program)),
            (tr("Club file"), ltr(str(made.path))),
            (tr("Size"), f"{size_words(made.size)}{tr(', ')}{kind}"),
            (tr("Founded on"), fmt.day(founded)),
            (tr("Tables"), tr("version {n}").format(n=fmt.number(made.schema))),
            (tr("Engine"), ltr(f"SQLite {made.sqlite}, SQLCipher {made.cipher}")),
            (tr("Language of the program"), ltr(f"Python {made.python}")),
        ]  # fmt: skip
        return [_fact(name, value) for name, value in facts]

    def _not_proved(self) -> list[Item]:
        sentences = [
            tr("It has not been run on a real Windows computer, nor with a screen reader or a touch"
               " screen."),
            tr(
                "No receipt printer, card printer or scanner has been connected. Receipt printer"
                " and scanner can be tested in the section Devices."
            ),
            tr("The papers have not been checked against the PDF/A standard."),
        ]  # fmt: skip
        return [Label(sentence, wrap=True) for sentence in sentences]


class LicenceDialog(Dialog):
    """The full text of a licence."""

    def __init__(self, parent: QWidget, name: str, text: str) -> None:
        super().__init__(parent, name, primary=tr("Close"), secondary="", width=640)
        shown = QPlainTextEdit(text)
        shown.setReadOnly(True)
        shown.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        shown.setMinimumHeight(360)
        shown.setAccessibleName(name)
        self.add(shown)


def _fact(name: str, value: str) -> Item:
    label = Label(name, "muted")
    label.setFixedWidth(NAME_WIDTH)
    line = row(label, ElidedLabel(value), spacing=M)
    line.setStretch(1, 1)
    return line
