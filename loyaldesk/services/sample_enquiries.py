"""Who asked the sample shop something before they joined, and who asked and never came."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from loyaldesk.domain import sample_measures as told
from loyaldesk.domain import sample_names as names
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.sample import SampleMember, SampleShop
from loyaldesk.domain.working import WorkingTime
from loyaldesk.services import prospects
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.sample_service import Deed
from loyaldesk.store import casework
from loyaldesk.store import prospects as store

_SPAN = timedelta(days=270)
_JOINED, _LOST, _WHOLE = 15, 9, 400
"""So many of a shop with so many members; a smaller one has a part of them."""

_WAYS = {"اینستاگرام": "social", "Instagram": "social", "وب‌سایت": "form", "Website": "form"}
_REASONS = ("price", "not_available", "no_interest", "bought_elsewhere", "not_reached")


@dataclass(slots=True)
class Enquiries:
    """Plans who asked before they joined.

    Attributes:
        rng: Chance, the same for the same seed.
        shop: Whose members they become.
        working: When somebody is there to be asked.
        until: The last moment of the past.
    """

    rng: random.Random
    shop: SampleShop
    working: WorkingTime
    until: datetime
    _asking: dict[int, SampleMember] = field(default_factory=dict)

    def deeds(self, opened: datetime, members: int) -> list[Deed]:
        """Return every enquiry, and the end of those that came to nothing, in order."""
        since = max(opened + timedelta(days=12), self.until - _SPAN)
        share = min(1.0, members / _WHOLE)
        new = [one for one in self.shop.members() if one.registered_at >= since]
        chosen = self.rng.sample(new, min(len(new), round(_JOINED * share)))
        self._asking = {one.index: one for one in chosen}
        found = [self._asked(one) for one in self._asking.values()]
        if since < self.until:
            for n in range(round(_LOST * share)):
                found += self._lost(n, since)
        return sorted((each for each in found if each.at <= self.until), key=lambda d: d.at)

    def join(self, past: Change, one: SampleMember, member_id: int) -> None:
        """Let an enquiry become the member who was just enrolled (a step)."""
        if self._asking.pop(one.index, None) is None:
            return
        there = casework.id_of_key(past.db, prospects.PLACE, _key(one.index))
        found = store.by_id(past.db, there) if there is not None else None
        if found is not None and found.state == "open":
            prospects.become_step(past, found.id, member_id, found.version)

    def _asked(self, one: SampleMember) -> Deed:
        wanted = one.registered_at - timedelta(days=self.rng.randrange(2, 11))
        source = _WAYS.get(one.source) or self.rng.choice(("caller", "visitor"))
        if one.referrer_index is not None:
            source = "referral"
        name = one.company_name or f"{one.first_name} {one.last_name}"
        return self._ask(wanted, _key(one.index), name, one.mobile, source)

    def _lost(self, n: int, since: datetime) -> list[Deed]:
        """Return an enquiry of somebody who never came, and giving it up."""
        rng, language = self.rng, self.shop.language
        days = (self.until - since).days
        at = since + timedelta(days=rng.randrange(max(1, days)))
        name = " ".join(rng.choice(some).of(language) for some in (names.WOMEN, names.SURNAMES))
        asked = self._ask(at, _key(-1 - n), name, f"+98905{1_000_000 + 7919 * n:07}", "caller")
        gone = self.working.next_open(asked.at + timedelta(days=rng.randrange(4, 12)))
        return [asked, Deed(gone, "cashier", partial(
            _give_up, key=_key(-1 - n), reason=rng.choice(_REASONS)
        ))]  # fmt: skip

    def _ask(self, at: datetime, key: str, name: str, mobile: str, source: str) -> Deed:
        hour = at.astimezone(self.working.zone).replace(
            hour=self.rng.choice((10, 11, 17, 18, 19)), minute=self.rng.randrange(60)
        )  # fmt: skip
        text = self.rng.choice(told.ENQUIRIES).of(self.shop.language)
        draft = ProspectDraft(key, name, mobile, source, text)
        return Deed(
            self.working.next_open(hour.astimezone(UTC)), "cashier",
            lambda desk: prospects.add(desk, draft),
        )  # fmt: skip


def _key(number: int) -> str:
    return f"sample:asked:{number}"


def _give_up(desk: Desk, *, key: str, reason: str) -> None:
    there = casework.id_of_key(desk.db, prospects.PLACE, key)
    if there is not None:
        version = prospects.detail(desk, there).version
        prospects.lost(desk, there, reason=reason, version=version)
