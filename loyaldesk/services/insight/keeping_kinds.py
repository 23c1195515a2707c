"""The kinds of members whose churn is told apart: tier, time with us, source, seller, complaint."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.exact import count
from loyaldesk.domain.insight.facts import Facts, Flags
from loyaldesk.domain.insight.history import day_number
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.insight.keeping_parts import among
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store.queries import traits

MOST_NAMES = 8
"""Sources, sellers and product groups with a row of their own; the others share one."""

MOST_SALES = 50_000
"""Last sales looked up one by one; of more members every second, third... is looked at."""

COMPLAINT_DAYS = 180
"""A complaint so long before the start of the period may have to do with it."""

_CLASSES = (0, 90, 365, 730)
"""Days from the first visit at which a new class begins."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Members of one kind.

    Attributes:
        key: Such as ``tier.gold``.
        by: What they are told apart by.
        name: What they are called.
        who: For each member of the facts.
    """

    key: str
    by: str
    name: str
    who: Flags


def kinds(read: Reading, there: Flags) -> tuple[list[Kind], str]:
    """Return the kinds of the members *there*, none without members, and a note.

    The last sale is looked up for members *there* only, so that the kinds of seller and product
    group hold nobody else.
    """
    facts = read.facts
    start = read.question.period.first
    found = [*_tiers(read), *_times(facts, start), *_columns(read)]
    hurt = among(facts.ids, traits.complained(
        read.db, start - timedelta(days=COMPLAINT_DAYS), read.question.period.last))  # fmt: skip
    by = tr("Complaint")
    found += [
        Kind("complaint.yes", by, tr("complained in {n} days before or in these days").format(
            n=fmt.number(COMPLAINT_DAYS)), hurt),
        Kind("complaint.no", by, tr("no complaint"), ~hurt),
    ]  # fmt: skip
    more, note = _last_sales(facts, there, read, start)
    return [kind for kind in [*found, *more] if count(kind.who & there)], note


def _tiers(read: Reading) -> Iterable[Kind]:
    by, ids = tr("Tier"), read.facts.ids
    held = traits.ids_by(read.db, "tier")
    names = {tier.code: tier.name(look().language) for tier in read.programme.tiers}
    for code in [*names, *(code for code in held if code not in names)]:
        if code in held:
            yield Kind(f"tier.{code}", by, names.get(code, code) or tr("no tier"),
                       among(ids, held[code]))  # fmt: skip


def _times(facts: Facts, start: date) -> Iterable[Kind]:
    """Tell members apart by how long they had been customers when the period began."""
    days = day_number(start) - facts.first
    names = (tr("below 3 months"), tr("3 to 12 months"), tr("1 to 2 years"), tr("above 2 years"))
    ends = (*_CLASSES[1:], np.iinfo(np.int32).max)
    for name, least, end in zip(names, _CLASSES, ends, strict=True):
        inside: Flags = (facts.visits > 0) & (days >= least) & (days < end)
        yield Kind(f"time.{least}", tr("Customer for"), name, inside)


def _columns(read: Reading) -> Iterable[Kind]:
    """Tell members apart by where they came from, and by the way they like to be reached."""
    ids = read.facts.ids
    for key, by, column in (
        ("source", tr("Came from"), "source"),
        ("channel", tr("Preferred channel"), "preferred_channel"),
    ):
        held = [(name, among(ids, found)) for name, found in traits.ids_by(read.db, column).items()]
        if key == "channel":
            held = [(channel_name(name) if name else "", who) for name, who in held]
        yield from _largest(key, by, held)


def _last_sales(facts: Facts, there: Flags, read: Reading, start: date) -> tuple[list[Kind], str]:
    """Tell members apart by who sold to them last before the period, and what."""
    places = np.flatnonzero(there)
    step = -(-len(places) // MOST_SALES)
    looked = places[:: max(step, 1)]
    sellers, goods = traits.last_sales(read.db, facts.ids[looked], start - timedelta(days=1))
    found: list[Kind] = []
    for key, by, names in (
        ("seller", tr("Last sale by"), sellers), ("group", tr("Last product group"), goods),
    ):  # fmt: skip
        if any(names):
            found += _largest(key, by, _by_name(names, looked, len(facts)))
    if step <= 1:
        return found, ""
    return found, tr("Seller and product group were looked up for one member in {n}.").format(
        n=fmt.number(step)
    )


def _by_name(names: list[str], looked: NDArray[np.intp], size: int) -> list[tuple[str, Flags]]:
    each, place = np.unique(np.array(names, dtype=np.str_), return_inverse=True)
    found = []
    for number, name in enumerate(each.tolist()):
        who = np.zeros(size, np.bool_)
        who[looked[place == number]] = True
        found.append((name, who))
    return found


def _largest(key: str, by: str, held: list[tuple[str, Flags]]) -> list[Kind]:
    """Return the largest kinds, the others together, and last those of whom nothing is known."""
    named = sorted((one for one in held if one[0]), key=lambda one: -count(one[1]))
    found = [Kind(f"{key}.{name}", by, name, who) for name, who in named[:MOST_NAMES]]
    if rest := [who for _, who in named[MOST_NAMES:]]:
        others = np.logical_or.reduce(rest)
        found.append(Kind(f"{key}/others", by, tr("all others"), others))
    unknown = [who for name, who in held if not name]
    if found and unknown:
        found.append(Kind(f"{key}/unknown", by, tr("not known"), unknown[0]))
    return found
