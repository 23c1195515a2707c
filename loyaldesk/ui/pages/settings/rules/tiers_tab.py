"""The tiers: what each asks for, what it brings, and how members rise and fall."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import MEASURES, Ladder
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.words import bad_input
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import card
from loyaldesk.ui.kit.many_of import ManyOf
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.form import Form
from loyaldesk.ui.pages.settings.rules.tab import Tab
from loyaldesk.ui.pages.settings.rules.tiers_row import measure_name
from loyaldesk.ui.pages.settings.rules.tiers_table import TiersTable
from loyaldesk.ui.pages.settings.section import form_grid


class TiersTab(Tab):
    """The table of tiers and the ways on it."""

    def __init__(self) -> None:
        super().__init__()
        self.table = TiersTable()
        self.field = Field(
            tr("A member stands in the highest tier whose limit is reached."), self.table
        )
        self.field.label.setWordWrap(True)
        self.measures = ManyOf([(measure_name(m), m) for m in MEASURES], tr("A tier asks for"))
        self.ladder = ladder_form()
        self.add_part("ladder", self.ladder)
        self.body.addWidget(
            card(Field(tr("A tier asks for"), self.measures), self.field, title=tr("Tiers"))
        )
        ladder = self.ladder
        self.body.addWidget(
            card(
                form_grid(*(ladder[name] for name in (
                    "period", "months", "calendar", "needs", "fall", "grace_days", "warn_days",
                ))),
                title=tr("Rising and falling"),
            )
        )  # fmt: skip
        self.measures.changed.connect(self._on_measures)
        self.table.changed.connect(self.changed)

    def show_programme(self, programme: Programme) -> None:
        """Show what *programme* says."""
        super().show_programme(programme)
        self.table.show_tiers(programme.tiers)
        self.measures.set_values(self.table.measures)
        self._on_measures()

    def taken(self, programme: Programme) -> Programme:
        """Return *programme* with what can be read here."""
        programme = super().taken(programme)
        return replace(programme, ladder=replace(programme.ladder, tiers=self.table.tiers()))

    def problems(self) -> list[BadInput]:
        """Return what is missing."""
        return [*self.table.problems(), *super().problems()]

    def show_problems(self, problems: Iterable[BadInput]) -> list[BadInput]:
        """Say what is wrong beside its field or under the table."""
        self.table.outline_problems()
        rest = super().show_problems(problems)
        mine = [p for p in rest if p.field == "tiers"]
        self.field.set_error(" ".join(dict.fromkeys(bad_input(p) for p in mine)))
        return [p for p in rest if p.field != "tiers"]

    def first_wrong(self) -> Field[Any] | None:
        """Return the first field with an error."""
        return self.field if self.field.error() else super().first_wrong()

    def focus_first(self) -> None:
        """Begin at the first name."""
        self.table.setFocus()

    def set_editable(self, *, may_edit: bool) -> None:
        """Let everything be changed or only be looked at."""
        super().set_editable(may_edit=may_edit)
        self.table.set_editable(may_edit=may_edit)
        self.measures.setEnabled(may_edit)

    def _on_measures(self) -> None:
        """At least one figure decides."""
        self.table.set_measures(self.measures.values())
        self.ladder.fields["needs"].setVisible(len(self.table.measures) > 1)


def ladder_form() -> Form:
    """Return the form of `Ladder` without its tiers."""
    has_months = lambda v: v["period"] in ("rolling", "since_change")  # noqa: E731
    falls = lambda v: v["fall"] != "never"  # noqa: E731
    return Form(
        [
            e.choice(
                "period", tr("What counts"),
                [
                    (tr("the last months"), "rolling"), (tr("everything so far"), "lifetime"),
                    (tr("the year"), "year"),
                    (tr("since the last change of tier"), "since_change"),
                ],
            ),
            e.number("months", tr("Months that count for the tier"), most=3).only_if(has_months),
            e.segments(
                "calendar", tr("Calendar"),
                [(tr("Jalali"), "jalali"), (tr("Gregorian"), "gregorian")],
            ).only_if(lambda v: v["period"] == "year"),
            e.segments(
                "needs", tr("Asked for"), [(tr("all of it"), "all"), (tr("one of it"), "any")]
            ),
            e.choice(
                "fall", tr("Who no longer reaches the limit"),
                [
                    (tr("falls to the tier reached"), "direct"),
                    (tr("falls one step at a time"), "one_step"), (tr("never falls"), "never"),
                ],
            ),
            e.number(
                "grace_days", tr("Days of grace"),
                tr("Below the limit before a fall; empty: none."), most=4, zero_is_empty=True,
            ).only_if(falls),
            e.number(
                "warn_days", tr("Warned before a fall (days)"), tr("Empty: not warned."), most=4,
                zero_is_empty=True,
            ).only_if(falls),
        ],
        Ladder,
    )  # fmt: skip
