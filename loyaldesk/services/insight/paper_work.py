"""Cards of work done that stand on papers only: follow-ups, promises and complaints."""

from collections.abc import Sequence
from datetime import date

from loyaldesk.domain.following_papers import ComplaintPaper
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Meaning, Measure
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services import followup_figures
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_figures import WorkRow


def work_card(desk: Desk, first: date, last: date) -> Card:
    """Return how each operator followed up."""
    rows = followup_figures.performance(desk, first, last)
    done = sum(row.done for row in rows)
    meaning = Meaning(
        tr("What each operator did of what was to be done, and whether in time."),
        tr(
            "In time: done on the day it was due or before, without having been moved. Reached:"
            " somebody was spoken to. Overdue: open today and due before today."
        ),
        1, first, last, done, tr("follow-ups done"),
    )  # fmt: skip
    columns = (
        GridColumn(tr("Operator")), GridColumn(tr("Done"), Unit.COUNT),
        GridColumn(tr("In time"), Unit.COUNT), GridColumn(tr("In time, share"), Unit.RATIO),
        GridColumn(tr("Reached"), Unit.COUNT), GridColumn(tr("Reached, share"), Unit.RATIO),
        GridColumn(tr("Not reached"), Unit.COUNT), GridColumn(tr("Cancelled"), Unit.COUNT),
        GridColumn(tr("Moved"), Unit.COUNT), GridColumn(tr("Overdue"), Unit.COUNT),
    )  # fmt: skip
    total = _together(rows)
    chart = Chart(
        ChartKind.BARS, tuple(row.name or tr("Nobody yet") for row in rows),
        (
            Series(tr("Done"), tuple(float(row.done) for row in rows)),
            Series(tr("In time"), tuple(float(row.in_time) for row in rows)),
            Series(tr("Overdue"), tuple(float(row.overdue) for row in rows)),
        ),
        axis=tr("Operator"), value_axis=tr("follow-ups"),
    )  # fmt: skip
    no_data = tr("Nothing was done in this period.")
    return Card(
        "followup_work", tr("Follow-ups by operator"), meaning,
        (
            Measure("followups_done", tr("Done"), done),
            Measure("followups_in_time", tr("In time"), _ratio(total.in_time, done), Unit.RATIO,
                    count=done, why=no_data, better="up"),
            Measure("followups_reached", tr("Reached"), _ratio(total.reached, done), Unit.RATIO,
                    count=done, why=no_data, better="up"),
            Measure("followups_overdue", tr("Overdue today"), total.overdue, better="down"),
        ),
        chart, Grid(columns, tuple(map(_work_row, rows)), _work_row(total)),
        missing="" if rows else tr("There were no follow-ups in this period."),
    )  # fmt: skip


def _together(rows: Sequence[WorkRow]) -> WorkRow:
    return WorkRow(
        None, tr("Together"), sum(r.done for r in rows), sum(r.in_time for r in rows),
        sum(r.reached for r in rows), sum(r.tried for r in rows), sum(r.cancelled for r in rows),
        sum(r.moved for r in rows), sum(r.overdue for r in rows),
    )  # fmt: skip


def _work_row(row: WorkRow) -> tuple[Cell, ...]:
    return (
        row.name or tr("Nobody yet"), row.done, row.in_time, _ratio(row.in_time, row.done),
        row.reached, _ratio(row.reached, row.done), row.tried, row.cancelled, row.moved,
        row.overdue,
    )  # fmt: skip


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def promise_card(desk: Desk, first: date, last: date) -> Card:
    """Return how many promises to members were kept."""
    found = followup_figures.promise_figures(desk, first, last)
    judged = found.made - found.open
    meaning = Meaning(
        tr("What was promised to members with a day, and whether it was done by then."),
        tr(
            "Promises kept by their day or hour, divided by all whose time has come; those that"
            " still run are not among them."
        ),
        1, first, last, judged, tr("promises"),
    )  # fmt: skip
    return Card(
        "promises", tr("Promises kept"), meaning,
        (
            Measure("promises_kept", tr("Kept"), found.kept_share, Unit.RATIO,
                    count=judged, why=tr("No promise was due in this period."), better="up"),
            Measure("promises_late", tr("Done too late"), found.late, better="down"),
            Measure("promises_overdue", tr("Not done yet"), found.overdue, better="down"),
            Measure("promises_moved", tr("Moved by the shop"), found.moved, better="down"),
        ),
    )  # fmt: skip


def recovery_card(paper: ComplaintPaper) -> Card:
    """Return the complaints of some days as a card, for the sheet beside the paper."""
    count = trn("{n} complaint", "{n} complaints", paper.count).format(n=fmt.number(paper.count))
    meaning = Meaning(
        tr("How many complained, how fast they were answered, and who bought again."),
        tr("Complaints opened in these days, those taken back too; times are working minutes."),
        1, paper.first, paper.last, paper.count, tr("complaints"),
    )  # fmt: skip
    measures = [
        Measure("complaints", tr("Complaints"), paper.count, better="down"),
        Measure("complaints_open", tr("Not closed yet"), paper.open, better="down"),
        Measure("complaints_overdue", tr("Overdue"), paper.overdue, better="down"),
        Measure("complaints_in_time", tr("Solved in time"), paper.solved_in_time, Unit.RATIO,
                count=paper.count, why=tr("No complaint's time is over yet."), better="up"),
    ]  # fmt: skip
    measures += [
        Measure(
            f"recovered_{within}", tr("Bought again in {n} days").format(n=fmt.number(within)),
            came / base if base else None, Unit.RATIO, count=base, why=tr("too early to tell"),
            better="up",
        )
        for within, base, came in paper.returns
    ]  # fmt: skip
    columns = (
        GridColumn(tr("Complaint")), GridColumn(tr("Opened"), Unit.DAY), GridColumn(tr("Member")),
        GridColumn(tr("Kind")), GridColumn(tr("Severity")), GridColumn(tr("State")),
        GridColumn(tr("Who handles it")), GridColumn(tr("Cause")),
    )  # fmt: skip
    rows = tuple(
        (fmt.digits(str(one.number)), one.opened_on, one.name, one.category, one.severity,
         one.state, one.owner, one.cause)
        for one in paper.lines
    )  # fmt: skip
    return Card(
        "complaints", tr("Complaints"), meaning, tuple(measures), grid=Grid(columns, rows),
        note=count, missing="" if rows else tr("Nobody complained in these days."),
    )  # fmt: skip
