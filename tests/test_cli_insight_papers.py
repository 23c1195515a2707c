"""Papers of the pack, the pack itself and every metric from the command line."""

import json

import pypdfium2
import pytest

from loyaldesk import cli
from tests.conftest import PIN
from tests.makers import make_member, make_sale


@pytest.fixture
def run(desk, club_file, clock, capsys, monkeypatch):
    """Run a command on a club where Sara bought today; return exit code, answer and error."""
    monkeypatch.setenv(cli.SECRET, PIN)
    member = make_member(desk, last_name="Ahmadi")
    make_sale(desk, member.id, 2_500_000)

    def run_(verb: str, *words: str) -> tuple[int, str, str]:
        head = [verb, words[0], str(club_file)] if verb == "report" else [verb, str(club_file)]
        rest = words[1:] if verb == "report" else words
        code = cli.main([*head, *rest, "--language", "en"], clock=clock)
        return code, *capsys.readouterr()

    return run_


def text_of(path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        whole = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(whole.split())


@pytest.mark.parametrize("period", ["1405-08", "1405-Q3", "1405", "2026-10-23..2026-11-21"])
def test_a_paper_of_any_period_is_written(run, tmp_path, period):
    path = tmp_path / "t.pdf"
    code, out, _ = run("report", "tiers", period, "--out", str(path))
    assert code == 0 and "t.pdf" in out
    assert "Members by tier and moves" in text_of(path)


def test_the_figures_go_into_a_sheet_by_the_ending(run, tmp_path):
    path = tmp_path / "t.xlsx"
    assert run("report", "tiers", "1405-08", "--out", str(path))[0] == 0
    assert path.read_bytes()[:2] == b"PK"


def test_the_statement_needs_a_member(run, desk, tmp_path):
    path = tmp_path / "s.pdf"
    code, _, err = run("report", "statement", "1405-08", "--out", str(path))
    assert code == 2 and "--member" in err
    number = desk.db.execute_sql("SELECT number FROM member").fetchone()[0]
    words = ("report", "statement", "1405-08", "--out", str(path), "--member", number)
    assert run(*words)[0] == 0
    assert "Ahmadi" in text_of(path)


def test_a_paper_never_takes_the_place_of_a_club(run, club_file):
    code, _, err = run("report", "value", "1405-08", "--out", str(club_file))
    assert code == 2 and "must end in" in err


def test_the_pack_is_written_to_a_folder(run, tmp_path):
    folder = tmp_path / "pack"
    code, out, err = run("report", "pack", "1405-08", "--out", str(folder), "--lang", "en")
    assert code == 0, err
    assert "20 files" in out
    assert (folder / "1405-08 monthly-full en.pdf").exists()


def test_a_period_to_come_is_told_in_a_sentence(run, tmp_path):
    code, _, err = run("report", "kpi", "1406-01", "--out", str(tmp_path / "k.pdf"))
    assert code == 2 and err
    assert not (tmp_path / "k.pdf").exists()


def test_every_metric_says_version_window_and_count(run):
    code, out, err = run("metrics", "--from", "2026-10-23", "--to", "2026-11-21", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert told["period"] == {"first": "2026-10-23", "last": "2026-11-21"}
    by_metric = {one["metric"]: one for one in told["metrics"]}
    assert by_metric["retention"]["value"] is None and by_metric["retention"]["why"]
    for one in told["metrics"]:
        assert set(one) == {"metric", "name", "value", "unit", "before", "count",
                            "formula_version", "first", "last", "why"}  # fmt: skip
        assert one["formula_version"] >= 1
        assert one["value"] is not None or one["why"]
    code, out, _ = run("metrics", "--from", "2026-10-23", "--to", "2026-11-21")
    assert code == 0 and "NaN" not in out and "retention" in out


@pytest.mark.parametrize(
    ("paper", "period", "file", "sentence"),
    [
        ("kpi", "1405-13", "k.pdf", "is no period"),
        ("kpi", "soon", "k.pdf", "is no period"),
        ("kpi", "1406-01", "k.pdf", "has not begun yet"),
        ("pack", "1406-01", "pack", "has not begun yet"),
        ("pack", "1405-08", "taken", "is a file, not a folder"),
        ("kpi", "1405-08", "k.doc", "must end in"),
        ("kpi", "1405-08", "gone/k.pdf", "does not exist"),
        ("horoscope", "1405-08", "k.pdf", "invalid choice"),
    ],
)
def test_what_cannot_be_written_is_told_in_a_sentence_and_leaves_nothing(
    run, tmp_path, paper, period, file, sentence
):
    (tmp_path / "taken").write_text("keep")
    before = {path.name for path in tmp_path.iterdir()} | {"home"}
    code, _, err = run("report", paper, period, "--out", str(tmp_path / file))
    assert code == 2 and sentence in err
    assert {path.name for path in tmp_path.iterdir()} <= before
    assert (tmp_path / "taken").read_text() == "keep"


def test_a_member_nobody_knows_has_no_statement(run, tmp_path):
    words = ("statement", "1405-08", "--out", str(tmp_path / "s.pdf"), "--member", "M99999")
    code, _, err = run("report", *words)
    assert code == 2 and "M99999" in err


def test_the_same_pack_again_takes_the_place_of_the_first(run, tmp_path):
    folder = tmp_path / "pack"
    words = ("pack", "1405-08", "--out", str(folder), "--lang", "en")
    assert run("report", *words)[0] == 0
    (folder / "mine.txt").write_text("keep")
    before = {path.name for path in folder.iterdir()}
    assert run("report", *words)[0] == 0
    assert {path.name for path in folder.iterdir()} == before
