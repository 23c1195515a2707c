"""The fields of a member's form: how each is shown, read, and put together in sections."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.members import is_company_id, is_national_id
from loyaldesk.kernel import fmt, phone
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import heading, lead
from loyaldesk.ui.kit.layout import L, M, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.member import names
from loyaldesk.ui.pages.member.suggest import Suggest
from loyaldesk.ui.parts.member_edit import MemberEdit


@dataclass(frozen=True)
class Entry:
    """One field of the form.

    Attributes:
        field: Its name, widget and error; for consent the box of ticks.
        read: What it says now, as the draft holds it.
        show: Shows a value of the draft.
        words: A value in words, to be compared with what somebody else stored.
    """

    field: Field[Any]
    read: Callable[[], Any]
    show: Callable[[Any], None]
    words: Callable[[Any], str]


class ConsentBox(QWidget):
    """A tick for each way to reach a member."""

    def __init__(self) -> None:
        super().__init__()
        self.ticks = {value: CheckBox(words) for words, value in names.channels()}
        line = row(*self.ticks.values(), None, spacing=L)
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)

    def given(self) -> frozenset[str]:
        """Return the ways the member agreed to."""
        return frozenset(value for value, tick in self.ticks.items() if tick.isChecked())

    def set_given(self, given: frozenset[str]) -> None:
        """Show what the member agreed to."""
        for value, tick in self.ticks.items():
            tick.setChecked(value in given)


def make_entries(desk: Desk, member_id: int) -> dict[str, Entry]:
    """Return every field of the form by its name in the draft, in the order of Tab."""
    entries = {
        "kind": _choice(tr("Kind"), names.kinds()),
        "honorific": _suggest(tr("Form of address"), names.honorifics()),
        "first_name": _line(tr("First name")),
        "last_name": _line(tr("Last name")),
        "company_name": _line(tr("Company name")),
        "national_id": _digits(tr("National ID"), "code", 11),
        "gender": _choice(tr("Gender"), [(tr("Not said"), ""), *names.genders()]),
        "mobile": _mobile(),
        "landline": _landline(),
        "email": _line(tr("E-mail"), is_latin=True),
        "address": _line(tr("Address")),
        "postal_code": _digits(tr("Postal code"), "code", 10),
        "birthday": _day(desk, tr("Birthday")),
        "wedding_on": _day(desk, tr("Wedding day")),
        "family": _line(tr("Family")),
        "sizes": _line(tr("Sizes")),
        "preferences": _line(tr("Likes and dislikes")),
        "tags": _tags(),
        "consent": _consent(),
        "preferred_channel": _choice(tr("Preferred channel"), [(tr("Any"), ""), *names.channels()]),
        "preferred_time": _choice(tr("Preferred time"), [(tr("Any"), ""), *names.times()]),
        "tone": _choice(tr("Tone"), [(tr("As usual"), ""), *names.tones()]),
        "source": _suggest(tr("How they came"), names.sources()),
        "referrer_id": _referrer(desk, member_id),
    }
    _check_national_id(entries)
    return entries


def sections(entries: dict[str, Entry]) -> QVBoxLayout:
    """Return the form: headings with two fields beside each other, some over the whole width."""
    layout = QVBoxLayout()
    layout.setSpacing(L)
    for title, lines in (
        (tr("Person or company"), (
            ("kind", "honorific"), ("first_name", "last_name"), ("company_name", "national_id"),
            ("gender", ""),
        )),
        (tr("How to reach them"), (
            ("mobile", "landline"), ("email", "postal_code"), ("address",),
        )),
        (tr("Days to remember"), (("birthday", "wedding_on"),)),
        (tr("What to know"), (("family", "sizes"), ("preferences",), ("tags",))),
        (tr("Messages"), (
            ("consent",), ("preferred_channel", "preferred_time"), ("tone", ""),
        )),
        (tr("Where they came from"), (("source", "referrer_id"),)),
    ):  # fmt: skip
        layout.addWidget(heading(title, 2))
        layout.addLayout(_grid(entries, lines))
    return layout


def _grid(entries: dict[str, Entry], lines: Iterable[tuple[str, ...]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(L)
    grid.setVerticalSpacing(M)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    for at, line in enumerate(lines):
        for place, name in enumerate(line):
            if name:
                grid.addWidget(entries[name].field, at, place, 1, 1 if len(line) > 1 else 2)
    return grid


def _line(label: str, *, is_latin: bool = False) -> Entry:
    edit = QLineEdit()
    if is_latin:
        edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    lead(edit)
    return _text_entry(label, edit)


def _suggest(label: str, answers: list[str]) -> Entry:
    return _text_entry(label, Suggest(answers))


def _text_entry(label: str, edit: QLineEdit) -> Entry:
    def show(text: str) -> None:
        edit.setText(text)
        edit.setCursorPosition(0)

    return Entry(Field(label, edit), edit.text, show, str)


def _digits(label: str, kind: str, most: int) -> Entry:
    edit = DigitsEdit(kind, most=most)
    return Entry(Field(label, edit), edit.value, edit.set_value, fmt.digits)


def _mobile() -> Entry:
    edit = DigitsEdit("phone")

    def show(mobile: str) -> None:
        edit.set_value(phone.national(mobile) if mobile.startswith("+") else mobile)

    return Entry(Field(tr("Mobile"), edit), edit.value, show, fmt.mobile)


def _landline() -> Entry:
    entry = _line(tr("Landline"), is_latin=True)
    edit: QLineEdit = entry.field.widget
    return Entry(
        entry.field,
        lambda: ascii_digits(edit.text()),
        lambda text: edit.setText(fmt.digits(text)),
        fmt.digits,
    )


def _day(desk: Desk, label: str) -> Entry:
    edit = DateEdit(desk.today, last=desk.today())
    return Entry(
        Field(label, edit), edit.day, edit.set_day, lambda day: fmt.day(day) if day else ""
    )


def _choice(label: str, options: list[tuple[str, str]]) -> Entry:
    choice: Choice[str] = Choice(options)
    known = [value for _words, value in options]

    def show(value: str) -> None:
        if value not in known:  # of another program: offered as it stands
            known.append(value)
            choice.set_options([*options, (value, value)])
        choice.set_value(value)

    def words(value: str) -> str:
        return next((text for text, each in options if each == value), value)

    return Entry(Field(label, choice), choice.value, show, words)


def _tags() -> Entry:
    edit = QLineEdit()
    lead(edit)

    def read() -> tuple[str, ...]:
        return tuple(tag.strip() for tag in re.split("[,،;؛]", edit.text()) if tag.strip())

    def words(tags: tuple[str, ...]) -> str:
        return tr(", ").join(tags)

    field = Field(tr("Tags"), edit, tr("Separate them with commas."))
    return Entry(field, read, lambda tags: edit.setText(words(tags)), words)


def _consent() -> Entry:
    box = ConsentBox()
    field = Field(tr("Agrees to be reached by"), box)

    def words(given: frozenset[str]) -> str:
        return tr(", ").join(text for text, value in names.channels() if value in given)

    return Entry(field, box.given, box.set_given, words)


def _referrer(desk: Desk, member_id: int) -> Entry:
    edit = MemberEdit(desk, member_id)
    other = MemberEdit(desk, member_id)
    other.hide()

    def words(id_: int | None) -> str:
        other.set_member(id_)
        return other.text()

    field = Field(tr("Brought by"), edit)
    other.setParent(field)
    return Entry(field, edit.member_id, edit.set_member, words)


def _check_national_id(entries: dict[str, Entry]) -> None:
    """Warn of a slip of the key as soon as the number is left, not only when all is saved."""
    entry, kind = entries["national_id"], entries["kind"]
    edit: DigitsEdit = entry.field.widget

    def look() -> None:
        typed = edit.value()
        is_right = (
            is_company_id(typed)
            if kind.read() == "company"
            else is_national_id(typed.zfill(10) if len(typed) >= 8 else typed)
        )
        wrong = bool(typed) and not is_right
        entry.field.set_error(
            tr("This number has a wrong digit; please check it.") if wrong else ""
        )

    edit.editingFinished.connect(look)
    kind.field.widget.chosen.connect(look)
