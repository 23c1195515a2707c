"""One page of the programme editor: forms and lists of a part of the programme."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.kernel.errors import BadInput
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import M
from loyaldesk.ui.pages.settings.rules.form import Form

PLACES = {
    "point_worth_rial": "spending block_rial", "spend_limit_points": "spending limit_points",
    "window_months": "ladder months", "life_days": "lots days",
}  # fmt: skip
"""Simple names of figures that stand in a part of the programme."""


class Tab(QWidget):
    """A page of the editor; forms are put in with `add_part`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, Form] = {}
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(M)

    def add_part(self, name: str, form: Form) -> None:
        """Let *form* fill the part *name* of the programme; an empty name is the whole of it."""
        self.parts[name] = form
        form.changed.connect(self.changed)

    def show_programme(self, programme: Programme) -> None:
        """Show what *programme* says."""
        for name, form in self.parts.items():
            form.show(getattr(programme, name) if name else programme)

    def taken(self, programme: Programme) -> Programme:
        """Return *programme* with what can be read here."""
        for name, form in self.parts.items():
            if name:
                part: dict[str, Any] = {name: form.taken(getattr(programme, name))}
                programme = replace(programme, **part)
            else:
                programme = form.taken(programme)
        return programme

    def problems(self) -> list[BadInput]:
        """Return what is missing or cannot be read, named by its place in the programme."""
        return [
            replace(problem, field=f"{name} {problem.field}".strip())
            for name, form in self.parts.items()
            for problem in form.problems()
        ]

    def show_problems(self, problems: Iterable[BadInput]) -> list[BadInput]:
        """Say each problem beside its field; return those of other pages."""
        rest = [replace(p, field=PLACES.get(p.field, p.field)) for p in problems]
        for name, form in self.parts.items():
            form.clear_errors()
            prefix = f"{name} " if name else ""
            mine = [p for p in rest if p.field.startswith(prefix)]
            left = form.show_errors(
                replace(p, field=p.field.removeprefix(prefix)) for p in mine
            )  # fmt: skip
            rest = [p for p in rest if p not in mine]
            rest += [replace(p, field=prefix + p.field) for p in left]
        return rest

    def first_wrong(self) -> Field[Any] | None:
        """Return the first field with an error."""
        found = (form.first_wrong() for form in self.parts.values())
        return next((field for field in found if field is not None), None)

    def focus_first(self) -> None:
        """Put the keys where work begins."""
        for form in self.parts.values():
            next(iter(form.fields.values())).widget.setFocus()
            return

    def set_editable(self, *, may_edit: bool) -> None:
        """Let everything be changed or only be looked at."""
        for form in self.parts.values():
            form.set_enabled(may_edit=may_edit)
