"""Every way on which text leaves the program for a file, a paper or another program.

A sink takes all hostile texts and asserts that each stayed a text: no picture, link or formula,
nothing run, no line or cell more. Whoever adds a module to the gateways, reports or the kit adds a
sink, or says in `NO_TEXT` why it needs none: a test compares the list with the modules there are.
"""

import csv
import json
import logging
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
from pypdfium2 import raw as pdfium

from loyaldesk.domain.explained import Explanation, Fact, Letterhead, Row, Tone
from loyaldesk.domain.explained import Grid as ExplainedGrid
from loyaldesk.domain.explained import Section as ExplainedSection
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
from loyaldesk.domain.import_cells import RISKY_START
from loyaldesk.domain.insight.card import Grid, GridColumn, Measure
from loyaldesk.domain.insight.paper import CardPaper
from loyaldesk.domain.monthly import BestMember
from loyaldesk.gateways import ics
from loyaldesk.gateways.sheet_book import Line, Part, write_book, write_stacked
from loyaldesk.gateways.spreadsheets import read_table, write_csv, write_xlsx
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.persian import clean, is_storable, without_marks
from loyaldesk.kernel.units import Unit
from loyaldesk.reports import (
    agenda,
    card_page,
    cards,
    complaint_list,
    explanation,
    faq,
    liability,
    listing,
    monthly,
    promises,
    recovery_page,
    said_and_did,
)
from loyaldesk.reports.paragraph import Style
from loyaldesk.reports.shaping import drawable, pdf_text
from loyaldesk.reports.sheet import Sheet
from loyaldesk.services.import_problems import BadRow, ErrorsFile
from loyaldesk.store import search
from loyaldesk.ui.shell import log
from tests.reports.card_making import card as figure_card
from tests.reports.card_making import meaning
from tests.reports.paper import card
from tests.reports.paper import monthly as month_figures
from tests.reports.test_liability import OWED

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
LOOKS = (Look(), Look("en", "gregorian", "toman"))
LONGEST_ON_PAPER = 300
"""Longer texts are cut for the papers of every day: what a line does not hold is cut anyway."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a sink may write, and whether all of it is asked for."""

    folder: Path
    is_long: bool
    desk: object = None

    @property
    def looks(self) -> tuple[Look, ...]:
        return LOOKS if self.is_long else LOOKS[:1]


Sink = Callable[[list[str], Room], None]
SINKS: dict[str, Sink] = {}
COVERED: dict[str, str] = {}


def sink(name: str, *modules: str) -> Callable[[Sink], Sink]:
    """Put the decorated function into the list; it covers *modules*."""

    def add(function: Sink) -> Sink:
        SINKS[name] = function
        COVERED.update(dict.fromkeys(modules, name))
        return function

    return add


NO_TEXT = {
    "reports/chart_heat.py": "drawn by card_page", "reports/chart_inks.py": "colours",
    "reports/chart_ring.py": "drawn by card_page", "reports/chart_scale.py": "figures",
    "reports/charts.py": "drawn by monthly", "reports/codes.py": "numbers with a check digit",
    "reports/fonts.py": "letters are glyphs here", "reports/palette.py": "colours",
    "reports/picture.py": "takes the bytes of a logo", "reports/tiles.py": "drawn by monthly",
    "gateways/csv_reading.py": "reads; see the fuzz", "gateways/csv_sniffing.py": "reads",
    "gateways/table_shape.py": "reads", "gateways/xlsx_reading.py": "reads",
    "gateways/spreadsheets.py": "names what the others write",
    "ui/kit/icons.py": "names of ours", "ui/kit/layout.py": "places widgets",
    "ui/kit/barcode_view.py": "numbers with a check digit", "ui/kit/sparkline.py": "figures",
    "ui/kit/pdf_view.py": "draws what the papers are", "ui/kit/picture.py": "pictures of ours",
    "ui/kit/calendar.py": "days", "ui/kit/jalali_date.py": "days", "ui/kit/time_edit.py": "times",
    "ui/kit/count_edit.py": "figures", "ui/kit/decimal_edit.py": "figures",
    "ui/kit/digits.py": "figures", "ui/kit/digit_choice.py": "figures",
    "ui/kit/grouped_edit.py": "figures", "ui/kit/money_edit.py": "figures",
    "ui/kit/pin_pad.py": "figures", "ui/kit/scanner.py": "codes go to the page",
    "ui/kit/charts/bars.py": "drawn by view", "ui/kit/charts/heat.py": "drawn by view",
    "ui/kit/charts/lines.py": "drawn by view", "ui/kit/charts/lying.py": "drawn by view",
    "ui/kit/charts/marks.py": "drawn by view", "ui/kit/charts/plane.py": "drawn by view",
    "ui/kit/charts/plot.py": "drawn by view", "ui/kit/charts/ring.py": "drawn by view",
    "ui/kit/charts/scale.py": "figures", "ui/kit/charts/words.py": "drawn by view",
    "ui/kit/agenda/axis.py": "times", "ui/kit/agenda/contents.py": "holds entries",
    "ui/kit/agenda/days.py": "days", "ui/kit/agenda/drawing.py": "QPainter draws plain text",
    "ui/kit/agenda/entry.py": "holds texts", "ui/kit/agenda/grid.py": "its tips are words.py's",
    "ui/kit/agenda/head.py": "days", "ui/kit/agenda/hours.py": "places entries",
    "ui/kit/agenda/hours_drawing.py": "QPainter draws plain text",
    "ui/kit/agenda/hours_plan.py": "places entries", "ui/kit/agenda/lanes.py": "places entries",
    "ui/kit/agenda/month.py": "places entries", "ui/kit/agenda/moving.py": "moves entries",
    "ui/kit/agenda/plan.py": "places entries", "ui/kit/agenda/view.py": "holds the grids",
}  # fmt: skip
"""Modules of these floors without a way out of their own, and why."""


def is_plain_pdf(pdf: bytes) -> None:
    """See that a paper holds no picture, link, script or file, and opens."""
    for word in (b"/URI", b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile", b"/GoToR",
                 b"/SubmitForm", b"/OpenAction", b"/XObject /Image"):  # fmt: skip
        assert word not in pdf, word
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document)
        for number in range(len(document)):
            kinds = {each.type for each in document[number].get_objects(max_depth=2)}
            assert pdfium.FPDF_PAGEOBJ_IMAGE not in kinds


def _letterhead(text: str) -> Letterhead:
    return Letterhead(text, None, text, NOON, "Asia/Tehran")


def _cut(texts: Iterable[str]) -> list[str]:
    return [text[:LONGEST_ON_PAPER] for text in texts]


@sink("letters of a paper", "reports/shaping.py", "reports/pen.py", "reports/sheet.py",
      "reports/paragraph.py")  # fmt: skip
def letters(texts: list[str], room: Room) -> None:
    """What is typed is what is drawn and copied: no letter is a sign of the paper's language."""
    for text in texts:
        told = pdf_text(text)
        inside = told[1:-1]
        assert told[0] == "\u2068" and told[-1] == "\u2069"
        assert inside == drawable(without_marks(text))
        assert "\0" not in inside and not any("\ud800" <= c <= "\udfff" for c in inside)
    latin = [t for t in texts if t.isascii() and t.isprintable() and 0 < len(t) < 60]
    sheet = Sheet(LOOKS[1], "x", foot=None)
    for place, text in enumerate(latin):
        if place and place % 35 == 0:
            sheet.next_page()
        sheet.pen.text(pdf_text(text), Style(9), 40, 40 + 21 * (place % 35))
    sheet.next_page()
    made = sheet.finish()
    is_plain_pdf(made)
    with pypdfium2.PdfDocument(made) as document:
        seen = "\n".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    found = {"".join(line.split()) for line in seen.splitlines()}
    lost = [text for text in latin if text.strip() and "".join(text.split()) not in found]
    assert not lost, lost


@sink("lists on paper", "reports/listing.py", "reports/table.py")
def lists(texts: list[str], room: Room) -> None:
    for look in room.looks:
        rows = [(text, "1", text) for text in _cut(texts)]
        is_plain_pdf(listing.render(texts[3], [texts[5], "b", "c"], rows, look, texts[7]))


@sink("agenda", "reports/agenda.py", "reports/page_head.py")
def agendas(texts: list[str], room: Room) -> None:
    lines = tuple(
        AgendaLine(DAY, time(10, 30), text, text[:20], text[:20], text[:20], text[:20], text,
                   (text,), minutes=10)
        for text in _cut(texts)
    )  # fmt: skip
    for look in room.looks:
        for part in (AgendaPart(texts[1], lines[: len(lines) // 2], lines[len(lines) // 2 :]),):
            is_plain_pdf(agenda.render(Agenda(_letterhead(texts[0]), DAY, DAY, (part,)), look))


@sink("complaints on paper", "reports/complaint_list.py")
def complaints(texts: list[str], room: Room) -> None:
    lines = tuple(
        ComplaintLine(n, DAY, text, text, text, text, text, text, True, text, text, text)
        for n, text in enumerate(_cut(texts), 1)
    )
    for look in room.looks:
        paper = ComplaintPaper(_letterhead(texts[2]), DAY, DAY, lines, 9, 2, 1, 95, 0.8,
                               ((30, 2, 1), (60, 1, 1), (90, 0, 0)))  # fmt: skip
        is_plain_pdf(complaint_list.render(paper, look))


@sink("promises on paper", "reports/promises.py")
def promises_kept(texts: list[str], room: Room) -> None:
    for look in room.looks:
        lines = tuple(PromiseLine(text, text, 1, 3) for text in _cut(texts))
        is_plain_pdf(promises.render(PromisePaper(_letterhead(texts[4]), DAY, DAY, lines), look))


@sink("what members said", "reports/said_and_did.py")
def said(texts: list[str], room: Room) -> None:
    for look in room.looks:
        lines = tuple(SaidLine(text, text, text, DAY) for text in _cut(texts))
        is_plain_pdf(said_and_did.render(SaidPaper(_letterhead(texts[6]), DAY, DAY, lines), look))


@sink("the recovery key on paper", "reports/recovery_page.py")
def recovery_pages(texts: list[str], room: Room) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    for look in room.looks:
        for text in _cut(texts)[:12]:
            is_plain_pdf(recovery_page.render(text, ["ABCDEF"] * 6, text, now, look))


@sink("questions on paper", "reports/faq.py")
def questions(texts: list[str], room: Room) -> None:
    for look in room.looks:
        short = _cut(texts)
        topics = tuple(
            FaqTopic(short[at], tuple((text, text) for text in short[at : at + 10]))
            for at in range(0, len(short), 10)
        )
        is_plain_pdf(faq.render(FaqPaper(_letterhead(short[8]), short[9], topics), look))


@sink("explanations on paper", "reports/explanation.py")
def explanations(texts: list[str], room: Room) -> None:
    short = _cut(texts)
    rows = tuple(Row(text, (text,), text[:10], Tone.GIVES) for text in short)
    cells = tuple((text, "12") for text in short)
    told = Explanation(
        "sale", short[0], short[1], "+12", tuple(Fact(text, text) for text in short[:9]),
        (ExplainedSection(short[2], rows), ExplainedSection(
            short[3], (), ExplainedGrid((short[4], "b"), cells, (False, True)), short[5])),
        tuple(short[:5]),
    )  # fmt: skip
    for look in room.looks:
        is_plain_pdf(explanation.render(told, _letterhead(short[6]), look))


@sink("liability on paper", "reports/liability.py")
def owed(texts: list[str], room: Room) -> None:
    some = _cut(texts) if room.is_long else _cut(texts)[::40]
    for text in some:
        tiers = tuple(replace(tier, name=text) for tier in OWED.tiers)
        paper = replace(OWED, shop=text, operator=text, logo=None, tiers=tiers)
        for look in room.looks:
            is_plain_pdf(liability.render(paper, look))


@sink("the month on paper", "reports/monthly.py", "reports/monthly_charts.py",
      "reports/monthly_words.py")  # fmt: skip
def months(texts: list[str], room: Room) -> None:
    short = _cut(texts)
    step = 10 if room.is_long else 120
    for at in range(0, len(short), step):
        ten = (short[at : at + 10] * 10)[:10]
        best = tuple(BestMember(str(n), text, text, 3, 9, 9) for n, text in enumerate(ten))
        figures = month_figures(shop_name=ten[0], operator=ten[1], logo=None, best_members=best)
        for look in room.looks:
            is_plain_pdf(monthly.render(figures, look))


@sink("figures on paper", "reports/card_page.py", "reports/card_charts.py",
      "reports/card_table.py", "reports/card_tiles.py", "reports/card_pair.py")  # fmt: skip
def figures(texts: list[str], room: Room) -> None:
    short = _cut(texts)
    grid = Grid((GridColumn(short[0]), GridColumn("n", Unit.COUNT)),
                tuple((text, 3) for text in short), (short[1], 3))  # fmt: skip
    measures = tuple(
        Measure(str(n), text, 0.4, Unit.RATIO, 0.3, 9, better="up", why=text)
        for n, text in enumerate(short[:40])
    )
    made = [figure_card("list", title=short[2], grid=grid, measures=measures, note=short[3],
                        meaning=meaning(hint=short[4]))]  # fmt: skip
    step = 6 if room.is_long else 90
    for n, at in enumerate(range(0, len(short) - 6, step)):
        six = tuple(short[at : at + 6])
        kind = (ChartKind.BARS, ChartKind.LINES, ChartKind.SHARES, ChartKind.HEAT)[n % 4]
        chart = Chart(kind, six, (Series(six[0], (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)),),
                      axis=six[1], value_axis=six[2], row_axis=six[3])  # fmt: skip
        made.append(figure_card(f"chart{n}", title=six[4], chart=chart, note=six[5]))
    paper = CardPaper(short[5], _letterhead(short[6]), short[7], ((short[8], tuple(made)),))
    for look in room.looks:
        is_plain_pdf(card_page.render(paper, look))


@sink("member cards", "reports/cards.py")
def member_cards(texts: list[str], room: Room) -> None:
    short = _cut(texts)
    made = [
        card(shop_name=text, member_name=text, tier_name=text, valid_text=text, logo=None)
        for text in (short if room.is_long else short[::8])
    ]
    for look in room.looks:
        is_plain_pdf(cards.render_sheet(made, look))


@sink("csv", "gateways/sheet_writing.py")
def sheets_csv(texts: list[str], room: Room) -> None:
    path = room.folder / "a.csv"
    write_csv(path, ["n", texts[0], "z"], [(n, text, 1) for n, text in enumerate(texts)])
    assert b"\0" not in path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(texts) + 1 and all(len(row) == 3 for row in rows)
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip(" \n\xa0").startswith(RISKY_START) or re.fullmatch(r"\d+", cell)


@sink("rows that were not imported", "services/import_problems.py")
def bad_rows(texts: list[str], room: Room) -> None:
    path = room.folder / "errors.csv"
    with ErrorsFile(path) as file:
        file.add(BadRow(n, "name", "x", text, text) for n, text in enumerate(texts))
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert len(rows) == len(texts) + 1 and all(len(row) == 4 for row in rows)
    for row in rows:
        assert not any(cell.lstrip(" \n\xa0").startswith(RISKY_START) for cell in row[1:])


def _is_plain_xlsx(path: Path, texts: list[str], column: str) -> None:
    """See that a workbook has no formula, link, picture or part of another's, and all texts."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as parcel:
        names = parcel.namelist()
        for name in names:
            content = parcel.read(name)
            assert not re.search(rb"<f[ >]|<hyperlink|TargetMode=\"External\"", content), name
        assert not [n for n in names if "media" in n or "externalLink" in n or "drawing" in n]
        cells = [
            cell
            for name in names
            if name.startswith("xl/worksheets/sheet")
            for cell in ET.fromstring(parcel.read(name)).iter(f"{space}c")
        ]
    kinds = {cell.get("t", "n") for cell in cells if str(cell.get("r")).startswith(column)}
    assert kinds <= {"s", "inlineStr", "str"}, kinds
    count = sum(str(cell.get("r")).startswith(column) for cell in cells)
    assert count >= sum(1 for text in texts if text.replace("\0", ""))


@sink("xlsx", "gateways/sheet_writing.py", "gateways/spreadsheets.py")
def sheets_xlsx(texts: list[str], room: Room) -> None:
    path = room.folder / "a.xlsx"
    rows = [(n, text) for n, text in enumerate(texts)]
    write_xlsx(path, texts[0], ["n", texts[1]], rows, rtl=True, kinds=["number", "text"])
    _is_plain_xlsx(path, texts, "B")
    with read_table(path) as table:  # and our own reader gives the plain ones back
        back = {cells[1] for _line, cells in table.rows if len(cells) > 1}
    plain = {text for text in texts if text.isprintable() and text.strip() and len(text) < 32_000}
    assert len(plain - back) <= 2  # a first row may pass for headings


@sink("book of sheets", "gateways/sheet_book.py")
def books(texts: list[str], room: Room) -> None:
    lines = tuple(Line((text, 1), ("text", "number")) for text in texts)
    parts = [Part(text, lines if not n else lines[:1]) for n, text in enumerate(texts[:30])]
    write_book(room.folder / "book.xlsx", texts[0], parts, rtl=False)
    _is_plain_xlsx(room.folder / "book.xlsx", texts, "A")
    write_stacked(room.folder / "book.csv", parts)
    with (room.folder / "book.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            assert not any(cell.lstrip(" \n\xa0").startswith(RISKY_START) for cell in row)


@sink("calendar file", "gateways/ics.py")
def calendars(texts: list[str], room: Room) -> None:
    entries = [
        ics.Entry(f"{n}@club", NOON, DAY, 30, text, text, text, "open", NOON)
        for n, text in enumerate(texts)
    ]
    content = ics.write(entries, texts[0], alarm_minutes=10)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\r" not in content.replace(b"\r\n", b"") and b"\n" not in content.replace(b"\r\n", b"")
    lines = content.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    known = {"BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME",
             "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE",
             "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP", "DESCRIPTION", "LOCATION", "ACTION",
             "TRIGGER"}  # fmt: skip
    assert {re.split("[;:]", line)[0] for line in lines if line} <= known
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(texts)


@sink("log", "ui/shell/log.py")
def logs(texts: list[str], room: Room) -> None:
    folder = room.folder / "logs"
    folder.mkdir()
    assert log.start(folder)
    try:
        for text in texts:
            log.logger.warning("%s", text)
    finally:
        log.stop()
    files = sorted(folder.glob("loyaldesk.log*"))
    lines = [line for file in files for line in file.read_text("utf-8").split("\n") if line]
    heads = [line for line in lines if re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z]+ ", line)]
    assert len(heads) == len(texts) + 1  # and the one that says the program starts
    assert all(line in heads or line.startswith("    ") for line in lines)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", "".join(lines))
    logging.raiseExceptions = True


@sink("search", "store/search.py")
def searches(texts: list[str], room: Room) -> None:
    """A result or none, never an error; signs of a pattern find themselves only."""
    db = room.desk.db  # type: ignore[attr-defined]
    for text in texts:
        for hit in search.search_members(db, text, everyone=True):
            assert hit.id
    assert search.search_members(db, "%") == search.search_members(db, "_") == []
    for sign in ("%", "_", "\\"):
        assert all(sign in hit.name for hit in search.search_members(db, f"a{sign}b"))


@sink("json", "cli/frame.py")
def json_lines(texts: list[str], room: Room) -> None:
    from io import StringIO
    from unittest.mock import patch

    from loyaldesk.cli import frame

    out = StringIO()
    with patch("sys.stdout", out):
        for text in texts:
            frame.say_json({"name": text})
    lines = out.getvalue().split("\n")
    assert [json.loads(line)["name"] for line in lines if line] == texts


@sink("what is stored", "kernel/persian.py")
def entries(texts: list[str], room: Room) -> None:
    """At the door: refused, or one clean line without controls and overrides."""
    for text in texts:
        if not is_storable(text):
            continue
        kept = clean(text)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]", kept)
        assert kept == clean(kept)
    with using(LOOKS[1]):
        assert clean("a\u202egnp") == "agnp"
