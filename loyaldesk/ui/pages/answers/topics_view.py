"""The topics of the library: named in both languages, in use or not."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import answers
from loyaldesk.services.answers import TopicRow
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.buttons import primary_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead, muted
from loyaldesk.ui.kit.layout import Card, M, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall


class TopicsView(QWidget):
    """Topics with how many approved answers each has.

    Args:
        hall: Where and who.
    """

    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.new = primary_button(tr("New topic"), "Ctrl+N", "plus")
        self.table: RowsTable[TopicRow] = RowsTable(
            [
                Column(tr("Name in Persian"), lambda one: one.name_fa),
                Column(tr("Name in English"), lambda one: one.name_en),
                Column(tr("Answers"), lambda one: fmt.number(one.answers), numeric=True,
                       width_hint=90),
                Column(tr("In use"), lambda one: tr("yes") if one.is_on else tr("no"),
                       width_hint=90),
            ],
            tr("Topics"), sorting="here",
            empty=EmptyState("list", tr("Topics put answers in order: returns, opening hours.")),
        )  # fmt: skip
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(muted(tr("Enter changes a topic.")), None, self.new))
        layout.addWidget(sheet, 1)
        self.new.clicked.connect(lambda: self._ask(None))
        self.table.chosen.connect(self._ask)

    def refresh(self) -> None:
        """Read the topics anew."""
        self.table.show_rows(answers.topics(self._hall.desk))

    def focus_first(self) -> None:
        """Put the keys into the list."""
        self.table.setFocus()

    def _ask(self, topic: TopicRow | None) -> None:
        dialog = TopicDialog(self, self._hall, topic)
        dialog.exec()
        dialog.deleteLater()
        self.refresh()
        self.changed.emit()


class TopicDialog(Dialog):
    """Names a topic."""

    def __init__(self, parent: QWidget, hall: Hall, topic: TopicRow | None) -> None:
        super().__init__(parent, tr("Topic") if topic else tr("New topic"))
        self._hall, self._topic = hall, topic
        fa, en = (
            QLineEdit(topic.name_fa if topic else ""),
            QLineEdit(topic.name_en if topic else ""),
        )
        lead(fa)
        lead(en)
        self.fields: dict[str, Field[Any]] = {
            "name_fa": Field(tr("Name in Persian"), fa),
            "name_en": Field(tr("Name in English"), en),
        }
        self.is_on = CheckBox(tr("In use"), checked=topic.is_on if topic else True)
        self.is_on.setVisible(topic is not None)
        self.add(*self.fields.values(), self.is_on)

    def submit(self) -> None:
        """Store the names."""
        fa, en = (self.fields[name].widget.text() for name in ("name_fa", "name_en"))
        try:
            if self._topic is None:
                answers.add_topic(self._hall.desk, fa, en)
            else:
                answers.change_topic(
                    self._hall.desk, self._topic.id, fa, en, is_on=self.is_on.isChecked()
                )
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()
