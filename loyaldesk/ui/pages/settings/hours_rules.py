"""How the shop follows up: how often nobody is reached, when it is tried again, at which hour."""

from dataclasses import replace
from typing import Any

from loyaldesk.domain.followups import FollowupRules
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import followups
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import Card
from loyaldesk.ui.kit.time_edit import TimeEdit
from loyaldesk.ui.pages.settings.section import form_grid


class RulesCard(Card):
    """Four numbers of the rule for follow-ups; saved with the hours."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(title=tr("Follow-ups"))
        self._desk = desk
        self.hour = TimeEdit()
        self.minutes = DigitsEdit("number", most=3)
        self.tries = DigitsEdit("number", most=2)
        self.days = DigitsEdit("number", most=2)
        self.fields: dict[str, Field[Any]] = {
            "hour": Field(
                tr("Usual hour"), self.hour, tr("When a follow-up without an hour is due.")
            ),
            "minutes": Field(
                tr("Minutes of one"), self.minutes, tr("As long as nobody says otherwise.")
            ),
            "tries": Field(
                tr("Tries"), self.tries, tr("After so many unanswered calls it is enough.")
            ),
            "days_between": Field(
                tr("Working days until the next try"), self.days,
                tr("Counted in days on which the shop is open."),
            ),
        }  # fmt: skip
        self.body.addWidget(form_grid(*self.fields.values()))
        self.read()

    def read(self) -> None:
        """Show what is stored."""
        self._rules, self._version = followups.rules(self._desk)
        for field in self.fields.values():
            field.clear_error()
        self.hour.set_hour(self._rules.hour)
        self.minutes.set_value(str(self._rules.minutes))
        self.tries.set_value(str(self._rules.tries))
        self.days.set_value(str(self._rules.days_between))

    def values(self) -> object:
        """Return what the fields hold, to be compared with what is stored."""
        return self.hour.text(), self.minutes.number(), self.tries.number(), self.days.number()

    def wanted(self) -> FollowupRules:
        """Return what the fields say.

        Raises:
            BadInput: If something is missing or cannot be used.
        """
        hour = self.hour.hour()
        if hour is None:
            why = "not an hour" if self.hour.error() else "empty"
            raise BadInput("hour", why, self.hour.text())
        return replace(
            self._rules, hour=hour, minutes=_number("minutes", self.minutes),
            tries=_number("tries", self.tries), days_between=_number("days_between", self.days),
        )  # fmt: skip

    def save(self, wanted: FollowupRules) -> None:
        """Store it if it is new.

        Raises:
            ChangedMeanwhile: If somebody else stored it since it was read.
        """
        if wanted != self._rules:
            followups.save_rules(self._desk, wanted, self._version)


def _number(name: str, edit: DigitsEdit) -> int:
    found = edit.number()
    if found is None:
        raise BadInput(name, "empty")
    return found
