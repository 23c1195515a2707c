"""A part of the programme as a form: what it holds, what is missing, what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields, replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.services.words import bad_input
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.pages.settings.rules.entries import Entry


class Form(QObject):
    """The entries of one dataclass of the programme, such as `Spending`.

    An entry that is not asked for gives what the dataclass has by default.

    Args:
        entries: What is filled in; names are those of the dataclass.
        kind: The dataclass.
    """

    changed = Signal()

    def __init__(self, entries: Sequence[Entry], kind: type) -> None:
        super().__init__()
        self.entries = {entry.name: entry for entry in entries}
        self._defaults = {
            f.name: f.default if f.default is not MISSING else None for f in fields(kind)
        }
        self._is_showing = False
        for entry in entries:
            for signal in entry.signals:
                signal.connect(self._on_changed)

    def __getitem__(self, name: str) -> QWidget:
        return self.entries[name].shown

    @property
    def fields(self) -> dict[str, Field[Any]]:
        """The fields by name, without ticks."""
        return {n: e.shown for n, e in self.entries.items() if isinstance(e.shown, Field)}

    def values(self) -> dict[str, Any]:
        """Return what is filled in."""
        return {name: entry.read() for name, entry in self.entries.items()}

    def show(self, thing: Any) -> None:
        """Show what *thing* holds."""
        self._is_showing = True
        for name, entry in self.entries.items():
            entry.show(getattr(thing, name))
        self._is_showing = False
        self.clear_errors()
        self._ask_what_is_needed()

    def read(self, thing: Any) -> Any:
        """Return *thing* with what was filled in.

        Raises:
            SeveralBadInputs: If something is missing or cannot be read.
        """
        problems = self.problems()
        if problems:
            raise SeveralBadInputs(tuple(problems))
        return self.taken(thing)

    def taken(self, thing: Any) -> Any:
        """Return *thing* with what can be read of what was filled in."""
        values = self.values()
        for name, entry in self.entries.items():
            if entry.needs is not None and not entry.needs(values):
                values[name] = self._defaults.get(name)
            elif values[name] is None and entry.wrong():
                values[name] = getattr(thing, name)
        return replace(thing, **values)

    def problems(self) -> list[BadInput]:
        """Return what is missing or cannot be read among what is asked for."""
        values = self.values()
        return [
            BadInput(name, why, _typed(entry)[:80])
            for name, entry in self.entries.items()
            if (entry.needs is None or entry.needs(values)) and (why := entry.wrong())
        ]

    def clear_errors(self) -> None:
        """Take all errors away."""
        for each in self.fields.values():
            each.clear_error()

    def show_errors(self, problems: Iterable[BadInput]) -> list[BadInput]:
        """Say each problem beside its field; return those that have none here."""
        rest = []
        for problem in problems:
            found = self.fields.get(problem.field)
            if found is None:
                rest.append(problem)
            elif not found.error():
                found.set_error(bad_input(problem))
        return rest

    def first_wrong(self) -> Field[Any] | None:
        """Return the first field with an error."""
        return next((each for each in self.fields.values() if each.error()), None)

    def set_enabled(self, *, may_edit: bool) -> None:
        """Let it be changed or only be looked at."""
        for entry in self.entries.values():
            inside = entry.shown.widget if isinstance(entry.shown, Field) else entry.shown
            inside.setEnabled(may_edit)

    def _on_changed(self, *_given: object) -> None:
        if self._is_showing:
            return
        self._ask_what_is_needed()
        self.changed.emit()

    def _ask_what_is_needed(self) -> None:
        values = self.values()
        for entry in self.entries.values():
            if entry.needs is not None and entry.shown.parent() is not None:
                entry.shown.setVisible(entry.needs(values))


def _typed(entry: Entry) -> str:
    inside = entry.shown.widget if isinstance(entry.shown, Field) else entry.shown
    words = inside.property("text")
    return str(words) if words else ""


def named(form: Form) -> list[QWidget]:
    """Return the fields of both names, the reader's own first."""
    return [form[name] for name in form.entries if name in ("name_fa", "name_en")]


def row_problems(problems: Iterable[BadInput], name: str, number: int) -> list[BadInput]:
    """Return the problems of one row of a list, named by its keys: ``rules[2] gold points``."""
    begin = f"{name}[{number}] "
    return [
        replace(problem, field=_key(problem.field))
        for problem in problems
        if problem.field.startswith(begin)
    ]


def _key(place: str) -> str:
    key = place.rpartition(" ")[2]
    return "code" if key == "with_code" else f"own {key}" if key == "code" else key
