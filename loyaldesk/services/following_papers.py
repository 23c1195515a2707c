"""Papers about follow-ups, complaints and promises: the morning list, the list, two posters."""

from datetime import date, timedelta

from loyaldesk.domain.explained import Letterhead
from loyaldesk.domain.following_papers import (
    Agenda,
    AgendaLine,
    AgendaPart,
    ComplaintLine,
    ComplaintPaper,
    FaqPaper,
    FaqTopic,
    PromiseLine,
    PromisePaper,
    SaidLine,
    SaidPaper,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import (
    answers,
    care_reading,
    club,
    complaint_figures,
    complaint_policy,
    complaint_reading,
    feedback_reading,
    followup_reading,
    promises,
    worktime,
)
from loyaldesk.services.complaint_words import (
    category_name,
    clock_name,
    root_cause_name,
    severity_name,
    state_name,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_reading import Filter, FollowupRow
from loyaldesk.services.followup_words import channel_name, reason_name
from loyaldesk.services.request_words import kind_name
from loyaldesk.store.queries import complaints as complaint_queries

MOST_DAYS = 31
"""An agenda of more days is a calendar, not a paper to take along."""


def agenda_pdf(
    desk: Desk, first: date, last: date | None = None, *, operator_id: int | None = None,
    shown: Look | None = None, progress: Progress = SILENT,
) -> bytes:  # fmt: skip
    """Return the follow-ups of a day or some days as a PDF, each operator on pages of their own.

    Who may not do others' follow-ups gets the own ones and what nobody has. Mobiles are on it for
    whoever may see them.

    Args:
        desk: Where and who.
        first: The first day.
        last: The last day; None: only the first.
        operator_id: Only this operator's; None: everybody's.
        shown: Language and calendar; None: the current ones.
        progress: Told after each operator.

    Raises:
        BadInput: If the days are the wrong way round or too many.
        PermissionDenied: If the operator may not see follow-ups.
    """
    from loyaldesk.reports import agenda as report  # noqa: PLC0415 - reportlab loads when needed

    last = last or first
    if last < first:
        raise BadInput("until", "before its start", last.isoformat())
    if (last - first).days >= MOST_DAYS:
        raise BadInput("until", "too many", limit=MOST_DAYS)
    chosen = shown or look()
    with using(chosen), desk.reading(Permission.FOLLOWUP_READ):
        content = report.render(_agenda(desk, first, last, operator_id), chosen, progress)
    with desk.change(Permission.FOLLOWUP_READ) as change:
        change.note("report.agenda", "club", 1, first=str(first), last=str(last))
    return content


def _agenda(desk: Desk, first: date, last: date, operator_id: int | None) -> Agenda:
    today, me = desk.today(), desk.operator.id
    hidden = not desk.may(Permission.MEMBER_REVEAL)
    late = followup_reading.morning(desk, today, None, hidden=hidden).overdue
    due = followup_reading.agenda(desk, max(first, today), last, Filter(), hidden=hidden)
    overdue = [row for row in late if row.due_on < today]
    owners = {row.owner_id: row.owner for row in (*overdue, *due)}
    limits = {row.operator_id: row.limit for row in care_reading.load(desk, first)}
    if operator_id is not None:
        owners = {operator_id: owners.get(operator_id) or _operator(desk, operator_id)}
    if not desk.may(Permission.FOLLOWUP_ANY):
        owners = {id_: name for id_, name in owners.items() if id_ in (me, None)}
        owners.setdefault(me, desk.operator.name)
    parts = [
        AgendaPart(
            name, _lines(overdue, owner, today), _lines(due, owner, today),
            limits.get(owner or 0, 0),
        )
        for owner, name in sorted(owners.items(), key=lambda one: (one[0] is None, one[1]))
    ]  # fmt: skip
    return Agenda(letterhead(desk), first, last, tuple(parts))


def _operator(desk: Desk, operator_id: int) -> str:
    return followup_reading.morning(desk, desk.today(), operator_id).operator


def _lines(rows: list[FollowupRow], owner: int | None, today: date) -> tuple[AgendaLine, ...]:
    return tuple(
        AgendaLine(
            row.due_on, row.at, row.name, row.number, _mobile(row), channel_name(row.channel),
            reason_name(row.reason), row.text, row.checklist, row.is_promise, row.minutes,
            max((today - row.due_on).days, 0), row.tries,
        )
        for row in rows
        if row.owner_id == owner
    )  # fmt: skip


def _mobile(row: FollowupRow) -> str:
    if row.contact.mobile:
        return fmt.mobile(row.contact.mobile)
    return (
        tr("… {ending}").format(ending=fmt.code(row.contact.ending)) if row.contact.ending else ""
    )


def letterhead(desk: Desk) -> Letterhead:
    """Return whose paper it is, and who prints it when (a step of papers)."""
    facts = club.facts(desk)
    return Letterhead(facts.shop, facts.logo, desk.operator.name, desk.clock(), facts.zone)


def complaint_list_pdf(
    desk: Desk, first: date, last: date, shown: Look | None = None, progress: Progress = SILENT
) -> bytes:
    """Return the complaints opened from *first* to *last* as a PDF, with their head figures.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    from loyaldesk.reports import complaint_list as report  # noqa: PLC0415 - as above

    chosen = shown or look()
    with using(chosen), desk.reading(Permission.REPORT_READ):
        content = report.render(complaint_paper(desk, first, last), chosen, progress)
    with desk.change(Permission.REPORT_READ) as change:
        change.note("report.complaints", "club", 1, first=str(first), last=str(last))
    return content


def complaint_paper(desk: Desk, first: date, last: date) -> ComplaintPaper:
    """Return what stands on the complaint list (a step of papers)."""
    now, zone, working = desk.clock(), desk.zone, worktime.of(desk.db)
    policy = complaint_policy.of(desk.db)
    lines = []
    wanted = complaint_queries.Wanted(first=first, last=last)
    for named in complaint_queries.complaints(desk.db, wanted):
        row = complaint_reading.row_of(named, working, policy, now)
        due = ""
        if row.due is not None:
            due = f"{clock_name(row.clock)}: {fmt.moment(row.due, zone)}"
        if row.is_paused:
            due = tr("Waits")
        cause = named.complaint.root_cause
        lines.append(
            ComplaintLine(
                row.number, row.opened_on, row.name, row.member_number,
                category_name(row.category), severity_name(row.severity), state_name(row.state),
                due, row.is_overdue, row.owner, root_cause_name(cause) if cause else "", row.text,
            )
        )  # fmt: skip
    found = complaint_figures.figures(desk, first, last).total
    recovery = complaint_figures.recovery(desk, first, last)
    in_time = found.solved_in_time
    return ComplaintPaper(
        letterhead(desk), first, last, tuple(sorted(lines, key=lambda line: line.number)),
        found.count, found.open, sum(line.is_overdue for line in lines), found.first_answer_median,
        None if in_time is None else float(in_time),
        tuple((one.days, one.base, one.came_back) for one in recovery.returns),
    )  # fmt: skip


def promises_pdf(desk: Desk, first: date, last: date, shown: Look | None = None) -> bytes:
    """Return the poster of the shop's promises, each with how often it was kept in these days.

    Raises:
        PermissionDenied: If the operator may not see follow-ups.
    """
    from loyaldesk.reports import promises as report  # noqa: PLC0415 - as above

    chosen = shown or look()
    with using(chosen), desk.reading(Permission.FOLLOWUP_READ):
        lines = [
            PromiseLine(
                one.promise.text(chosen.language), one.promise.target, one.kept,
                one.kept + one.missed,
            )
            for one in promises.figures(desk, first, last)
        ]  # fmt: skip
        content = report.render(PromisePaper(letterhead(desk), first, last, tuple(lines)), chosen)
    with desk.change(Permission.FOLLOWUP_READ) as change:
        change.note("report.promises", "club", 1, first=str(first), last=str(last))
    return content


def said_and_did_pdf(desk: Desk, first: date, last: date, shown: Look | None = None) -> bytes:
    """Return the poster "You said, we did" of some days; it names nobody.

    Raises:
        PermissionDenied: If the operator may not see follow-ups.
    """
    from loyaldesk.reports import said_and_did as report  # noqa: PLC0415 - as above

    chosen = shown or look()
    with using(chosen), desk.reading(Permission.FOLLOWUP_READ):
        rows = feedback_reading.said_and_did(desk, first, last).rows
        lines = tuple(
            SaidLine(kind_name(row.kind), row.text, row.we_did, row.made_on) for row in rows
        )
        content = report.render(SaidPaper(letterhead(desk), first, last, lines), chosen)
    with desk.change(Permission.FOLLOWUP_READ) as change:
        change.note("report.said_and_did", "club", 1, first=str(first), last=str(last))
    return content


def faq_pdf(desk: Desk, shown: Look | None = None) -> bytes:
    """Return the sheet of frequent questions: every approved answer of the topics in use.

    An answer that is missing in the paper's language is printed in the other one.

    Raises:
        PermissionDenied: If the operator may not read the answers.
    """
    from loyaldesk.reports import faq as report  # noqa: PLC0415 - as above

    chosen = shown or look()
    with using(chosen), desk.reading(Permission.ANSWER_READ):
        language = chosen.language
        rows = answers.listing(desk, state="approved")
        topics = tuple(
            FaqTopic(
                topic.name(language),
                tuple(
                    (
                        answers.filled(desk, row.question(language)),
                        answers.filled(desk, row.text(language)),
                    )
                    for row in rows
                    if row.topic_id == topic.id
                ),
            )
            for topic in answers.topics(desk, only_on=True)
            if topic.answers
        )
        phone = club.facts(desk).settings.phone
        content = report.render(FaqPaper(letterhead(desk), phone, topics), chosen)
    with desk.change(Permission.ANSWER_READ) as change:
        change.note("report.faq", "club", 1)
    return content


def days_ahead(today: date, count: int = 7) -> tuple[date, date]:
    """Return the first and last of *count* days from *today* on."""
    return today, today + timedelta(days=count - 1)
