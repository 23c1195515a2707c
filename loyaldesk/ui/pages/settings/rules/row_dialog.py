"""The window in which one rule, bonus, stamp card or reward is filled in, with its sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_check import problems_of
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.words import bad_input
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.layout import S, ScrollPage
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.pages.settings.rules.form import Form, row_problems
from loyaldesk.ui.pages.settings.rules.reading_order import put_in_reading_order

WIDTH = 640
HEIGHT = 396


class RowDialog(Dialog):
    """Fills in one row of a list of the programme; `result_row` is what came of it.

    Children make their forms, add pages and say `taken` and `sentence`.

    Args:
        parent: The window it stands before.
        title: What is filled in.
        programme: The draft it belongs to.
        name: The list: ``rules``, ``bonuses``, ``rewards`` or ``stamps``.
        row: What is changed, or what a new one begins with.
        number: Its place in the list; None for a new one.
    """

    def __init__(
        self, parent: QWidget | None, title: str, programme: Programme, name: str, row: Any,
        number: int | None,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, title, primary=tr("Take it over") if number is not None else tr("Add"),
            width=WIDTH,
        )  # fmt: skip
        self.programme, self.name, self.row = programme, name, row
        self.number = len(getattr(programme, name)) if number is None else number
        self.result_row: Any = None
        self.said = Note("", "ok", icon_name="info-circle")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.forms: list[tuple[str, Form, int]] = []
        self.add(self.said, self.tabs)
        self._before: Any = None

    def add_page(self, title: str, inside: QWidget, *forms: tuple[str, Form]) -> None:
        """Add a page; *forms* stand on it, each with the beginning of its keys."""
        page = ScrollPage()
        page.body.setContentsMargins(10, S, 10, S)
        page.body.addWidget(inside)
        page.setMinimumHeight(HEIGHT)
        number = self.tabs.addTab(page, plain_words(title))
        for prefix, form in forms:
            self.add_form(prefix, form, number)

    def add_form(self, prefix: str, form: Form, page: int) -> None:
        """Let *form* be part of the row; its keys begin with *prefix*."""
        if all(form is not known for _, known, _ in self.forms):
            form.changed.connect(self._on_changed)
        self.forms.append((prefix, form, page))

    def begin(self) -> None:
        """Everything is on view: say what the row says; call it last."""
        put_in_reading_order(self)
        self._before = self.taken()
        self._on_changed()

    def taken(self) -> Any:
        """Return the row with what can be read of what was filled in."""
        raise NotImplementedError

    def sentence(self, row: Any) -> str:
        """Return the row in words."""
        raise NotImplementedError

    def is_dirty(self) -> bool:
        """Return whether something was changed."""
        return bool(self.taken() != self._before)

    def submit(self) -> None:
        """Take the row over if a club could live by it; else say what is wrong where."""
        self.set_error("")
        for _prefix, form, _page in self.forms:
            form.clear_errors()
        problems = self.typed_problems()
        row = with_names(self.taken(), self._codes())
        if not problems:
            found = map(self.placed, problems_of(self.with_row(row)))
            problems = row_problems(found, self.name, self.number)
        if problems:
            self.show_problems(problems)
            return
        self.result_row = row
        self.accept()

    def _focus_first_field(self) -> None:
        """Begin in the first field and not on the tabs above it."""
        if self.forms:
            next(iter(self.forms[0][1].fields.values())).widget.setFocus(
                Qt.FocusReason.TabFocusReason
            )

    def typed_problems(self) -> list[BadInput]:
        """Return what is missing or cannot be read."""
        return [
            replace(problem, field=prefix + problem.field)
            for prefix, form, _page in self.forms
            for problem in form.problems()
        ]

    def placed(self, problem: BadInput) -> BadInput:
        """Return a problem with its place in the list, where the check names it otherwise."""
        return problem

    def with_row(self, row: Any) -> Programme:
        """Return the draft with *row* in its place."""
        rows = list(getattr(self.programme, self.name))
        rows[self.number : self.number + 1] = [row]
        return with_rows(self.programme, self.name, rows)

    def show_problems(self, problems: Sequence[BadInput]) -> None:
        """Say what is wrong beside its field, the rest above the buttons; turn to the first."""
        rest = list(problems)
        for prefix, form, _page in self.forms:
            mine = [
                replace(p, field=p.field.removeprefix(prefix))
                for p in rest
                if p.field.startswith(prefix)
            ]
            left = form.show_errors(mine)
            rest = [p for p in rest if not p.field.startswith(prefix)]
            rest += [replace(p, field=prefix + p.field) for p in left]
        self.set_error(" ".join(dict.fromkeys(bad_input(problem) for problem in rest)))
        for _prefix, form, page in self.forms:
            wrong = form.first_wrong()
            if wrong is not None:
                self.tabs.setCurrentIndex(page)
                wrong.widget.setFocus()
                scroll = self.tabs.widget(page)
                if isinstance(scroll, QScrollArea):
                    scroll.ensureWidgetVisible(wrong)
                return

    def _codes(self) -> set[str]:
        lists = ("rules", "bonuses") if self.name in ("rules", "bonuses") else (self.name,)
        rows: list[Any] = [row for name in lists for row in getattr(self.programme, name)]
        return {row.code for row in rows if row.code != self.row.code}

    def _on_changed(self) -> None:
        try:
            text = self.sentence(self.taken())
        except (ValueError, KeyError):  # half a row has no sentence
            text = ""
        said = text[:1].upper() + text[1:]
        self.said.say(said or tr("Not complete yet."), "ok" if said else "plain")


def with_names(row: Any, taken: set[str]) -> Any:
    """Return *row* with both names and a code of its own; one name does for both."""
    fa, en = row.name_fa or row.name_en, row.name_en or row.name_fa
    code = row.code or new_code(en, taken)
    return replace(row, name_fa=fa, name_en=en, code=code)


def new_code(name_en: str, taken: set[str], stem: str = "row") -> str:
    """Return a short Latin code of an English name, else a number."""
    plain = re.sub(r"[^a-z0-9]+", "_", name_en.casefold()).strip("_")[:20].strip("_")
    wanted = plain or stem
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}_{number}", number + 1
    return code


def with_rows(programme: Programme, name: str, rows: Iterable[Any]) -> Programme:
    """Return *programme* with another list of rules, bonuses, rewards or stamp cards."""
    changed: dict[str, Any] = {name: tuple(rows)}
    return replace(programme, **changed)
