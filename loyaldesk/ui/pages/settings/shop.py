"""The shop: its name and logo, money and time, the receipt, habits at the counter."""

from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club, staff
from loyaldesk.ui import errors
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption, lead
from loyaldesk.ui.kit.layout import Item, box, card, column
from loyaldesk.ui.kit.search_choice import SearchChoice
from loyaldesk.ui.kit.toggles import CheckBox, Segments
from loyaldesk.ui.pages.settings.logo import LogoPicker
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section, form_grid
from loyaldesk.ui.parts.hall import Hall

FOOT_LINES = 3


class ShopSection(Section):
    """What the whole club shares and the owner decides."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Shop"),
            tr("What members read on papers, and how the counter behaves on every computer."),
        )  # fmt: skip
        self._facts = club.facts(hall.desk)
        self._make_fields()
        self._lay_out()
        bar = self.add_bar(self._values, self.save, self._show_stored)
        bar.watch(
            self.logo, self.name, self.phone, self.unit, self.zone, self.language, *self.lines,
            self.print_each, self.print_service, self.lock_after, self.clear_after, self.session,
            self.sign_in,
        )  # fmt: skip
        self._show_stored()
        if not hall.desk.may(Permission.SHOP_EDIT):
            bar.lock()
            self.say_locked(Permission.SHOP_EDIT)

    def focus_first(self) -> None:
        """Begin at the name."""
        self.name.setFocus()

    def show_again(self) -> None:
        """Read the club again unless something was typed."""
        if not self.is_dirty:
            self._facts = club.facts(self.hall.desk)
            self._show_stored()

    def save(self) -> None:
        """Store the shop's facts, or say under its field what cannot be used."""
        try:
            settings = replace(
                self._facts.settings,
                idle_lock_minutes=_needed("idle_lock_minutes", self.lock_after),
                clear_member_seconds=_needed("clear_member_seconds", self.clear_after),
                session_hours=_needed("session_hours", self.session),
                sign_in=self.sign_in.isChecked(),
                receipt_lines=tuple(line.text() for line in self.lines),
                print_receipt=self.print_each.isChecked(),
                phone=self.phone.text(),
                print_service=self.print_service.isChecked(),
            )
            club.change_shop(
                self.hall.desk, shop=self.name.text(), unit=self.unit.value(),
                zone=self.zone.value(), language=self.language.value(),
                logo=self.logo.content(), settings=settings, version=self._facts.version,
            )  # fmt: skip
        except ClubError as error:
            errors.show_on(self._fields, error, self)
            return
        self._facts = club.facts(self.hall.desk)
        self._show_stored()
        self.hall.toasts.show(tr("The shop's settings are saved."))

    def _make_fields(self) -> None:
        self.logo = LogoPicker()
        self.name = _line(tr("Shop name"), 120)
        self.phone = _line(tr("Telephone of the shop"), 60)
        self.unit: Segments[str] = Segments(
            [(tr("Toman"), "toman"), (tr("Rial"), "rial")], tr("Money unit")
        )
        self.language: Segments[str] = Segments(
            [(tr("Persian"), "fa"), (tr("English"), "en")], tr("Language of papers")
        )
        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        self.zone = SearchChoice(zones, tr("Time zone"))
        self.lines = [
            _line(tr("Line {n}").format(n=fmt.number(number + 1)), 120)
            for number in range(FOOT_LINES)
        ]
        self.print_each = CheckBox(tr("Print a receipt after each sale"))
        self.print_service = CheckBox(tr("With telephone and our promises"))
        self.lock_after = DigitsEdit("number", most=2, name=tr("Lock the screen after (minutes)"))
        self.session = DigitsEdit("number", most=2, name=tr("Sign in again after (hours)"))
        self.clear_after = DigitsEdit("number", most=3, name=tr("Clear the member after (seconds)"))
        self.sign_in = CheckBox(tr("Ask for the PIN when the program starts"))
        self._fields: dict[str, Field[Any]] = {
            "logo": Field(tr("Logo"), self.logo),
            "shop": Field(tr("Shop name"), self.name),
            "phone": Field(
                tr("Telephone of the shop"), self.phone,
                tr("Members are told it in answers; it stands on papers for them."),
            ),
            "unit": Field(
                tr("Money unit"), self.unit, tr("Amounts are shown and typed in this unit.")
            ),
            "language": Field(
                tr("Language of papers"), self.language,
                tr("Of receipts, cards and reports nobody asked for in another language."),
            ),
            "zone": Field(
                tr("Time zone"), self.zone, tr("Type a part of the name, such as the city.")
            ),
            "idle_lock_minutes": Field(
                tr("Lock the screen after (minutes)"), self.lock_after,
                tr("{first} to {last} without a key.").format(
                    first=fmt.number(1), last=fmt.number(60)
                ),
            ),
            "clear_member_seconds": Field(
                tr("Clear the member after (seconds)"), self.clear_after,
                tr("{first} to {last}; the next buyer does not see the one before.").format(
                    first=fmt.number(10), last=fmt.number(600)
                ),
            ),
        }  # fmt: skip
        self._fields["session_hours"] = Field(
            tr("Sign in again after (hours)"), self.session,
            tr("{first} to {last}, however busy the till is; the basket is kept.").format(
                first=fmt.number(1), last=fmt.number(24)
            ),
        )  # fmt: skip
        self._foot = Field(tr("Lines at the foot of the receipt"), self.lines[0])
        self._fields["receipt_lines"] = self._foot

    def _lay_out(self) -> None:
        fields = self._fields
        self._sign_in_hint = caption("", wrap=True)
        self.fill(
            card(form_grid(fields["shop"], fields["phone"], fields["logo"]), title=tr("The shop")),
            card(
                form_grid(fields["unit"], fields["zone"], fields["language"]),
                title=tr("Money, time and language"),
            ),
            card(
                form_grid(
                    _stacked(self._foot, *self.lines[1:]),
                    _stacked(
                        self.print_each,
                        caption(
                            tr("Without it a receipt is printed with the key shown after a sale."),
                            wrap=True,
                        ),
                        self.print_service,
                    ),
                ),
                title=tr("The receipt"),
            ),
            card(
                form_grid(
                    fields["idle_lock_minutes"],
                    fields["session_hours"],
                    fields["clear_member_seconds"],
                ),
                self.sign_in,
                self._sign_in_hint,
                title=tr("At the counter"),
            ),
        )

    def _values(self) -> object:
        return (
            self.name.text(), self.phone.text(), self.logo.content(), self.unit.value(),
            self.zone.value(), self.language.value(), tuple(line.text() for line in self.lines),
            self.print_each.isChecked(), self.print_service.isChecked(), self.lock_after.number(),
            self.clear_after.number(), self.session.number(), self.sign_in.isChecked(),
        )  # fmt: skip

    def _show_stored(self) -> None:
        facts, habits = self._facts, self._facts.settings
        self.set_error("")
        for field in self._fields.values():
            field.clear_error()
        self.logo.set_content(facts.logo)
        self.name.setText(facts.shop)
        self.phone.setText(habits.phone)
        self.unit.set_value(facts.unit)
        self.zone.set_value(facts.zone)
        self.language.set_value(facts.language)
        for number, line in enumerate(self.lines):
            texts = habits.receipt_lines
            line.setText(texts[number] if number < len(texts) else "")
        self.print_each.setChecked(habits.print_receipt)
        self.print_service.setChecked(habits.print_service)
        self.lock_after.set_value(str(habits.idle_lock_minutes))
        self.clear_after.set_value(str(habits.clear_member_seconds))
        self.session.set_value(str(habits.session_hours))
        self._show_sign_in(is_asked=habits.sign_in)
        if self.bar is not None:
            self.bar.begin()

    def _show_sign_in(self, *, is_asked: bool) -> None:
        """A shop with one operator may do without; with several everybody signs in."""
        is_alone = len(staff.who_can_sign_in(self.hall.desk.db)) <= 1
        self.sign_in.setChecked(is_asked or not is_alone)
        self.sign_in.setEnabled(is_alone and self.hall.desk.may(Permission.SHOP_EDIT))
        self._sign_in_hint.setText(
            tr("Without it the owner is at work as soon as the program is open.")
            if is_alone
            else tr("Several operators work here, so the PIN is always asked for.")
        )


def _line(name: str, most: int) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setMaxLength(most)
    lead(line)
    return line


def _stacked(*items: Item) -> QWidget:
    return box(column(*items, None))


def _needed(name: str, edit: DigitsEdit) -> int:
    number = edit.number()
    if number is None:
        raise BadInput(name, "empty")
    return number
