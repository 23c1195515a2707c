"""The papers of the report pack: which cards stand on each, and how each is printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from loyaldesk.domain.errors import Missing, NotAPeriod
from loyaldesk.domain.insight.card import Card, Group
from loyaldesk.domain.insight.paper import CardPaper, Section
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import analytics, following_papers, liability
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import catalogue, member_papers, paper_cards, paper_work
from loyaldesk.services.insight.paper_names import MEMBER_PAPERS, NAMES, titles
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading

if TYPE_CHECKING:
    from loyaldesk.reports.card_page import Draw


@dataclass(slots=True)
class Source:
    """What the papers of one period are made of: cards are reckoned once for all of them."""

    desk: Desk
    asked: Period
    period: Period
    read: Reading
    progress: Progress
    made: dict[str, Card] = field(default_factory=dict)

    def words(self) -> str:
        """Return the days in words; a running month says until when."""
        if self.period == self.asked:
            return self.asked.name()
        return tr("{period} until {day}").format(
            period=self.asked.name(), day=fmt.day(self.period.last)
        )

    def cards(self, *keys: str) -> tuple[Card, ...]:
        """Return cards of the insight pages by their keys."""
        todo = [key for key in keys if key not in self.made]
        for card, key in zip(catalogue.by_key(self.read, todo, self.progress), todo, strict=True):
            self.made[key] = card
        return tuple(self.made[key] for key in keys)


Sections = Callable[[Source], tuple[Section, ...]]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One paper of the pack.

    Attributes:
        key: Its name on the command line and in file names.
        sections: Returns its cards under their headings.
    """

    key: str
    sections: Sections


def _monthly(source: Source) -> tuple[Section, ...]:
    return (
        (tr("Staying and leaving"), source.cards("activity", "retention", "churn")),
        (tr("Money"), source.cards("revenue", "repeat", "frequency", "spenders")),
        (tr("When, from where and by whom"), source.cards("hours", "sources", "sales_hours")),
    )


def _tiers(source: Source) -> tuple[Section, ...]:
    period = source.period
    return (("", tuple(paper_cards.tier_cards(source.desk, period.first, period.last))),)


def _liability(source: Source) -> tuple[Section, ...]:
    return (("", (paper_cards.ending_card(liability.figures(source.desk)),)),)


def _segments(source: Source) -> tuple[Section, ...]:
    rfm, spenders = source.cards("rfm", "spenders")
    return (
        (tr("Groups of members"), (rfm, spenders)),
        (tr("Who they are"), (*_lists(source, rfm), *_lists(source, spenders))),
    )


def _at_risk(source: Source) -> tuple[Section, ...]:
    risk, silent = source.cards("at_risk", "silent")
    return (
        (tr("At risk"), (risk, paper_cards.risk_card(source.desk), silent)),
        (tr("Let go"), (paper_cards.let_go_card(source.desk, source.period.last),)),
    )


def _cohorts(source: Source) -> tuple[Section, ...]:
    return (
        (tr("Staying"), source.cards("retention", "churn", "transaction_churn", "tenure")),
        (tr("By month of joining"), source.cards("cohorts", "second_purchase")),
    )


def _value(source: Source) -> tuple[Section, ...]:
    return (
        (tr("Value"), source.cards("lifetime_value", "pareto", "spenders", "loyal_spend")),
        (tr("Giving and taking"), source.cards("balance", "negative_margin", "discount")),
    )


def _kpi(source: Source) -> tuple[Section, ...]:
    return (("", source.cards("targets", "scorecard")),)


def _complaints(source: Source) -> tuple[Section, ...]:
    period = source.period
    paper = following_papers.complaint_paper(source.desk, period.first, period.last)
    return (("", (paper_work.recovery_card(paper), *source.cards("after_bad"))),)


def _followups(source: Source) -> tuple[Section, ...]:
    days = source.period.first, source.period.last
    made = (paper_work.work_card(source.desk, *days), paper_work.promise_card(source.desk, *days))
    return (("", (*made, *source.cards("after_sale_contact"))),)


KINDS = (
    PaperKind("monthly-full", _monthly),
    PaperKind("tiers", _tiers),
    PaperKind("liability", _liability),
    PaperKind("segments", _segments),
    PaperKind("at-risk", _at_risk),
    PaperKind("cohorts", _cohorts),
    PaperKind("value", _value),
    PaperKind("kpi", _kpi),
    PaperKind("complaints", _complaints),
    PaperKind("followups", _followups),
)
"""The papers of a pack, in order."""


def _lists(source: Source, card: Card) -> list[Card]:
    """Return the members behind a card, a list for each group."""
    return [
        paper_cards.member_card(
            source.desk, f"{card.key}:{group.key}", group.title, _best(source, group),
            len(group.ids),
        )
        for group in card.groups
        if len(group.ids) and group.place is None  # the cells of the grid are no lists
    ]  # fmt: skip


def _best(source: Source, group: Group) -> list[int]:
    """Return those of a group who are listed: who bought most in the last year stand first."""
    facts = source.read.facts
    inside = np.isin(facts.ids, np.asarray(group.ids, dtype=np.int64))
    ids, net = facts.ids[inside], facts.sums["year"].net[inside]
    return [int(id_) for id_ in ids[np.argsort(-net, kind="stable")][: paper_cards.MOST_LISTED]]


@contextmanager
def source(
    desk: Desk, period: Period, progress: Progress = SILENT, shelf: Shelf | None = None
) -> Iterator[Source]:
    """Let papers of *period* be made from one unchanging picture of the club.

    Raises:
        NotAPeriod: If the period has not begun.
        PermissionDenied: If the operator may not read reports.
    """
    if period.first > desk.today():
        raise NotAPeriod(str(period), "future")
    with reading(desk, Question(period, period.before), shelf, progress) as read:
        yield Source(desk, period, read.question.period, read, progress)


def paper_of(found: Source, name: str) -> CardPaper:
    """Return a paper of the club with its cards (a step)."""
    kind = next(kind for kind in KINDS if kind.key == name)
    head = following_papers.letterhead(found.desk)
    days, title = found.words(), titles()[name][0]
    if name == "monthly-full" and found.asked.kind != "month":
        title = tr("Club report, full")
    if name == "liability":  # what is owed is known of today only
        days = tr("as of {day}").format(day=fmt.day(found.desk.today()))
    return CardPaper(title, head, days, kind.sections(found))


def member_paper(desk: Desk, name: str, period: Period, member_id: int) -> CardPaper:
    """Return a paper of one member with its cards (a step).

    Raises:
        Missing: If there is no such member.
        PermissionDenied: If the operator may not read members.
    """
    who, number = member_papers.name_of(desk, member_id)
    make = (
        member_papers.file_cards if name == "member-file" else member_papers.statement_cards
    )  # fmt: skip
    cards = make(desk, member_id, period.first, min(period.last, desk.today()))
    aside = tr("{name}, number {number}").format(
        name=isolate(who), number=isolate(fmt.code(number))
    )
    return CardPaper(
        titles()[name][0], following_papers.letterhead(desk), period.name(),
        (("", tuple(cards)),), aside,
    )  # fmt: skip


def pdf(
    desk: Desk, name: str, period: Period, look: Look, progress: Progress = SILENT, *,
    member_id: int | None = None,
) -> bytes:  # fmt: skip
    """Return a paper as a PDF.

    Args:
        desk: Where and who.
        name: One of `paper_names.NAMES`.
        period: Of which days.
        look: Language and calendar.
        progress: Learns how far it is, and may stop it.
        member_id: Of whom, for the papers of one member.

    Raises:
        BadInput: If there is no paper called so.
        Missing: If a paper of a member is asked for nobody.
        NotAPeriod: If the period has not begun.
        PermissionDenied: If the operator may not read reports, or members.
        Cancelled: If *progress* says so.
    """
    from loyaldesk.reports import card_page  # noqa: PLC0415 - reportlab loads when it is needed

    check(name, member_id)
    with using(look):
        if name in MEMBER_PAPERS:
            with desk.reading(Permission.MEMBER_READ):
                made = member_paper(desk, name, period, member_id or 0)
            content = card_page.render(made, look, progress)
        else:
            with source(desk, period, progress) as found:
                content = drawn(found, name, paper_of(found, name), look)
    _note(desk, name, period, member_id)
    return content


def drawn(found: Source, name: str, paper: CardPaper, look: Look) -> bytes:
    """Return a paper of the club as a PDF (a step of `pdf` and of the pack)."""
    from loyaldesk.reports import card_page  # noqa: PLC0415 - as above

    paper = replace(paper, sections=tuple(
        (heading, tuple(map(paper_cards.printed, cards))) for heading, cards in paper.sections
    ))  # fmt: skip
    if name == "complaints":  # the list stands on the pages before, with more of each complaint
        kept = tuple(card for card in paper.cards() if card.key != "complaints")
        paper = replace(paper, sections=(("", kept),))
    return card_page.render(
        paper, look, found.progress, before=_before(found, name), wide=name == "complaints"
    )


def _before(found: Source, name: str) -> "Draw | None":
    """Return who draws the pages before the cards, where the paper has such."""
    if name == "monthly-full" and found.asked.kind == "month":
        from loyaldesk.reports import monthly  # noqa: PLC0415 - as above

        month = Month.of(found.asked.first, found.asked.calendar)
        figures = analytics.monthly_figures(found.desk, month, found.progress)
        return lambda sheet: monthly.draw_on(sheet, figures)
    if name == "liability":
        from loyaldesk.reports import liability as page  # noqa: PLC0415 - as above

        owed = liability.figures(found.desk)
        return lambda sheet: page.draw_on(sheet, owed)
    if name == "complaints":
        from loyaldesk.reports import complaint_list  # noqa: PLC0415 - as above

        days = found.period.first, found.period.last
        paper = following_papers.complaint_paper(found.desk, *days)
        return lambda sheet: complaint_list.draw_on(sheet, paper, found.progress)
    return None


def check(name: str, member_id: int | None = None) -> None:
    """Refuse a name that no paper has, and a member's paper of nobody.

    Raises:
        BadInput: ``unknown choice``.
        Missing: The member.
    """
    if name not in NAMES:
        raise BadInput("report", "unknown choice", name[:80])
    if name in MEMBER_PAPERS and member_id is None:
        raise Missing("member")


def _note(desk: Desk, name: str, period: Period, member_id: int | None) -> None:
    right = Permission.REPORT_READ if member_id is None else Permission.MEMBER_READ
    if name not in MEMBER_PAPERS:
        right, member_id = Permission.REPORT_READ, None
    with desk.change(right) as change:
        subject = ("club", 1) if member_id is None else ("member", member_id)
        change.note(f"report.{name}", *subject, period=str(period))
