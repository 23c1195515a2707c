"""Appearance: language, colours and calendar of this computer, changed at once."""

from PySide6.QtCore import QTimer

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, muted
from loyaldesk.ui.kit.layout import L, card, hairline
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section
from loyaldesk.ui.parts.hall import Hall

EXAMPLE_RIAL = 12_500_000


class AppearanceSection(Section):
    """Nothing to save here: what is chosen holds at once."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Appearance"),
            tr("For this computer only. What you choose holds at once."),
        )  # fmt: skip
        settings = machine.settings
        self.language: Segments[str] = Segments(
            [("فارسی", "fa"), ("English", "en")], tr("Language")
        )
        self.theme: Segments[str] = Segments(
            [(tr("As in Windows"), "system"), (tr("Light"), "light"), (tr("Dark"), "dark")],
            tr("Theme"),
        )
        self.calendar: Segments[str] = Segments(
            [(tr("As the language"), ""), (tr("Jalali"), "jalali"), (tr("Gregorian"), "gregorian")],
            tr("Calendar"),
        )
        self.language.set_value(settings.language)
        self.theme.set_value(settings.theme)
        self.calendar.set_value(settings.calendar)
        self.language.chosen.connect(lambda value: self._save(language=value))
        self.theme.chosen.connect(lambda value: self._save(theme=value))
        self.calendar.chosen.connect(lambda value: self._save(calendar=value))
        today = hall.desk.today()
        money = fmt.amount_with_unit(EXAMPLE_RIAL)
        example = f"{fmt.long_day(today)}    {fmt.day(today)}    {money}"
        self.fill(
            card(
                Field(tr("Language"), self.language),
                Field(tr("Theme"), self.theme, tr("“As in Windows” follows the system.")),
                Field(
                    tr("Calendar"), self.calendar,
                    tr("Days are stored the same way in both; only what you see changes."),
                ),
                hairline(), muted(tr("This is how it looks:")), Label(example, wrap=True),
                spacing=L,
            )
        )  # fmt: skip

    def focus_first(self) -> None:
        """Begin at the language."""
        self.language.setFocus()

    def _save(self, **changed: str) -> None:
        # The window is built anew: not before the button has finished its click.
        QTimer.singleShot(0, self, lambda: self.machine.save(**changed))
