"""Is the code on a day's paper still the code of that day: typed from paper, told in words."""

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import sealing
from loyaldesk.services.desk import Desk
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import lead, muted

LONGEST = 40


class DayCodeDialog(Dialog):
    """Takes day and code, and says whether they still belong together; stays open for the next."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(
            parent, tr("Check a day's code"), primary=tr("Check"), secondary=tr("Close"), width=480
        )
        self._desk = desk
        self.day = Field(tr("Day on the paper"), DateEdit(desk.today))
        self.day.widget.set_day(desk.today())
        edit = QLineEdit()
        edit.setMaxLength(LONGEST)
        lead(edit)
        self.code = Field(tr("Code on the paper"), edit)
        self.answer = Note("", "info")
        self.answer.hide()
        why = tr(
            "The page of the day ends with a code. As long as it fits, nobody changed the activity"
            " log, the sales and the points of that time since it was printed."
        )
        self.add(muted(why, wrap=True), self.day, self.code, self.answer)
        self.day.widget.day_changed.connect(self._forget)
        edit.textEdited.connect(self._forget)
        edit.setFocus()

    def submit(self) -> None:
        """Look for the code in the chain of that day."""
        self._forget()
        day = self.day.widget.day()
        try:
            if day is None:
                raise BadInput("day", "empty")
            found = sealing.check_code(self._desk, day, self.code.widget.text())
        except ClubError as error:
            show_on({"day": self.day, "code": self.code}, error, self)
            return
        self.answer.say(sealing.code_words(found), "ok" if found else "danger")
        self.answer.show()
        self.adjustSize()

    def _forget(self, *_given: object) -> None:
        self.answer.hide()
        self.set_error("")
        for field in (self.day, self.code):
            field.clear_error()
