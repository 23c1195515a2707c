"""The members behind a figure: looked at, opened, taken into a file, followed up."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from loyaldesk.domain.followups import CHANNELS
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.insight import people
from loyaldesk.services.insight.people import MOST_FOLLOWUPS, PersonRow
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label, lead, muted
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.lazy_rows import LazyRows
from loyaldesk.ui.parts.save_file import ask_where

_WIDTH, _HEIGHT = 860, 420


class MembersWindow(Dialog):
    """Lists the members of a group; Enter opens one.

    Args:
        parent: The page.
        hall: Where and who.
        title: Card and group.
        ids: The members.
        period: Whose visits and money are told.
    """

    member_wanted = Signal(int)

    def __init__(
        self, parent: QWidget, hall: Hall, title: str, ids: Sequence[int], period: Period
    ) -> None:
        super().__init__(
            parent, title, primary=tr("Open the member"), secondary=tr("Close"), width=_WIDTH
        )
        self._hall, self._desk, self._period = hall, hall.desk, period
        self.ids = people.living(hall.desk, ids)
        self.where: QFileDialog | None = None
        self.dialog: FollowupsDialog | None = None
        self.table: RowsTable[PersonRow | None] = RowsTable(_columns(), title, sorting="none")
        self.table.setMinimumHeight(_HEIGHT)
        self.table.set_empty(EmptyState("users", tr("Nobody is in this group.")))
        self.table.show_rows(LazyRows(self.ids, self._fetch))
        self.table.select(0)
        self.table.chosen.connect(self._on_chosen)
        self.count = muted(_count_words(len(self.ids), len(ids)), wrap=True)
        self.busy = BusyBar()
        self.export = button(tr("Export…"), icon_name="file-export")
        self.follow = button(tr("Make follow-ups…"), icon_name="calendar-plus")
        self.export.setHidden(not hall.desk.may(Permission.LIST_EXPORT) or not self.ids)
        self.follow.setHidden(not hall.desk.may(Permission.FOLLOWUP_ANY) or not self.ids)
        self.export.clicked.connect(self._on_export)
        self.follow.clicked.connect(self.make_followups)
        self.primary.setEnabled(bool(self.ids))
        days = muted(tr("Visits and money: {period}").format(period=period.name()))
        line = row(self.count, days, spacing=M)
        line.setStretch(0, 1)
        self.add(line, self.table, self.busy)
        self.buttons.insertWidget(0, self.follow)
        self.buttons.insertWidget(0, self.export)

    def submit(self) -> None:
        """Open the member under the cursor."""
        self._on_chosen(self.table.selected_row())

    def export_to(self, path: Path) -> None:
        """Write the list into a file, in the worker."""
        desk, ids = self._desk, self.ids

        def work(progress: Progress) -> int:
            return people.export(desk, path, ids, progress)

        self.busy.start(tr("Exporting members…"))
        task = self._hall.runner.run(
            work, done=lambda count: self._on_exported(path, count),
            failed=lambda error: show(error, self),
        )  # fmt: skip
        task.stepped.connect(self.busy.step)
        task.ended.connect(self.busy.finish)
        self.busy.cancelled.connect(task.cancel)

    def make_followups(self) -> None:
        """Ask what is to be done for all of them."""
        self.dialog = FollowupsDialog(self, self._hall, self.ids)
        self.dialog.open()

    def _fetch(self, ids: Sequence[int]) -> list[PersonRow]:
        return people.page(self._desk, ids, 0, len(ids), self._period.span)

    def _on_chosen(self, found: PersonRow | None) -> None:
        if found is not None:
            self.accept()
            self.member_wanted.emit(found.id)

    def _on_export(self) -> None:
        kinds = [("Excel", ".xlsx"), ("CSV", ".csv")]
        self.where = ask_where(
            self, tr("Export members"), self.windowTitle().replace(":", ""), kinds, self.export_to
        )

    def _on_exported(self, path: Path, count: int) -> None:
        text = trn("{n} member written to {name}", "{n} members written to {name}", count)
        self._hall.toasts.show(text.format(n=fmt.number(count), name=ltr(path.name)))


class FollowupsDialog(Dialog):
    """One sentence and one day for many members; says for how many before it is done.

    Args:
        parent: The list.
        hall: Where and who.
        ids: The members; only the first `MOST_FOLLOWUPS` are taken.
    """

    def __init__(self, parent: QWidget, hall: Hall, ids: Sequence[int]) -> None:
        self._ids = list(ids)[:MOST_FOLLOWUPS]
        count = len(self._ids)
        words = trn("Make {n} follow-up", "Make {n} follow-ups", count)
        super().__init__(
            parent, tr("Follow-ups for the list"), primary=words.format(n=fmt.number(count))
        )
        self._hall = hall
        self._key = f"list:{uuid.uuid4().hex}"
        self.made = 0
        self.text = QLineEdit()
        lead(self.text)
        self.text_field = Field(tr("What is to be done"), self.text)
        self.day = DateEdit(hall.desk.today, first=hall.desk.today())
        self.day.set_day(hall.desk.today())
        self.day_field = Field(tr("Day"), self.day)
        self.channel: Choice[str] = Choice([(channel_name(code), code) for code in CHANNELS])
        self.channel_field = Field(tr("How"), self.channel)
        self.busy = BusyBar()
        told = trn(
            "One follow-up is made for {n} member. Who does it is found by rule.",
            "One follow-up is made for each of {n} members. Who does each is found by rule.",
            count,
        ).format(n=fmt.number(count))
        if len(ids) > count:
            told += " " + tr("The list has {all}; only the first {n} are taken at once.").format(
                all=fmt.number(len(ids)), n=fmt.number(count)
            )
        line = row(self.day_field, self.channel_field, spacing=M)
        self.add(Label(told, wrap=True), self.text_field, line, self.busy)

    def is_dirty(self) -> bool:
        """Return whether a sentence was typed."""
        return bool(self.text.text().strip())

    def submit(self) -> None:
        """Make them all in one act, in the worker."""
        if self.day.error():
            self.day.setFocus()
            return
        if not self.text.text().strip():
            self.text_field.set_error(tr("Say what is to be done."))
            self.text.setFocus()
            return
        desk, ids, key = self._hall.desk, self._ids, self._key
        text, on, channel = self.text.text(), self.day.day(), self.channel.value() or "call"
        self.primary.setEnabled(False)
        self.busy.start(tr("Making the follow-ups…"))
        task = self._hall.runner.run(
            lambda progress: people.make_followups(
                desk, ids, key=key, text=text, on=on, channel=channel, progress=progress
            ),
            done=self._on_made, failed=self._on_failed,
        )  # fmt: skip
        task.stepped.connect(self.busy.step)
        task.ended.connect(self._on_ended)
        self.busy.cancelled.connect(task.cancel)

    def _on_ended(self) -> None:
        self.busy.finish()
        self.primary.setEnabled(True)

    def _on_made(self, count: int) -> None:
        self.made = count
        self.accept()
        words = trn("{n} follow-up was made.", "{n} follow-ups were made.", count)
        self._hall.toasts.show(words.format(n=fmt.number(count)))

    def _on_failed(self, error: Exception) -> None:
        fields: dict[str, Field[Any]] = {
            "text": self.text_field, "on": self.day_field, "channel": self.channel_field,
        }  # fmt: skip
        show_on(fields, error, self)


def _columns() -> tuple[Column[PersonRow | None], ...]:
    return (
        Column(tr("Number"), lambda row: fmt.code(row.number) if row else "", width_hint=90),
        Column(tr("Name"), lambda row: isolate(row.name) if row else ""),
        Column(
            tr("Tier"), lambda row: row.tier.name(look().language) if row else "",
            width_hint=112, tone=lambda row: row.tier.code if row else "",
        ),
        Column(tr("Last visit"), _last, width_hint=110),
        Column(
            tr("Visits"), lambda row: fmt.number(row.visits) if row else "", numeric=True,
            width_hint=80,
        ),
        Column(
            tr("Net purchases ({unit})").format(unit=fmt.unit_name()),
            lambda row: fmt.amount(row.net_rial) if row else "", numeric=True, width_hint=150,
        ),
    )  # fmt: skip


def _last(found: PersonRow | None) -> str:
    if found is None:
        return ""
    return fmt.day(found.last_on) if found.last_on else "\u2013"


def _count_words(listed: int, all_: int) -> str:
    words = trn("{n} member", "{n} members", listed).format(n=fmt.number(listed))
    gone = all_ - listed
    if gone:
        more = trn(
            "{n} whose data were erased is in the figures only",
            "{n} whose data were erased are in the figures only",
            gone,
        )
        words = f"{words}; {more.format(n=fmt.number(gone))}"
    return words
