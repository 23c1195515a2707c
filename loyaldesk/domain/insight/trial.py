"""A trial on a part of a list: who is asked and who is held back by lot, and what it showed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from loyaldesk.domain.casework import choice, key, line
from loyaldesk.domain.insight.proof import Estimate, difference, share, verdict
from loyaldesk.kernel.errors import BadInput

LEAST = 10
"""Members each side needs before anything is begun or said."""

MOST_ASKED = 200
"""Members asked at once; more than a shop can call in a week is no plan."""

LEAST_HELD, MOST_HELD, USUAL_HELD = 10, 50, 20
"""Percent that is held back."""

LEAST_DAYS, MOST_DAYS, USUAL_DAYS = 7, 365, 60
"""How long is looked whether they buy again."""

KINDS = ("high", "watch", "lost")
"""Classes of risk a trial is made of."""

EARLY, FEW, ENDED = "early", "few", "ended"
"""Why nothing is said; else the words of `proof.verdict`."""


@dataclass(frozen=True, slots=True)
class TrialDraft:
    """A trial to be begun.

    Attributes:
        key: Of the form: the same key begins nothing twice, and the lot is drawn with it.
        name: What it is called.
        act: What is done with those who are asked, as their follow-ups say it.
        kind: One of `KINDS`: the list it is made of.
        member_ids: Out of whom it is drawn, the dearest first; empty: the list of today.
        share_held: Percent that is held back.
        days: How long is looked.
    """

    key: str
    name: str
    act: str
    kind: str = "high"
    member_ids: tuple[int, ...] = ()
    share_held: int = USUAL_HELD
    days: int = USUAL_DAYS

    def checked(self) -> "TrialDraft":
        """Return it in order.

        Raises:
            BadInput: If something in it cannot be used.
        """
        if not LEAST_HELD <= self.share_held <= MOST_HELD:
            raise BadInput("share_held", "range", str(self.share_held), MOST_HELD)
        if not LEAST_DAYS <= self.days <= MOST_DAYS:
            raise BadInput("days", "range", str(self.days), MOST_DAYS)
        return replace(
            self, key=key(self.key), kind=choice("kind", self.kind, KINDS),
            name=line("name", self.name, needed=True), act=line("act", self.act, needed=True),
            member_ids=tuple(dict.fromkeys(self.member_ids)),
        )  # fmt: skip


def sizes(count: int, share_held: int) -> tuple[int, int]:
    """Return how many of *count* are asked and held back; at most `MOST_ASKED` are asked.

    Args:
        count: Members there are.
        share_held: Percent that is held back.
    """
    held = (count * share_held + 50) // 100
    if count - held <= MOST_ASKED:
        return count - held, held
    return MOST_ASKED, (MOST_ASKED * share_held + (100 - share_held) // 2) // (100 - share_held)


@dataclass(frozen=True, slots=True)
class Split:
    """Who is asked and who is held back, by id."""

    asked: tuple[int, ...]
    held: tuple[int, ...]


def split(ids: Sequence[int], share_held: int, lot: str) -> Split:
    """Draw who is held back: by *lot* alone, so that the same key draws the same members.

    Args:
        ids: The members there are; of too many the first are taken.
        share_held: Percent that is held back.
        lot: What the lot is drawn with.

    Raises:
        BadInput: If one side would have fewer than `LEAST`.
    """
    asked, held = sizes(len(ids), share_held)
    if min(asked, held) < LEAST:
        raise BadInput("members", "too few", str(len(ids)), LEAST)
    drawn = sorted(ids[: asked + held], key=lambda id_: sha256(f"{lot}:{id_}".encode()).digest())
    return Split(tuple(sorted(drawn[held:])), tuple(sorted(drawn[:held])))


def last_day(began_on: date, days: int) -> date:
    """Return the last day that is looked at; the day of the beginning itself is none of them."""
    return began_on + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial came to so far.

    Attributes:
        asked: Share of those asked who bought, with its range.
        held: The same of those held back.
        gap: Asked less held back, with its range.
        word: ``better``, ``worse`` or ``open``; `EARLY`, `FEW` or `ENDED`: nothing is said.
    """

    asked: Estimate
    held: Estimate
    gap: Estimate
    word: str


def outcome(
    asked: Iterable[bool], held: Iterable[bool], *, is_over: bool, is_cut: bool = False
) -> Outcome:  # fmt: skip
    """Return what it came to.

    Args:
        asked: For each member who was asked, whether they bought.
        held: For each member who was held back.
        is_over: Whether all its days are over.
        is_cut: Whether somebody ended it before.
    """
    one, other = list(asked), list(held)
    was, would = share(sum(one), len(one)), share(sum(other), len(other))
    gap = difference(would, was)
    if is_cut:
        word = ENDED
    elif not is_over:
        word = EARLY
    else:
        word = FEW if min(len(one), len(other)) < LEAST else verdict(gap, "up")
    return Outcome(was, would, gap, word)
