"""What members call themselves stays plain text at every exit of the figures."""

import csv
from zipfile import ZipFile

import pypdfium2
import pytest

from loyaldesk.domain.insight.period import Period
from loyaldesk.kernel.look import Look
from loyaldesk.services.insight import papers, people, sheets
from tests.insight.making import ClubStory

ABAN = Period.parse("1405-08")
NAMES = ("=1+1", "<b>Sara</b> & co", "@SUM(A1)", "\u202eenola", "+98", "<img src=x>")


@pytest.fixture
def club(desk, clock):
    story = ClubStory(desk, clock)
    for name in NAMES:
        member = story.member("2026-10-01", first_name=name, last_name=name)
        story.sales(member, "2026-10-25", 3, 5)
    return desk


def test_a_table_never_begins_a_cell_with_a_formula(club, tmp_path):
    for suffix in ("csv", "xlsx"):
        for name in ("segments", "at-risk", "value"):
            out = tmp_path / f"{name}.{suffix}"
            sheets.save_paper(club, name, ABAN, out, Look("en", "jalali", "toman"))
            if suffix == "csv":
                lines = out.read_text("utf-8-sig").splitlines()
                cells = [cell for row in csv.reader(lines) for cell in row]
                assert [cell for cell in cells if cell.startswith(("=", "@", "+9"))] == []
                assert not any("\u202e" in c for c in cells)
            else:
                with ZipFile(out) as book:
                    assert not any(b"<f>" in book.read(n) for n in book.namelist())


def test_a_paper_prints_tags_as_they_were_typed(club):
    made = papers.pdf(club, "segments", ABAN, Look("en", "jalali", "toman"))
    with pypdfium2.PdfDocument(made) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "<b>Sara</b>" in text


def test_the_list_behind_a_figure_has_the_names_as_they_are(club):
    ids = [id_ for (id_,) in club.db.execute_sql("SELECT id FROM member ORDER BY id").fetchall()]
    names = [row.name for row in people.page(club, ids, 0, 10, ABAN.span)]
    assert any("<b>Sara</b>" in name for name in names)
    assert not any("\u202e" in name for name in names)
