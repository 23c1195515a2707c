"""The first leaf of the editor: names, and what sets the playbook off with its figures."""

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.complaints import CATEGORIES, LEAST_SEVERITY, MOST_SEVERITY
from loyaldesk.domain.playbook_check import LONGEST_ABOUT, LONGEST_NAME, MOST_DAYS, MOST_FACTOR
from loyaldesk.domain.playbooks import SOURCES, USED, Kind, Playbook, Trigger
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import complaint_words, playbook_words
from loyaldesk.services.playbook_reading import Choices
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import L
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.pages.playbooks.form import Fields, Grid, Ticks, languages, written_in

USUAL_DAYS = {
    Kind.DAYS_AFTER: 30, Kind.SILENCE: 60, Kind.TIER_FALL: 30, Kind.POINTS_EXPIRING: 14,
    Kind.PROMISED_DATE: 2,
}  # fmt: skip
"""Offered when a kind is chosen; feasts are told on the day itself."""

MOST_COUNT, MOST_POINTS = 10_000, 10**9
USUAL_COUNT, USUAL_POINTS = 3, 100


class TriggerForm(QWidget):
    """Names, and what sets the playbook off.

    Args:
        choices: What this shop can name.
    """

    amended = Signal()

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self._names = choices.tier_names(look().language)
        self.fields: Fields = {}
        for code in languages():
            self._text(f"name_{code}", _name_words(code), LONGEST_NAME, code)
        for code in languages():
            self._text(f"about_{code}", _about_words(code), LONGEST_ABOUT, code)
        self.kind: Choice[str] = Choice([(playbook_words.kind(k), str(k)) for k in Kind])
        self.fields["trigger kind"] = Field(tr("What sets it off"), self.kind)
        self._figures(choices)
        self.sentence = Note("", "info", icon_name="bolt")
        head, self._grid = Grid(), Grid()
        head.lay([f for name, f in self.fields.items() if not name.startswith("trigger")])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, L, 0, 0)
        layout.setSpacing(L)
        layout.addWidget(head)
        layout.addWidget(self._grid)
        layout.addWidget(self.sentence)
        layout.addStretch(1)
        self.kind.chosen.connect(self._on_kind)
        self._lay()

    def fill(self, book: Playbook) -> None:
        """Show the names and the trigger of a playbook."""
        for name in ("name_fa", "name_en", "about_fa", "about_en"):
            self.fields[name].widget.setText(getattr(book, name))
            self.fields[name].widget.setCursorPosition(0)
        asked = book.trigger
        self.kind.set_value(str(asked.kind))
        used = USED.get(asked.kind, ())
        usual = {"count": USUAL_COUNT, "points": USUAL_POINTS}
        for each in fields(Trigger):
            if each.name == "kind":
                continue
            value = getattr(asked, each.name)
            if each.name not in used:
                value = usual.get(each.name, value)
            _set(self._widget(each.name), value)
        self._lay()

    def applied(self, book: Playbook) -> Playbook:
        """Return *book* with the names and the trigger as they stand here."""
        names: dict[str, Any] = {
            name: self.fields[name].widget.text()
            for name in ("name_fa", "name_en", "about_fa", "about_en")
        }
        return replace(book, trigger=self.trigger(), **names)

    def trigger(self) -> Trigger:
        """Return the trigger as it stands here; figures it does not use stay as usual."""
        kind = self.kind.value() or str(Kind.PURCHASE)
        values: dict[str, Any] = {name: _get(self._widget(name)) for name in USED[kind]}
        return Trigger(kind, **values)

    # inside

    def _text(self, name: str, words: str, most: int, language: str) -> None:
        line = QLineEdit()
        line.setMaxLength(2 * most)
        written_in(language, line)
        self.fields[name] = Field(words, line)
        line.textEdited.connect(lambda _text: self.amended.emit())

    def _figures(self, choices: Choices) -> None:
        language = look().language
        tiers = [(tr("Any higher tier"), ""), *((t.name(language), t.code) for t in choices.tiers)]
        categories = [
            (tr("Any complaint"), ""),
            *((complaint_words.category_name(code), code) for code in CATEGORIES),
        ]
        severities = [
            (complaint_words.severity_name(n), n) for n in range(LEAST_SEVERITY, MOST_SEVERITY + 1)
        ]
        feelings = [
            (tr("Very unhappy"), 1), (tr("Unhappy or worse"), 2), (tr("Neither, or worse"), 3),
            (tr("All but delighted"), 4),
        ]  # fmt: skip
        sources = {
            "promise": tr("A promise of ours"), "occasion": tr("An occasion order"),
            "agreement": tr("A contract, service or warranty"),
        }  # fmt: skip
        made: dict[str, tuple[str, QWidget]] = {
            "days": (tr("Days"), CountEdit(0, MOST_DAYS)),
            "group": (tr("Group of goods, empty for any"), QLineEdit()),
            "product": (tr("Code of the goods, empty for any"), QLineEdit()),
            "min_rial": (tr("Least amount, empty for any"), AmountEdit()),
            "count": (tr("How many purchases"), CountEdit(2, MOST_COUNT)),
            "tier": (tr("Which tier"), Choice(tiers)),
            "points": (tr("At least so many points"), CountEdit(1, MOST_POINTS)),
            "factor": (tr("Times their usual gap"), CountEdit(1, MOST_FACTOR)),
            "category": (tr("About what"), Choice(categories)),
            "severity": (tr("At least so grave"), Choice(severities)),
            "feeling": (tr("At most so content"), Choice(feelings)),
            "sources": (
                tr("Whose day comes near"), Ticks([(sources[code], code) for code in SOURCES])
            ),
        }  # fmt: skip
        for name, (words, widget) in made.items():
            self.fields[f"trigger {name}"] = Field(words, widget)
            _on_change(widget, self._on_edited)

    def _widget(self, name: str) -> QWidget:
        widget: QWidget = self.fields[f"trigger {name}"].widget
        return widget

    def _on_kind(self, kind: str) -> None:
        if "days" in USED[kind]:
            _set(self._widget("days"), USUAL_DAYS.get(Kind(kind), 0))
        self._lay()
        self.amended.emit()

    def _lay(self) -> None:
        used = USED[self.kind.value() or Kind.PURCHASE]
        wanted = ["trigger kind", *(f"trigger {name}" for name in used)]
        for name, each in self.fields.items():
            if name.startswith("trigger") and name not in wanted:
                each.hide()
        self._grid.lay([self.fields[name] for name in wanted])
        self._say()

    def _on_edited(self) -> None:
        self._say()
        self.amended.emit()

    def _say(self) -> None:
        self.sentence.say(playbook_words.trigger(self.trigger(), self._names), "info")


def _name_words(language: str) -> str:
    return tr("Name in Persian") if language == "fa" else tr("Name in English")


def _about_words(language: str) -> str:
    if language == "fa":
        return tr("What it is good for, in Persian")
    return tr("What it is good for, in English")


def _get(widget: QWidget) -> Any:
    match widget:
        case CountEdit():
            return widget.value()
        case AmountEdit():
            return widget.amount_rial() or 0
        case Choice():
            return widget.value()
        case Ticks():
            return widget.codes()
        case QLineEdit():
            return widget.text().strip()
    raise TypeError(type(widget).__name__)


def _set(widget: QWidget, value: Any) -> None:
    match widget:
        case CountEdit():
            widget.setValue(value)
        case AmountEdit():
            widget.set_amount(value or None)
        case Choice():
            widget.set_value(value)
        case Ticks():
            widget.set_codes(value)
        case QLineEdit():
            widget.setText(value)


def _on_change(widget: QWidget, act: Any) -> None:
    match widget:
        case CountEdit():
            widget.valueChanged.connect(lambda _value: act())
        case Choice():
            widget.chosen.connect(lambda _value: act())
        case Ticks():
            for code in SOURCES:
                widget.box(code).toggled.connect(lambda _on: act())
        case QLineEdit():
            widget.textChanged.connect(lambda _text: act())
