"""A bonus for an answer: what the programme gives for surveys and feedback."""

import uuid

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.rules import Bonus, Event
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import bonuses, club
from loyaldesk.services.desk import Desk
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label


class BonusDialog(Dialog):
    """Gives what an answer to a survey or other feedback brings."""

    def __init__(self, parent: QWidget, desk: Desk, member_id: int) -> None:
        super().__init__(parent, tr("Give a bonus"), primary=tr("Give it"))
        self._desk, self._member_id = desk, member_id
        self._key = f"bonus:{uuid.uuid4().hex}"
        self.outcome: bonuses.Awarded | None = None
        language = look().language
        self.what: Field[Choice[str]] = Field(
            tr("What for"),
            Choice(
                [
                    (
                        tr("{name}: {points} points").format(
                            name=one.name(language), points=fmt.number(one.points)
                        ),
                        one.event,
                    )
                    for one in offered(desk)
                ]
            ),
        )
        self.add(Label(tr("The points are booked at once and stand in the log."), "muted",
                       wrap=True), self.what)  # fmt: skip

    def submit(self) -> None:
        """Give it, or say why nothing is given."""
        try:
            given = bonuses.give(
                self._desk, self._member_id, self.what.widget.value() or "", key=self._key
            )
        except ClubError as error:
            show_on({"event": self.what}, error, self)
            return
        if given.why:
            self.what.set_error(
                tr("This member has had it as often as one may in a year.")
                if given.why == "enough"
                else tr("The programme gives no such bonus now.")
            )
            return
        self.outcome = given
        self.accept()


def offered(desk: Desk) -> list[Bonus]:
    """Return the bonuses an operator can give by hand today."""
    if not desk.may(Permission.POINTS_BONUS) or not desk.may(Permission.PROGRAMME_READ):
        return []
    rules, today = club.programme(desk), desk.today()
    return [
        bonus
        for event in (Event.SURVEY, Event.FEEDBACK)
        for bonus in bonuses.of_event(rules, event, today)[:1]
    ]
