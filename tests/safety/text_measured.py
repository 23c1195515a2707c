"""S2: every hostile text against every way out of the program, counted."""

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtWidgets import QApplication

from loyaldesk.kernel.look import Look, set_look
from loyaldesk.ui import theme
from tests.safety import text_screen, text_sinks
from tests.safety.hostile import TEXTS, strings
from tests.safety.registry import Figure, Scale, measured
from tests.safety.small_club import founded


@measured("S2", goal="200 hostile texts x every way out: 0 taken for anything but text")
def interpretations(scale: Scale) -> Figure:
    """Every text in every sink and every widget of the kit; every fourth widget every day."""
    image = scale.folder / "secret.png"
    Image.new("RGB", (300, 200), (255, 0, 0)).save(image)
    texts = strings(image)
    wrong = [*_wrong_sinks(texts, scale), *_wrong_widgets(texts, scale)]
    count = len(text_sinks.SINKS) + len(text_screen.WIDGETS)
    told = f"{len(TEXTS)} texts x {count} ways out: {len(wrong)} interpreted"
    return Figure("; ".join([told, *wrong[:3]]), is_reached=not wrong)


def _wrong_sinks(texts: list[str], scale: Scale) -> Iterator[str]:
    desk = founded(scale.folder / "shop.club")
    for n, (name, leave) in enumerate(text_sinks.SINKS.items()):
        room = scale.folder / f"sink{n}"
        room.mkdir()
        try:
            leave(texts, text_sinks.Room(room, scale.is_long, desk))
        except Exception as error:  # noqa: BLE001  # counted
            yield f"{name}: {type(error).__name__}"
    desk.db.close()


def _wrong_widgets(texts: list[str], scale: Scale) -> Iterator[str]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    set_look(Look())
    theme.apply(app, "light", Look())
    for name, text in text_screen.every_pair(texts, scale.of(4, 1)):
        try:
            text_screen.show(name, text if scale.is_long else text[:400], draw=scale.is_long)
        except AssertionError:
            yield f"{name}: {text[:30]!r}"
    text_screen.settle()


@measured("S10", goal="100,000 acts of a monkey with faults: 0 unhandled, 0 lost baskets")
def monkey(scale: Scale) -> Figure:
    """Every day as many as fit into 15 seconds of work, at most 1,500."""
    from tests.safety.monkey import rampage

    found = rampage(
        scale.folder, scale.chance("monkey"), scale.of(1_500, 100_000), scale.of(15, 12_000)
    )
    crashes = sum(found.crashes.values())
    told = f"{found.count:,} acts: {crashes} unhandled, {len(found.lost)} lost baskets"
    return Figure(
        "; ".join([told, *list(found.crashes)[:3]]), is_reached=not crashes and not found.lost
    )
