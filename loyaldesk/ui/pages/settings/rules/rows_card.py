"""A card with one list of the programme: adding, changing, copying, taking out with a way back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.rule_words import quoted
from loyaldesk.services.words import bad_input
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import Card
from loyaldesk.ui.kit.toast import ToastHost
from loyaldesk.ui.pages.settings.rules.form import row_problems
from loyaldesk.ui.pages.settings.rules.row_dialog import RowDialog, new_code, with_rows
from loyaldesk.ui.pages.settings.rules.row_list import RowList, Said

Opens = Callable[[QWidget, Programme, Any, int | None], RowDialog]
"""Makes the dialog of a row (None: a new one) and its place."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a card lists.

    Attributes:
        part: Name of the list in the programme: ``rules``.
        title: Of the card.
        about: What the list is for.
        add: What adding one is called.
        empty: Said while there is none.
        sentence: A row in words.
        opens: Makes the dialog of a row.
        ordered: Whether the order matters.
    """

    part: str
    title: str
    about: str
    add: str
    empty: str
    sentence: Callable[[Any, Programme], str]
    opens: Opens
    ordered: bool = False


class RowsCard(Card):
    """One list of the programme.

    Args:
        listing: What is listed.
        draft: Returns the programme as it is filled in, the basis of new rows.
        toasts: For the way back of what was taken out.
    """

    changed = Signal()

    def __init__(
        self, listing: Listing, draft: Callable[[], Programme], toasts: ToastHost
    ) -> None:  # fmt: skip
        super().__init__(title=listing.title)
        self._listing, self._draft, self._toasts = listing, draft, toasts
        self._rows: tuple[Any, ...] = ()
        self._wrong: dict[int, list[BadInput]] = {}
        self.dialog: RowDialog | None = None
        self.list = RowList(listing.title, listing.add, listing.empty, ordered=listing.ordered)
        self.body.addWidget(caption(listing.about, wrap=True))
        self.body.addWidget(self.list)
        rows = self.list
        rows.add_wanted.connect(lambda: self.open(None))
        rows.edit_wanted.connect(self.open)
        rows.copy_wanted.connect(self._copy)
        rows.remove_wanted.connect(self._remove)
        rows.moved.connect(self._move)
        rows.switched.connect(self._switch)

    @property
    def rows(self) -> tuple[Any, ...]:
        """The list as it stands now."""
        return self._rows

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show what is stored."""
        self._rows, self._wrong = tuple(rows), {}
        self._tell()

    def tell_again(self) -> None:
        """Say the sentences again: names of tiers or rewards may be others now."""
        self._tell()

    def show_problems(self, problems: Iterable[BadInput]) -> list[BadInput]:
        """Say what is wrong with a row under it; return the problems of other places."""
        every = list(problems)
        part = self._listing.part
        self._wrong = {
            n: found
            for n in range(len(self._rows))
            if (found := row_problems(every, part, n))
        }  # fmt: skip
        self._tell()
        return [p for p in every if not p.field.startswith(f"{part}[")]

    def open(self, number: int | None) -> None:
        """Fill in a row in its dialog, a new one for None."""
        row = None if number is None else self._rows[number]
        dialog = self._listing.opens(self.window(), self._draft(), row, number)
        self.dialog = dialog
        if number is not None and number in self._wrong:
            dialog.show_problems(self._wrong[number])
        try:
            if dialog.exec() != QDialog.DialogCode.Accepted:
                return
            made = dialog.result_row
        finally:
            self.dialog = None
            dialog.deleteLater()
        rows = list(self._rows)
        place = len(rows) if number is None else number
        rows[place : place + 1] = [made]
        self._take(rows, place)

    def _take(self, rows: Iterable[Any], chosen: int) -> None:
        self._rows, self._wrong = tuple(rows), {}
        self._tell()
        self.list.choose(chosen, focus=True)
        self.changed.emit()

    def _tell(self) -> None:
        programme = with_rows(self._draft(), self._listing.part, self._rows)
        self.list.show_rows([self._said(n, row, programme) for n, row in enumerate(self._rows)])

    def _said(self, number: int, row: Any, programme: Programme) -> Said:
        try:
            sentence = self._listing.sentence(row, programme)
        except (ValueError, KeyError):  # a later program wrote it
            sentence = row.code
        wrong = dict.fromkeys(bad_input(problem) for problem in self._wrong.get(number, ()))
        name = row.name(look().language) or row.code
        sentence = sentence[:1].upper() + sentence[1:]
        return Said(name, sentence, row.is_on, " ".join(wrong))

    def _copy(self, number: int) -> None:
        row = self._rows[number]
        taken = {one.code for part in ("rules", "bonuses", "rewards", "stamps")
                 for one in getattr(self._draft(), part)}  # fmt: skip
        twin = replace(row, code=new_code(row.code, {*taken, *(r.code for r in self._rows)}))
        rows = list(self._rows)
        rows.insert(number + 1, twin)
        self._take(rows, number + 1)

    def _remove(self, number: int) -> None:
        before, gone = self._rows, self._rows[number]
        self._take([row for row in before if row is not gone], number)
        self.list.focus_first()

        def undo() -> None:
            self._take(before, number)

        name = quoted(gone.name(look().language))
        self._toasts.show(tr("{name} was taken out.").format(name=name), tr("Undo"), undo)

    def _move(self, before: int, after: int) -> None:
        rows = list(self._rows)
        rows.insert(after, rows.pop(before))
        self._take(rows, after)

    def _switch(self, number: int, is_on: bool) -> None:  # noqa: FBT001  # a signal
        rows = list(self._rows)
        rows[number] = replace(rows[number], is_on=is_on)
        self._take(rows, number)
