"""The papers the club can make: what each needs to know, and who makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from loyaldesk.domain.errors import NotAPeriod
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import exports, following_papers, members_list, printing
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight.paper_names import MEMBER_PAPERS, titles


@dataclass(frozen=True, slots=True)
class Wish:
    """What a paper is made of: its month, tier, period or days to come, and how it looks.

    Attributes:
        month: Of the lists of a month.
        tier: Of the members listed.
        look: Language and calendar of the paper.
        days: Of an agenda.
        period: Of a paper of the pack; None: none of its days were chosen rightly.
        member: Of the papers of one member.
    """

    month: Month
    tier: str
    look: Look
    days: tuple[date, date] = (date.min, date.min)
    period: Period | None = None
    member: int | None = None


Make = Callable[[Desk, Wish, Progress], bytes]
Export = Callable[[Desk, Path, Wish, Progress], object]


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper.

    Attributes:
        key: Of the program, such as ``monthly`` or ``members``.
        title: What it is called.
        about: What it is for, in a few words.
        icon: Name of its icon.
        permission: Who lacks it does not see the paper.
        make: Returns the PDF; called in the worker.
        export: Writes the same list for Excel; None where there is none.
        by: What it is of: one ``month``, one ``tier``, a ``period``, a ``member`` in a period, or
            some ``days`` to come; empty: of nothing but the club.
        heading: Under which it stands in the catalogue.
    """

    key: str
    title: str
    about: str
    icon: str
    permission: Permission
    make: Make
    export: Export | None = None
    by: str = "month"
    heading: str = ""

    def file_name(self, wish: Wish) -> str:
        """Return the name suggested for a file, without its ending."""
        if not self.by:
            return self.title
        if self.by in ("period", "member"):
            return f"{self.title} {str(wish.period).replace('..', ' ')}"
        if self.by == "days":
            return f"{self.title} {wish.days[0]}"
        if self.by == "tier":
            return f"{self.title} {wish.tier}".strip()
        return f"{self.title} {wish.month}"


def papers_for(desk: Desk) -> list[Paper]:
    """Return the papers this operator may make, the one everybody wants first."""
    every = [*_for_every_day(), *_of_the_pack(desk)]
    return [paper for paper in every if desk.may(paper.permission)]


def _for_every_day() -> list[Paper]:
    lists, daily, posters = Permission.LIST_EXPORT, tr("Lists"), tr("To take along and hang up")
    return [
        Paper(
            "monthly", tr("Monthly report"), tr("The month on one page, for the manager"),
            "report-analytics", Permission.REPORT_READ, _monthly, heading=tr("The month"),
        ),
        Paper(
            "members", tr("Members by tier"), tr("Everybody, the highest tier first"), "users",
            lists, _members, _export_members, by="tier", heading=daily,
        ),
        Paper(
            "sales", tr("Sales of a month"), tr("Each sale and reversal with its points"),
            "receipt", lists, _sales, _export_sales, heading=daily,
        ),
        Paper(
            "points", tr("Points of a month"), tr("Each movement of points and its reason"),
            "coins", lists, _points, _export_points, heading=daily,
        ),
        Paper(
            "agenda", tr("Follow-up agenda"), tr("What is to be done, for each operator, to tick"),
            "checklist", Permission.FOLLOWUP_READ, _agenda, by="days", heading=posters,
        ),
        Paper(
            "promises", tr("Our promises"), tr("A poster with how often each was kept"),
            "heart-handshake", Permission.FOLLOWUP_READ, _promises, heading=posters,
        ),
        Paper(
            "said", tr("You said, we did"), tr("A poster for the notice board"), "messages",
            Permission.FOLLOWUP_READ, _said, heading=posters,
        ),
        Paper(
            "faq", tr("Questions and answers"), tr("The approved answers, to take along"),
            "help", Permission.ANSWER_READ, _faq, by="", heading=posters,
        ),
    ]  # fmt: skip


_ICONS = {
    "monthly-full": "report-analytics", "tiers": "users", "liability": "coins",
    "segments": "users", "at-risk": "alert-circle", "cohorts": "users", "value": "coins",
    "kpi": "checklist", "complaints": "alert-circle", "followups": "checklist",
    "member-file": "user", "statement": "coins",
}  # fmt: skip


def _of_the_pack(desk: Desk) -> list[Paper]:
    """Return the papers of the pack, and those of one member."""
    may_export = desk.may(Permission.LIST_EXPORT)
    found = []
    for name, (title, about) in titles().items():
        is_of_member = name in MEMBER_PAPERS
        found.append(Paper(
            name, title, about, _ICONS[name],
            Permission.MEMBER_READ if is_of_member else Permission.REPORT_READ,
            partial(_of_pack, name), partial(_export_of_pack, name) if may_export else None,
            by="member" if is_of_member else "period",
            heading=tr("Of one member") if is_of_member else tr("The report pack"),
        ))  # fmt: skip
    return found


def _of_pack(name: str, desk: Desk, wish: Wish, progress: Progress) -> bytes:
    from loyaldesk.services.insight import papers  # noqa: PLC0415 - numpy loads when it is needed

    period = _period(wish)
    return papers.pdf(desk, name, period, wish.look, progress, member_id=wish.member)


def _export_of_pack(name: str, desk: Desk, path: Path, wish: Wish, progress: Progress) -> int:
    from loyaldesk.services.insight import sheets  # noqa: PLC0415 - as above

    period = _period(wish)
    return sheets.save_paper(desk, name, period, path, wish.look, progress, member_id=wish.member)


def _period(wish: Wish) -> Period:
    if wish.period is None:
        raise NotAPeriod("")
    return wish.period


def month_words(month: Month, running: Month) -> str:
    """Return how a month is offered; the running one says that it is not over."""
    text = fmt.month(month)
    return tr("{month} (until today)").format(month=text) if month == running else text


def days_to_choose(today: date) -> list[tuple[str, tuple[date, date]]]:
    """Return the days an agenda can be made of: each of a week, or the whole week."""
    week = following_papers.days_ahead(today)
    every = [(today + timedelta(days=n)) for n in range((week[1] - week[0]).days + 1)]
    names = {0: tr("Today, {day}"), 1: tr("Tomorrow, {day}")}
    single = [
        (names.get(n, "{day}").format(day=fmt.long_day(day)), (day, day))
        for n, day in enumerate(every)
    ]
    return [single[0], (tr("The next 7 days"), week), *single[1:]]


def _monthly(desk: Desk, wish: Wish, progress: Progress) -> bytes:
    return printing.write_monthly(desk, wish.month, None, wish.look, progress)


def _member_ids(desk: Desk, wish: Wish) -> list[int]:
    wanted = members_list.Filter(tier=wish.tier, order="tier", descending=True)
    return list(members_list.ids(desk, wanted))


def _members(desk: Desk, wish: Wish, progress: Progress) -> bytes:
    return printing.member_list_pdf(desk, _member_ids(desk, wish), wish.look, progress)


def _export_members(desk: Desk, path: Path, wish: Wish, progress: Progress) -> int:
    with using(wish.look):
        return exports.export_members(desk, path, _member_ids(desk, wish), progress)


def _span(wish: Wish) -> exports.SaleFilter:
    return exports.SaleFilter(wish.month.first, wish.month.last)


def _sales(desk: Desk, wish: Wish, progress: Progress) -> bytes:
    return printing.sale_list_pdf(desk, _span(wish), wish.look, progress)


def _export_sales(desk: Desk, path: Path, wish: Wish, progress: Progress) -> int:
    with using(wish.look):
        return exports.export_sales(desk, path, _span(wish), progress)


def _points(desk: Desk, wish: Wish, progress: Progress) -> bytes:
    return printing.points_list_pdf(desk, wish.month.first, wish.month.last, wish.look, progress)


def _export_points(desk: Desk, path: Path, wish: Wish, progress: Progress) -> int:
    with using(wish.look):
        return exports.export_points(desk, path, wish.month.first, wish.month.last, progress)


def _agenda(desk: Desk, wish: Wish, progress: Progress) -> bytes:
    first, last = wish.days
    return following_papers.agenda_pdf(desk, first, last, shown=wish.look, progress=progress)


def _until(desk: Desk, wish: Wish) -> tuple[date, date]:
    return wish.month.first, min(wish.month.last, desk.today())


def _promises(desk: Desk, wish: Wish, _progress: Progress) -> bytes:
    return following_papers.promises_pdf(desk, *_until(desk, wish), wish.look)


def _said(desk: Desk, wish: Wish, _progress: Progress) -> bytes:
    return following_papers.said_and_did_pdf(desk, *_until(desk, wish), wish.look)


def _faq(desk: Desk, wish: Wish, _progress: Progress) -> bytes:
    return following_papers.faq_pdf(desk, wish.look)
