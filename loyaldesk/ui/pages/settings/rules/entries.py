"""One thing to fill in: its field on the page, how its value is read and shown, what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.basket import PIECE
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.money import RIAL_PER
from loyaldesk.kernel.persian import ascii_digits, clean
from loyaldesk.services.explain_words import pieces
from loyaldesk.services.rule_words import clock
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.many_of import ManyOf
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.toggles import CheckBox, Segments

NOTHING = "\u2013"


@dataclass(slots=True)
class Entry:
    """One thing to fill in.

    Attributes:
        name: Its key in the document.
        shown: What stands on the page: a `Field`, or a tick with its words.
        read: Returns what was filled in.
        show: Shows a value.
        signals: Told when something is filled in.
        wrong: Returns why it cannot be read: a code of `services.words`, or empty.
        words: Says a value in a few words.
        needs: Whether it is asked for, by the values of the others.
    """

    name: str
    shown: QWidget
    read: Callable[[], Any]
    show: Callable[[Any], object]
    signals: Sequence[Any]
    wrong: Callable[[], str] = field(default=lambda: "")
    words: Callable[[Any], str] = field(default=lambda value: str(value or NOTHING))
    needs: Callable[[dict[str, Any]], bool] | None = None

    @property
    def label(self) -> str:
        """What it is called on the page."""
        if isinstance(self.shown, Field):
            return self.shown.label.text()
        return self.shown.accessibleName()

    def only_if(self, needs: Callable[[dict[str, Any]], bool]) -> "Entry":
        """Ask for it only while *needs* says so of the values of the others."""
        self.needs = needs
        return self


def money(name: str, label: str, hint: str = "", *, empty: int | None = None) -> Entry:
    """Return an entry for an amount; an *empty* field is nothing where that is allowed (0)."""
    edit = AmountEdit()
    unit = fmt.unit_name()
    return Entry(
        name, Field(f"{label} ({unit})", edit, hint),
        lambda: empty if edit.amount_rial() is None else edit.amount_rial(),
        lambda value: edit.set_amount(value if value or empty is None else None),
        (edit.changed,),
        lambda: "empty" if edit.amount_rial() is None and empty is None else "",
        lambda value: fmt.amount(value) if value or empty is None else NOTHING,
    )  # fmt: skip


def number(
    name: str, label: str, hint: str = "", *, most: int = 7, optional: bool = False,
    zero_is_empty: bool = False,
) -> Entry:  # fmt: skip
    """Return an entry for a whole number.

    With *optional* an empty field is None; with *zero_is_empty* it is 0, and 0 is shown empty.
    """
    edit = DigitsEdit("number", most=most)
    none = 0 if zero_is_empty else None

    def show(value: int | None) -> None:
        edit.set_value("" if value is None or (zero_is_empty and not value) else str(value))

    return Entry(
        name, Field(label, edit, hint),
        lambda: none if edit.number() is None else edit.number(), show, (edit.changed,),
        lambda: "" if optional or zero_is_empty or edit.number() is not None else "empty",
        lambda value: NOTHING if value is None or (zero_is_empty and not value)
        else fmt.number(value),
    )  # fmt: skip


def much(
    name: str, label: str, is_money: Callable[[], bool], *, optional: bool = False
) -> Entry:  # fmt: skip
    """Return an entry for points, or for money in the unit in use where *is_money* says so."""
    edit = DigitsEdit("number", most=12)

    def unit() -> int:
        return RIAL_PER[look().unit] if is_money() else 1

    return Entry(
        name, Field(label, edit),
        lambda: None if edit.number() is None else (edit.number() or 0) * unit(),
        lambda value: edit.set_value("" if value is None else str(value // unit())),
        (edit.changed,), lambda: "" if optional or edit.number() is not None else "empty",
    )  # fmt: skip


def quantity(name: str, label: str, hint: str = "", *, empty: int | None = None) -> Entry:
    """Return an entry for pieces, kept in thousandths: ``2`` or ``1.25``."""
    edit = QLineEdit()
    edit.setMaxLength(12)
    lead(edit)

    def typed() -> int | None:
        text = ascii_digits(edit.text()).replace("٫", ".").replace("/", ".").replace("٬", "")
        whole, _, rest = text.replace(",", "").strip().partition(".")
        if not (whole + rest).isdigit() or len(rest) > 3 or len(whole) > 7:
            return None
        return int(whole or 0) * PIECE + int(f"{rest:0<3}")

    def wrong() -> str:
        if not edit.text().strip():
            return "empty" if empty is None else ""
        return "" if typed() is not None else "not a number"

    return Entry(
        name, Field(label, edit, hint),
        lambda: empty if typed() is None else typed(),
        lambda value: edit.setText(pieces(value) if value or empty is None else ""),
        (edit.textChanged,), wrong,
    )  # fmt: skip


def flag(name: str, words: str) -> Entry:
    """Return an entry that is on or off."""
    tick = CheckBox(words)
    return Entry(
        name, tick, tick.isChecked, tick.setChecked, (tick.toggled,),
        words=lambda value: tr("yes") if value else tr("no"),
    )  # fmt: skip


def choice(name: str, label: str, options: Sequence[tuple[str, Any]], hint: str = "") -> Entry:
    """Return an entry for one of several words."""
    box: Choice[Any] = Choice(options, label)
    return Entry(
        name, Field(label, box, hint), box.value, box.set_value, (box.currentIndexChanged,),
        words=_option_words(options),
    )  # fmt: skip


def segments(name: str, label: str, options: Sequence[tuple[str, Any]], hint: str = "") -> Entry:
    """Return an entry for one of two or three words that stand beside each other."""
    bar: Segments[Any] = Segments(options, label)
    return Entry(
        name, Field(label, bar, hint), bar.value, bar.set_value, (bar.chosen,),
        words=_option_words(options),
    )  # fmt: skip


def _option_words(options: Sequence[tuple[str, Any]]) -> Callable[[Any], str]:
    return lambda value: next((words for words, one in options if one == value), str(value))


def text(name: str, label: str, hint: str = "", *, most: int = 80, empty: bool = True) -> Entry:
    """Return an entry for a text."""
    edit = QLineEdit()
    edit.setMaxLength(most)
    lead(edit)
    return Entry(
        name, Field(label, edit, hint), lambda: clean(edit.text()), edit.setText,
        (edit.textChanged,), lambda: "" if empty or clean(edit.text()) else "empty",
    )  # fmt: skip


def both_names() -> tuple[Entry, Entry]:
    """Return entries for a name in both languages, the reader's own first."""
    hint = tr("One name does for both languages.")
    fa, en = ("name_fa", tr("Name in Persian")), ("name_en", tr("Name in English"))
    first, second = (fa, en) if look().language == "fa" else (en, fa)
    return text(*first, hint), text(*second)


def names(name: str, label: str, hint: str = "", *, read: Any = clean, words: Any = str) -> Entry:
    """Return an entry for several names with commas between them.

    Args:
        name: Its key.
        label: What the names are.
        hint: Said below.
        read: Makes a name out of what was typed; ValueError with a code refuses it.
        words: Shows a name.
    """
    edit = QLineEdit()
    lead(edit)

    def parts() -> list[str]:
        plain = edit.text().replace("،", ",").replace("؛", ",").replace(";", ",")
        return [part.strip() for part in plain.split(",") if part.strip()]

    def typed() -> tuple[str, ...]:
        found: list[str] = []
        for part in parts():
            try:
                found.append(read(part))
            except ValueError:
                continue
        return tuple(dict.fromkeys(one for one in found if one))

    def wrong() -> str:
        for part in parts():
            try:
                read(part)
            except ValueError as why:
                return str(why)
        return ""

    def show(values: Sequence[str]) -> None:
        edit.setText(tr(", ").join(words(value) for value in values))

    return Entry(name, Field(label, edit, hint), typed, show, (edit.textChanged,), wrong)


def several(name: str, label: str, options: Sequence[tuple[str, str]], hint: str = "") -> Entry:
    """Return an entry for any of a few words."""
    chips = ManyOf(options, label)
    return Entry(name, Field(label, chips, hint), chips.values, chips.set_values, (chips.changed,))


def day(name: str, label: str, today: Callable[[], date], hint: str = "") -> Entry:
    """Return an entry for a day or none."""
    edit = DateEdit(today)
    return Entry(
        name, Field(label, edit, hint), edit.day, edit.set_day,
        (edit.day_changed, edit.textChanged), lambda: "not a day" if edit.error() else "",
        lambda value: fmt.day(value) if value else NOTHING,
    )  # fmt: skip


def hour(name: str, label: str, hint: str = "") -> Entry:
    """Return an entry for a time of day or none."""
    edit = QLineEdit()
    edit.setMaxLength(8)
    lead(edit)

    def typed() -> time | None:
        plain = ascii_digits(edit.text()).strip().replace(".", ":").replace("/", ":")
        if not plain:
            return None
        hours, _, minutes = plain.partition(":")
        if len(plain) == 4 and plain.isdigit():
            hours, minutes = plain[:2], plain[2:]
        return time(int(hours), int(minutes or 0))

    def read() -> time | None:
        try:
            return typed()
        except ValueError:
            return None

    def wrong() -> str:
        try:
            typed()
        except ValueError:
            return "not a time"
        return ""

    return Entry(
        name, Field(label, edit, hint), read,
        lambda value: edit.setText(clock(value) if value else ""), (edit.textChanged,), wrong,
    )  # fmt: skip
