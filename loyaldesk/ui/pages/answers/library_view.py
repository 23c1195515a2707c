"""The library: answers on one side, the one that is chosen on the other."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import fold, isolate
from loyaldesk.services import answers
from loyaldesk.services.answers import AnswerRow, VersionRow
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, danger_button, primary_button, quiet_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, chip, heading, set_chip
from loyaldesk.ui.kit.layout import Card, L, M, S, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.answers.edit_dialog import AnswerEditDialog
from loyaldesk.ui.parts.answer_view import AnswerView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog

ALL = 0


def state_words(state: str) -> str:
    """Return how an answer stands."""
    return {
        "approved": tr("approved"), "draft": tr("waits for approval"), "withdrawn": tr("withdrawn"),
    }[state]  # fmt: skip


_KINDS = {"approved": "ok", "draft": "warn", "withdrawn": "plain"}


class LibraryView(QWidget):
    """Search, choose, read; who may, writes and approves.

    Args:
        hall: Where and who.
    """

    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self._may_edit = hall.desk.may(Permission.ANSWER_EDIT)
        self._rows: list[AnswerRow] = []
        self.search = SearchBox(tr("Words of the question or the answer"))
        self.topic: Choice[int] = Choice([(tr("All topics"), ALL)], tr("Topic"))
        self.state: Choice[str] = Choice(
            [
                (tr("All of them"), ""), (tr("Approved"), "approved"),
                (tr("Waiting for approval"), "draft"), (tr("Withdrawn"), "withdrawn"),
            ],
            tr("State"),
        )  # fmt: skip
        self.new = primary_button(tr("New answer"), "Ctrl+N", "plus")
        self.problem = Note("", "danger")
        self.problem.hide()
        self.table: RowsTable[AnswerRow] = RowsTable(
            [
                Column(tr("Question"), lambda one: one.question(look().language)),
                Column(tr("Topic"), lambda one: one.topic(look().language), width_hint=130),
                Column(
                    tr("Times given"), lambda one: fmt.number(one.given), numeric=True,
                    width_hint=90,
                ),
            ],
            tr("Answers"), sorting="here", empty=self._empty(),
        )  # fmt: skip
        self.state_chip = chip("")
        self.version = Label("", "caption")
        self.view = AnswerView(hall.desk)
        self.edit = button(tr("Change the words"), icon_name="edit")
        self.approve = primary_button(tr("Approve"), "Ctrl+Return", "check")
        self.withdraw = danger_button(tr("Withdraw"))
        self.drop = quiet_button(tr("Drop the draft"))
        self.past = quiet_button(tr("Earlier versions"), icon_name="history")
        self._detail = Card(
            row(self.state_chip, self.version, None, self.past, spacing=M), self.view,
            row(self.approve, self.edit, self.drop, None, self.withdraw, spacing=S), spacing=M,
        )  # fmt: skip
        self._build()

    def refresh(self) -> None:
        """Read the library anew; what was chosen stays chosen."""
        chosen = self._chosen()
        self._offer_topics()
        try:
            self._rows = self._read()
        except ClubError as error:
            self.set_error(words(error))
            return
        self.table.show_rows(self._rows)
        ids = [one.id for one in self._rows]
        if ids:
            self.table.select(ids.index(chosen.id) if chosen and chosen.id in ids else 0)
        self._show_chosen()

    def focus_first(self) -> None:
        """Let the next letter search."""
        self.search.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Take Ctrl+N and Ctrl+F; return whether the key was used."""
        if name == "Ctrl+F":
            self.search.setFocus()
            return True
        return False

    def set_error(self, text: str) -> None:
        """Say above the list what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    # inside

    def _build(self) -> None:
        self.search.setMaximumWidth(360)
        head = row(self.search, self.topic, self.state, None, self.new, spacing=S)
        head.setStretch(0, 2)
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        middle = row(sheet, self._detail, spacing=L)
        middle.setStretch(0, 1)
        middle.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(head)
        layout.addWidget(self.problem)
        layout.addLayout(middle, 1)
        self.search.searched.connect(lambda _typed: self.refresh())
        self.search.left_downwards.connect(self.table.setFocus)
        self.topic.chosen.connect(lambda _value: self.refresh())
        self.state.chosen.connect(lambda _value: self.refresh())
        self.table.current_changed.connect(lambda _row: self._show_chosen())
        self.table.chosen.connect(lambda _row: self._edit_chosen())
        self.new.clicked.connect(lambda: self._write(None))
        self.edit.clicked.connect(self._edit_chosen)
        self.approve.clicked.connect(self._approve)
        self.withdraw.clicked.connect(self._withdraw)
        self.drop.clicked.connect(self._drop)
        self.past.clicked.connect(self._show_past)
        self.new.setVisible(self._may_edit)

    def _empty(self) -> EmptyState:
        sentence = tr("Nothing here yet: approved answers, the same for every operator.")
        if not self._may_edit:
            return EmptyState("message-question", sentence)
        return EmptyState(
            "message-question", sentence, tr("Begin with a starter set"), self._seed
        )  # fmt: skip

    def _offer_topics(self) -> None:
        language = look().language
        rows = answers.topics(self._desk)
        self.topic.set_options(
            [(tr("All topics"), ALL), *((row.name(language), row.id) for row in rows)]
        )

    def _read(self) -> list[AnswerRow]:
        found = answers.listing(self._desk, self.topic.value() or None, self.state.value() or "")
        typed = fold(self.search.text())
        if not typed:
            return found
        parts = typed.split()
        return [one for one in found if all(part in _words_of(one) for part in parts)]

    def _chosen(self) -> AnswerRow | None:
        return self.table.selected_row()

    def _show_chosen(self) -> None:
        one = self._chosen()
        self._detail.setVisible(one is not None)
        if one is None:
            return
        set_chip(self.state_chip, state_words(one.state), _KINDS[one.state])
        has_draft = one.state == "draft" or one.draft_id is not None
        said = tr("Version {n}").format(n=fmt.number(one.number))
        if one.draft_id is not None and one.state != "draft":
            said = tr("{version}; newer words wait for approval").format(version=said)
        self.version.setText(said)
        self.view.show_answer(one, None)
        self.edit.setVisible(self._may_edit)
        self.approve.setVisible(self._may_edit and has_draft)
        self.drop.setVisible(self._may_edit and has_draft)
        self.withdraw.setVisible(self._may_edit and one.state == "approved")

    # acts

    def _write(self, one: AnswerRow | None) -> None:
        dialog = AnswerEditDialog(self, self._hall, one, topic_id=self.topic.value() or None)
        dialog.exec()
        dialog.deleteLater()
        self.refresh()

    def _edit_chosen(self) -> None:
        one = self._chosen()
        if one is not None and self._may_edit:
            self._write(one)

    def _approve(self) -> None:
        one = self._chosen()
        if one is not None and self._do(lambda: answers.approve(self._desk, one.id, one.version)):
            self._hall.toasts.show(tr("From now on this is the shop's answer."))

    def _drop(self) -> None:
        one = self._chosen()
        if one is not None:
            self._do(lambda: answers.drop_draft(self._desk, one.id, one.version))

    def _withdraw(self) -> None:
        one = self._chosen()
        if one is None:
            return
        dialog = ReasonDialog(
            self, tr("Withdraw this answer"),
            tr("Nobody is offered it any more; what members were told stays on record."),
            tr("Withdraw"),
            lambda reason: answers.withdraw(self._desk, one.id, one.version, reason=reason),
        )  # fmt: skip
        dialog.exec()
        dialog.deleteLater()
        self.refresh()

    def _seed(self) -> None:
        if self._do(lambda: answers.seed(self._desk)):
            self._hall.toasts.show(tr("Read them once and change what is otherwise in your shop."))

    def _do(self, act: Callable[[], object]) -> bool:
        self.set_error("")
        try:
            act()
        except ClubError as error:
            self.set_error(words(error))
            return False
        self.refresh()
        self.changed.emit()
        return True

    def _show_past(self) -> None:
        one = self._chosen()
        if one is None:
            return
        dialog = VersionsDialog(self, self._hall, one)
        dialog.exec()
        dialog.deleteLater()


def _words_of(one: AnswerRow) -> str:
    return fold(
        " ".join((one.question_fa, one.question_en, one.text_fa, one.text_en, one.topic_fa,
                  one.topic_en))
    )  # fmt: skip


class VersionsDialog(Dialog):
    """All versions of an answer, the newest first, with who wrote and who approved them."""

    def __init__(self, parent: QWidget, hall: Hall, one: AnswerRow) -> None:
        title = one.question(look().language)
        super().__init__(parent, title, primary=tr("Close"), secondary="", width=640)
        _row, versions = answers.detail(hall.desk, one.id)
        for version in versions:
            self.add(self._card(hall, version))

    @staticmethod
    def _card(hall: Hall, version: VersionRow) -> QWidget:
        zone = hall.desk.zone
        head = row(
            heading(tr("Version {n}").format(n=fmt.number(version.number)), 2),
            chip(state_words(version.state), _KINDS[version.state]), None, spacing=S,
        )  # fmt: skip
        said = tr("Written by {name}, {time}").format(
            name=isolate(version.writer), time=fmt.moment(version.made_at, zone)
        )
        lines = [Label(said, "caption")]
        if version.approved_at is not None:
            lines.append(
                Label(
                    tr("Approved by {name}, {time}").format(
                        name=isolate(version.approver), time=fmt.moment(version.approved_at, zone)
                    ),
                    "caption",
                )
            )
        first, second = version.text_fa, version.text_en
        if look().language != "fa":
            first, second = second, first
        return Card(head, *lines, Label(first or second, wrap=True, selectable=True))
