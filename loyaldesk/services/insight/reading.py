"""One picture of the club for all cards: the facts of the days asked for, reckoned when needed."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.insight.exact import total
from loyaldesk.domain.insight.facts import Facts, Span
from loyaldesk.domain.insight.gather import gather
from loyaldesk.domain.insight.history import History
from loyaldesk.domain.insight.period import Period, back
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import refreshing, segments
from loyaldesk.services.insight.question import Question
from loyaldesk.store import insight as store
from loyaldesk.store import rulebooks
from loyaldesk.store.database import ClubDatabase

DOCUMENT = "insight"

_DAY = timedelta(days=1)

MOST_BYTES = 600_000_000
"""So much of the memory a shelf may take: some tens of answers, or two of a million members."""

KEPT_ROWS = 1_000_000
"""Up to so many rows all columns stay in memory while a picture is looked at (40 MB)."""


OTHERS = 3
"""Other things reckoned of all members that stay in memory, such as predictions."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KeptSettings:
    """The windows and limits with the version they were read in; 0: the shop has set none."""

    settings: InsightSettings
    version: int


def settings_of(db: ClubDatabase) -> KeptSettings:
    """Return the windows and limits in force (a step)."""
    kept = rulebooks.read(db, DOCUMENT)
    if kept is None:
        return KeptSettings(InsightSettings(), 0)
    return KeptSettings(InsightSettings.from_json(kept[0]), kept[1])


def insight_settings(desk: Desk) -> KeptSettings:
    """Return the windows and limits in force, or those every shop begins with."""
    with desk.reading(Permission.REPORT_READ):
        return settings_of(desk.db)


def save_settings(desk: Desk, settings: InsightSettings, version: int) -> int:
    """Store windows and limits and return their new version.

    Raises:
        BadInput: With the field's name, if a value lies outside its limits.
        ChangedMeanwhile: If somebody else saved them since *version*.
    """
    settings.checked()
    if settings.started_on:
        try:
            date.fromisoformat(settings.started_on)
        except ValueError as error:
            raise BadInput("started_on", "not a day", settings.started_on[:80]) from error
    with desk.change(Permission.INSIGHT_EDIT) as change:
        made = rulebooks.write(change, DOCUMENT, settings.to_json(), version)
        change.note("insight.settings", "club", 1, version=made)
        change.tell(ClubChanged())
    return made


class Shelf:
    """Facts reckoned before, kept while nothing was sold, so that pages do not reckon twice.

    A page keeps one as long as it is open and gives it to every `reading`; threads may share it.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes, self._lock = most_bytes, Lock()
        self._kept: OrderedDict[object, Facts] = OrderedDict()
        self._others: OrderedDict[object, object] = OrderedDict()
        self._blocks: tuple[object, list[History]] | None = None

    def find(self, key: object) -> Facts | None:
        """Return the facts with *key*, if they are still here."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: object, facts: Facts) -> None:
        """Keep *facts*, and let go of those not asked for longest."""
        with self._lock:
            self._kept[key] = facts
            held = sum(_bytes(each) for each in self._kept.values())
            while held > self._most_bytes and len(self._kept) > 1:
                held -= _bytes(self._kept.popitem(last=False)[1])

    def other(self, key: object) -> object | None:
        """Return what else was reckoned under *key*, if it is still here."""
        with self._lock:
            return self._others.get(key)

    def keep_other(self, key: object, found: object) -> None:
        """Keep what else was reckoned, and let go of the oldest."""
        with self._lock:
            self._others[key] = found
            while len(self._others) > OTHERS:
                self._others.popitem(last=False)

    def blocks(self, club_key: object) -> list[History] | None:
        """Return the columns of the club as it stands, if they are here."""
        with self._lock:
            return self._blocks[1] if self._blocks and self._blocks[0] == club_key else None

    def keep_blocks(self, club_key: object, blocks: list[History]) -> None:
        """Keep the columns of the club as it stands."""
        with self._lock:
            self._blocks = (club_key, blocks)


def _bytes(facts: Facts) -> int:
    """Return about how much memory *facts* take."""
    return 2_000 + len(facts) * (64 + 56 * len(facts.sums) + 8 * len(facts.nets))


def _named(spans: Mapping[str, Span]) -> tuple[object, ...]:
    return tuple(sorted((name, span.first, span.last) for name, span in spans.items()))


class Reading:
    """One picture of the club; everything in it is reckoned at the first asking and then kept.

    Attributes:
        desk: Who asks.
        question: Of which days and members; a running period is cut at today.
        today: The shop's day.
        progress: Learns how far it is, and may stop it.
    """

    def __init__(
        self, desk: Desk, question: Question, settings: InsightSettings, today: date,
        shelf: Shelf, progress: Progress,
    ) -> None:  # fmt: skip
        self.desk, self.question, self.today = desk, question, today
        self.progress, self._chosen, self._shelf = progress, settings, shelf

    @cached_property
    def settings(self) -> InsightSettings:
        """Windows and limits of the shop.

        Where it chose no margin for goods of unknown cost, they get the margin of the goods whose
        cost is known: sales of a time before costs were kept then compare with those after it.
        """
        if self._chosen.margin_percent is not None:
            return self._chosen
        return replace(self._chosen, margin_percent=self._known_margin[0])

    @property
    def known_margin(self) -> int | None:
        """Percent of net that is left of the goods whose cost is known; None: of none it is."""
        return self._known_margin[0]

    @property
    def margin_note(self) -> str:
        """What stands for the margin of goods of unknown cost; empty when no guess is needed."""
        percent, is_whole = self._known_margin
        if self._chosen.margin_percent is not None or is_whole:
            return ""
        if percent is None:
            return tr(
                "The cost of goods is not known, so their price counts as margin. Record costs or"
                " set the shop's margin in the settings of these pages."
            )
        return tr(
            "Where the cost of goods is not known, they count with the margin of the others,"
            " {percent}."
        ).format(percent=fmt.percent(percent / 100))

    @cached_property
    def _known_margin(self) -> tuple[int | None, bool]:
        """Percent of net that is left of goods of known cost, and whether all costs are known."""

        def reckon() -> tuple[int | None, bool]:
            net = cost = unknown = 0
            for block in self._blocks():
                net += total(block.net[block.has_cost])
                cost += total(block.cost[block.has_cost])
                unknown += int(np.count_nonzero(block.net[~block.has_cost]))
            percent = max(0, min(100, round(100 * (net - cost) / net))) if net > 0 else None
            return percent, not unknown

        return self.kept("known margin", reckon)

    @property
    def db(self) -> ClubDatabase:
        """The club, for further queries in the same picture."""
        return self.desk.db

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the shop."""
        return self.desk.zone

    @cached_property
    def programme(self) -> Programme:
        """The programme in force on the last day of the period."""
        return club.programme_on(self.db, self.question.period.last)

    @cached_property
    def facts(self) -> Facts:
        """What is known at the end of the period.

        Its sums: ``period``; ``year`` (the months up to its end that value looks at). Its nets:
        ``window`` (the months before it that retention looks at); ``before`` (the days compared
        with, or the previous equal period).
        """
        other = self.question.compare or self.question.period.before
        return self._at_end(self.question.period, other)

    @cached_property
    def at_start(self) -> Facts:
        """What was known before the period began; its sums: ``year``."""
        return self._at_start(self.question.period)

    @cached_property
    def compared(self) -> Facts | None:
        """As `facts`, of the period compared with; None without one."""
        other = self.question.compare
        return None if other is None else self._at_end(other, other.before)

    @cached_property
    def compared_at_start(self) -> Facts | None:
        """As `at_start`, of the period compared with; None without one."""
        other = self.question.compare
        return None if other is None else self._at_start(other)

    @cached_property
    def ids_wanted(self) -> NDArray[np.int64] | None:
        """The members of the segment, rising; None: everybody.

        Raises:
            BadInput: ``unknown``, if there is no such segment.
        """
        if not self.question.segment:
            return None
        return segments.ids_of(
            self.db, self.question.segment, lambda: self.everybody.facts
        )  # fmt: skip

    def wanted(self, ids: Any) -> NDArray[np.bool_]:
        """Return which of *ids* belong to the segment."""
        if self.ids_wanted is None:
            return np.ones(len(ids), bool)
        return np.isin(np.asarray(ids, np.int64), self.ids_wanted)

    def gathered(
        self, as_of: date, spans: Mapping[str, Span], calendar: str,
        nets: Mapping[str, Span] | None = None,
    ) -> Facts:  # fmt: skip
        """Return what was known of the segment's members at the end of any other day."""
        only = self.ids_wanted
        percent = self.settings.margin_percent
        key = (
            self._club_key, as_of, _named(spans), _named(nets or {}), calendar,
            percent, None if only is None else sha256(only.tobytes()).digest(),
        )  # fmt: skip
        found = self._shelf.find(key)
        if found is None:
            found = gather(
                self._blocks(), as_of, spans, calendar=calendar, margin_percent=percent,
                only=only, progress=self.progress, nets=nets,
            )  # fmt: skip
            self._shelf.keep(key, found)
        return found

    def kept(self, key: object, make: Callable[[], T]) -> T:
        """Return what *make* reckons of everybody in this picture; kept while nothing was sold."""
        whole = (self._club_key, self._chosen, key)
        found = self._shelf.other(whole)
        if found is None:
            found = make()
            self._shelf.keep_other(whole, found)
        return cast(T, found)

    @cached_property
    def _club_key(self) -> tuple[object, ...]:
        """What tells this picture from any other: the last sale, and merges."""
        return str(self.db.path), store.stamp(self.db, self.zone), store.last_sale(self.db)

    def blocks(self) -> Iterator[History]:
        """Yield the sales of everybody, each member in one block, for what no sum can tell."""
        return self._blocks()

    def _blocks(self) -> Iterator[History]:
        kept = self._shelf.blocks(self._club_key)
        if kept is not None:
            yield from kept
            return
        rows = 0
        some: list[History] = []
        for block in store.blocks(self.db, self.zone, self.progress):
            rows += len(block.day)
            some = [*some, block] if rows <= KEPT_ROWS else []
            yield block
        if rows <= KEPT_ROWS:
            self._shelf.keep_blocks(self._club_key, some)

    @cached_property
    def everybody(self) -> "Reading":
        """The same days of all members, for what compares a member with all others."""
        if not self.question.segment:
            return self
        question = replace(self.question, segment="")
        return Reading(self.desk, question, self._chosen, self.today, self._shelf, self.progress)

    def beside(self, question: Question) -> "Reading":
        """Return another question to the same picture, cut at today as this one."""
        return Reading(
            self.desk, question.until(self.today), self._chosen, self.today, self._shelf,
            self.progress,
        )  # fmt: skip

    def _at_end(self, period: Period, other: Period) -> Facts:
        kept = self.settings
        window = Span(
            back(period.first, kept.retention_months, period.calendar), period.first - _DAY
        )
        spans = {"period": period.span, "year": self._year(period, period.last)}
        nets = {"window": window, "before": other.span}
        return self.gathered(period.last, spans, period.calendar, nets)

    def _at_start(self, period: Period) -> Facts:
        last = period.first - _DAY
        return self.gathered(last, {"year": self._year(period, last)}, period.calendar)

    def _year(self, period: Period, last: date) -> Span:
        return Span(back(last + _DAY, self.settings.value_months, period.calendar), last)


@contextmanager
def reading(
    desk: Desk, question: Question, shelf: Shelf | None = None, progress: Progress = SILENT
) -> Iterator[Reading]:
    """Let the cards of *question* be reckoned from one unchanging picture of the club.

    Raises:
        PermissionDenied: If the operator may not read reports.
        Cancelled: If *progress* says so.
    """
    if not desk.db.in_transaction():
        refreshing.keep_near(desk, progress)
    with desk.reading(Permission.REPORT_READ):
        today = desk.today()
        settings = settings_of(desk.db).settings
        yield Reading(desk, question.until(today), settings, today, shelf or Shelf(), progress)
