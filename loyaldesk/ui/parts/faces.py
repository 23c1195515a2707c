"""How somebody felt, on five faces with their words, each taken by its digit."""

from PySide6.QtCore import QSize

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import Button
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.icons import icon_before_words

ICONS = ("mood-upset", "mood-sad", "mood-empty", "mood-smile", "mood-happy")
FACE = 20


def face_name(feeling: int) -> str:
    """Return how somebody felt, from 1 to 5, in a word or two."""
    names = (
        tr("Very unhappy"), tr("Unhappy"), tr("So-so"), tr("Happy"), tr("Very happy"),
    )  # fmt: skip
    return names[min(max(feeling, 1), 5) - 1]


class Faces(DigitChoice[int]):
    """Five faces from very unhappy to very happy; choosing the same again lets it go."""

    def __init__(self) -> None:
        names = [(face_name(feeling), feeling) for feeling in range(1, 6)]
        super().__init__(names, tr("Feeling"), columns=5)
        self._before: int | None = None
        for made, name in zip(self.findChildren(Button), ICONS, strict=True):
            made.setIcon(icon_before_words(name, "ink", FACE, 5))
            made.setIconSize(QSize(FACE + 5, FACE))
        self.chosen.connect(self._on_chosen)

    def set_value(self, value: int | None) -> None:
        """Choose a feeling without telling; None: it is not known."""
        super().set_value(value)
        self._before = value

    def _on_chosen(self, value: int) -> None:
        self.set_value(None if value == self._before else value)
