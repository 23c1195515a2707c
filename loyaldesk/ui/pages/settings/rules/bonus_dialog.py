"""Filling in a bonus: points for joining, for bringing somebody, for a day, for an answer."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Bonus, Event
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.reward_sentences import bonus_sentence
from loyaldesk.ui.kit.layout import M, box, column
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.form import Form, named
from loyaldesk.ui.pages.settings.rules.lots_form import lots_form, show_lots
from loyaldesk.ui.pages.settings.rules.row_dialog import RowDialog
from loyaldesk.ui.pages.settings.section import form_grid


class BonusDialog(RowDialog):
    """One bonus.

    Args:
        parent: The window it stands before.
        programme: The draft it belongs to.
        bonus: What is changed; None for a new one.
        number: Its place.
    """

    def __init__(
        self, parent: QWidget | None, programme: Programme, bonus: Bonus | None = None,
        number: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, tr("A new bonus") if bonus is None else tr("Change the bonus"), programme,
            "bonuses", bonus or Bonus("", "", "", Event.WELCOME, 50), number,
        )  # fmt: skip
        self.what, what = _what_form()
        self.lots, lots = lots_form()
        self.own_lots = CheckBox(tr("These points have a life of their own"))
        self._lots_box = lots
        life = box(column(self.own_lots, lots, None, spacing=M))
        self.add_page(tr("What it gives"), what, ("", self.what))
        self.add_page(tr("Life of the points"), life, ("lots.", self.lots))
        self.what.show(self.row)
        show_lots(self.lots, self.row.lots or programme.lots)
        self.own_lots.setChecked(self.row.lots is not None)
        lots.setVisible(self.row.lots is not None)
        self.own_lots.toggled.connect(self._on_own_lots)
        self.begin()

    def taken(self) -> Bonus:
        """Return the bonus as far as it can be read."""
        bonus: Bonus = self.what.taken(self.row)
        lots = self.lots.taken(self.row.lots or self.programme.lots)
        return replace(bonus, lots=lots if self.own_lots.isChecked() else None)

    def sentence(self, row: Bonus) -> str:
        """Return the bonus in words."""
        return bonus_sentence(row)

    def typed_problems(self) -> list[BadInput]:
        """Return what is missing; the life of its own only where it has one."""
        return [
            problem
            for problem in super().typed_problems()
            if self.own_lots.isChecked() or not problem.field.startswith("lots.")
        ]

    def _on_own_lots(self, is_own: bool) -> None:  # noqa: FBT001  # Qt's signal
        self._lots_box.setVisible(is_own)
        self._on_changed()


def _is_referral(values: dict[str, Any]) -> bool:
    return bool(values["event"] == Event.REFERRAL)


def _is_answer(values: dict[str, Any]) -> bool:
    return values["event"] in (Event.SURVEY, Event.FEEDBACK)


def _what_form() -> tuple[Form, QWidget]:
    form = Form(
        [
            *e.both_names(),
            e.choice("event", tr("What for"), events()),
            e.number("points", tr("Points for the member"), most=8),
            e.number(
                "referrer_points", tr("Points for who brought the member"), most=8,
                zero_is_empty=True,
            ).only_if(_is_referral),
            e.money(
                "minimum_rial", tr("First purchase of at least"), tr("Empty: of any size."), empty=0
            ).only_if(_is_referral),
            e.number(
                "days", tr("Within so many days of joining"), tr("Empty: at any time."), most=5,
                zero_is_empty=True,
            ).only_if(_is_referral),
            e.number(
                "referrer_cap_month", tr("Most paid to one member in a month"),
                tr("Empty: no limit."), most=4, zero_is_empty=True,
            ).only_if(_is_referral),
            e.number(
                "per_year", tr("Most given to a member in a year"), tr("Empty: no limit."), most=4,
                zero_is_empty=True,
            ).only_if(_is_answer),
        ],
        Bonus,
    )  # fmt: skip
    page = column(
        form_grid(*named(form), form["event"], form["points"]),
        form_grid(
            box(column(form["referrer_points"], form["per_year"])), form["minimum_rial"],
            form["days"], form["referrer_cap_month"],
        ),
        None, spacing=M,
    )  # fmt: skip
    return form, box(page)


def events() -> list[tuple[str, str]]:
    """Return every event with its words."""
    return [
        (tr("Joining the club"), Event.WELCOME.value),
        (tr("Bringing a new member"), Event.REFERRAL.value),
        (tr("Birthday"), Event.BIRTHDAY.value),
        (tr("Wedding day"), Event.WEDDING.value),
        (tr("Answering a survey"), Event.SURVEY.value),
        (tr("Giving feedback"), Event.FEEDBACK.value),
    ]
