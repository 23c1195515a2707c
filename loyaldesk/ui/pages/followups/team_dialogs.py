"""Small windows about operators: away, back again, skills and limit, handing everything over."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.care import LONGEST_NOTE, LONGEST_TAG, MOST_TAGS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import care, handing
from loyaldesk.services.care import AbsenceDraft, HandedOver, OperatorSkills
from loyaldesk.services.care_reading import AbsenceRow, ProfileRow
from loyaldesk.services.desk import Desk
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label, caption, lead
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall


class AbsenceDialog(Dialog):
    """Notes from when to when somebody is away, and who stands in.

    Args:
        parent: The page.
        hall: Where and who.
        operator_id: Who is away.
    """

    def __init__(self, parent: QWidget, hall: Hall, operator_id: int) -> None:
        self._profile = _profile(hall.desk, operator_id)
        title = tr("{name} is away").format(name=isolate(self._profile.name))
        super().__init__(parent, title, width=500)
        self._hall = hall
        desk = hall.desk
        self.first, self.last = DateEdit(desk.today), DateEdit(desk.today)
        self.first.set_day(desk.today())
        self.deputy: Choice[int | None] = Choice(
            [(tr("By rule"), None), *_others(desk, operator_id)]
        )
        self.deputy.set_value(self._profile.deputy_id)
        self.reason = _line(LONGEST_NOTE)
        self.fields: dict[str, Field[Any]] = {
            "from_on": Field(tr("First day"), self.first),
            "until_on": Field(tr("Last day"), self.last),
            "deputy": Field(tr("Who stands in"), self.deputy),
            "reason": Field(tr("Reason (may stay empty)"), self.reason),
        }
        days = row(self.fields["from_on"], self.fields["until_on"], spacing=M)
        hint = tr("What falls due in these days goes to who stands in, each on its day.")
        self.add(days, self.fields["deputy"], self.fields["reason"], caption(hint, wrap=True))

    def is_dirty(self) -> bool:
        """Return whether a last day or reason was typed."""
        return bool(self.last.text().strip() or self.reason.text().strip())

    def submit(self) -> None:
        """Note it, and say what moved already."""
        try:
            first, last = _day("from_on", self.first), _day("until_on", self.last)
            added = care.absence_add(
                self._hall.desk,
                AbsenceDraft(
                    self._profile.operator_id, first, last, self.deputy.value(),
                    self.reason.text(),
                ),
            )  # fmt: skip
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()
        said = trn(
            "Noted. {n} follow-up falls into these days; {moved} went over already.",
            "Noted. {n} follow-ups fall into these days; {moved} went over already.",
            added.falling,
        )
        self._hall.toasts.show(
            said.format(n=fmt.number(added.falling), moved=fmt.number(added.moved))
        )


class EndAbsenceDialog(Dialog):
    """Asks whether somebody is back."""

    def __init__(self, parent: QWidget, hall: Hall, absence: AbsenceRow) -> None:
        name = isolate(absence.operator)
        is_begun = absence.from_on <= hall.desk.today()
        title = tr("{name} is back again") if is_begun else tr("{name} will not be away")
        super().__init__(parent, title.format(name=name), primary=tr("Note it"), width=460)
        self._hall, self._absence = hall, absence
        text = tr("New follow-ups go to {name} again; those that went over stay where they are.")
        self.add(Label(text.format(name=name), wrap=True))

    def submit(self) -> None:
        """End the absence today."""
        try:
            care.absence_end(self._hall.desk, self._absence.id)
        except ClubError as error:
            show_on({}, error, self)
            return
        self.accept()
        self._hall.toasts.show(tr("The absence is ended."))


class SkillsDialog(Dialog):
    """What the rule of assignment knows of an operator."""

    def __init__(self, parent: QWidget, hall: Hall, operator_id: int) -> None:
        self._profile = profile = _profile(hall.desk, operator_id)
        super().__init__(parent, isolate(profile.name), width=520)
        self._hall = hall
        self.limit = DigitsEdit("number", most=3, name=tr("Follow-ups a day"))
        self.limit.set_value(str(profile.day_limit) if profile.day_limit else "")
        self.deputy: Choice[int | None] = Choice(
            [(tr("Nobody in particular"), None), *_others(hall.desk, operator_id)]
        )
        self.deputy.set_value(profile.deputy_id)
        self.team = _line(LONGEST_TAG)
        self.team.setText(profile.team)
        self.skills, self.languages = _line(_TAGS), _line(_TAGS)
        self.skills.setText(tr(", ").join(profile.skills))
        self.languages.setText(tr(", ").join(profile.languages))
        self.fields: dict[str, Field[Any]] = {
            "day_limit": Field(
                tr("Follow-ups a day"), self.limit,
                tr("Above it the rule gives them to somebody else; empty: no limit."),
            ),
            "deputy": Field(tr("Deputy"), self.deputy),
            "team": Field(tr("Group of operators"), self.team),
            "skills": Field(
                tr("Skills"), self.skills, tr("With commas between them: repairs, wholesale.")
            ),
            "languages": Field(
                tr("Languages"), self.languages, tr("With commas between them: Kurdish, English.")
            ),
        }  # fmt: skip
        two = row(self.fields["day_limit"], self.fields["deputy"], spacing=M)
        two.setStretch(0, 1)
        two.setStretch(1, 1)
        self.add(
            two, self.fields["skills"], self.fields["languages"], self.fields["team"]
        )  # fmt: skip
        self._stored = self._typed()

    def is_dirty(self) -> bool:
        """Return whether something was changed."""
        return self._typed() != self._stored

    def submit(self) -> None:
        """Store it."""
        limit, deputy, team, skills, languages = self._typed()
        wanted = OperatorSkills(limit, deputy, team, (skills,), (languages,))
        try:
            care.save_profile(
                self._hall.desk, self._profile.operator_id, wanted, self._profile.version
            )
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()
        self._hall.toasts.show(tr("Saved for {name}.").format(name=isolate(self._profile.name)))

    def _typed(self) -> tuple[int, int | None, str, str, str]:
        return (
            self.limit.number() or 0, self.deputy.value(), self.team.text(), self.skills.text(),
            self.languages.text(),
        )  # fmt: skip


class HandOverDialog(Dialog):
    """Hands everything of one operator to another, in one act, with a note."""

    def __init__(self, parent: QWidget, hall: Hall, operator_id: int) -> None:
        self._profile = _profile(hall.desk, operator_id)
        title = tr("Hand over everything of {name}").format(name=isolate(self._profile.name))
        super().__init__(parent, title, primary=tr("Hand over"), width=540)
        self._hall = hall
        self.handed: HandedOver | None = None
        plan = handing.plan(hall.desk, operator_id)
        requests = plan.total - plan.members - plan.followups - plan.complaints
        self.parts = {
            "members": _part(
                trn("{n} member", "{n} members", plan.members), plan.members
            ),
            "followups": _part(
                trn("{n} open follow-up", "{n} open follow-ups", plan.followups), plan.followups
            ),
            "complaints": _part(
                trn("{n} open complaint", "{n} open complaints", plan.complaints), plan.complaints
            ),
            "requests": _part(
                trn("{n} request or other record", "{n} requests and other records", requests),
                requests,
            ),
        }  # fmt: skip
        self.whom: Choice[int | None] = Choice(_others(hall.desk, operator_id))
        self.note = _line(LONGEST_NOTE)
        self.fields: dict[str, Field[Any]] = {
            "operator": Field(tr("To whom"), self.whom),
            "note": Field(
                tr("What the other must know"), self.note,
                tr("It stands with every member that goes over."),
            ),
        }  # fmt: skip
        self.add(self.fields["operator"], *self.parts.values(), self.fields["note"])
        self.primary.setEnabled(bool(plan.total) and self.whom.value() is not None)
        if not plan.total:
            self.add(Label(tr("There is nothing to hand over."), "muted", wrap=True))

    def is_dirty(self) -> bool:
        """Return whether a note was typed."""
        return bool(self.note.text().strip())

    def submit(self) -> None:
        """Hand it over."""
        ticked = {name: each.isChecked() for name, each in self.parts.items()}
        try:
            self.handed = care.hand_over(
                self._hall.desk, self._profile.operator_id, self.whom.value() or 0,
                self.note.text(), **ticked,
            )  # fmt: skip
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()


_TAGS = LONGEST_TAG * MOST_TAGS


def _profile(desk: Desk, operator_id: int) -> ProfileRow:
    return next(one for one in care.profiles(desk) if one.operator_id == operator_id)


def _others(desk: Desk, operator_id: int) -> list[tuple[str, int | None]]:
    return [
        (one.name, one.operator_id)
        for one in care.profiles(desk)
        if one.is_active and one.operator_id != operator_id
    ]


def _part(words: str, count: int) -> CheckBox:
    made = CheckBox(words.format(n=fmt.number(count)), checked=bool(count))
    made.setEnabled(bool(count))
    return made


def _day(name: str, edit: DateEdit) -> date:
    day = edit.day()
    if day is None:
        raise BadInput(name, "not a day" if edit.error() else "empty", edit.text())
    return day


def _line(most: int) -> QLineEdit:
    edit = QLineEdit()
    edit.setMaxLength(most)
    lead(edit)
    return edit
