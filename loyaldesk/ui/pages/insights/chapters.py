"""What the page of statistics holds: chapters of parts, named before any of it is made."""

from collections.abc import Callable
from dataclasses import dataclass

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is looked at.

    Attributes:
        key: What the page calls it.
        title: Its words.
        needs: Any one of these rights; empty: who may see the page may see it.
    """

    key: str
    title: str
    needs: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One tab: its title, and the parts in it that an operator may see."""

    title: str
    parts: tuple[Part, ...]


def chapters(may: Callable[[Permission], bool]) -> list[Chapter]:
    """Return the chapters in order with what this operator may see of each."""
    found = []
    for chapter in _all():
        parts = tuple(p for p in chapter.parts if not p.needs or any(map(may, p.needs)))
        if parts:
            found.append(Chapter(chapter.title, parts))
    return found


def titles(may: Callable[[Permission], bool]) -> tuple[str, ...]:
    """Return everything that can be opened by its name: the chapters, then their parts."""
    found = chapters(may)
    names = [c.title for c in found] + [p.title for c in found for p in c.parts]
    return tuple(dict.fromkeys(names))


def _all() -> tuple[Chapter, ...]:
    letgo = (Permission.LETGO_PROPOSE, Permission.LETGO_DECIDE)
    return (
        _single("overview", tr("Overview")),
        _single("keeping", tr("Staying and leaving")),
        Chapter(
            tr("Value"),
            (Part("value", tr("Figures")), Part("letgo", tr("Let go politely"), letgo)),
        ),
        _single("journey", tr("Journey")),
        Chapter(
            tr("Habits"), (Part("patterns", tr("When and what")), Part("service", tr("Service")))
        ),
        Chapter(
            tr("Prediction"),
            (Part("at_risk", tr("Members at risk")), Part("prediction", tr("Forecast and check"))),
        ),
        Chapter(
            tr("Costs"),
            (
                Part("costs", tr("Winning and keeping")),
                Part("lost", tr("Lost members"), (Permission.MEMBER_READ,)),
                Part("simulator", tr("Simulator")),
            ),
        ),
        _single("proof", tr("Is it working?")),
        Chapter(
            tr("Targets"),
            (Part("targets", tr("Goals and measures")), Part("advisor", tr("Advisor"))),
        ),
    )


def _single(key: str, title: str) -> Chapter:
    return Chapter(title, (Part(key, title),))
