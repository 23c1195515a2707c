"""Papers about follow-ups and complaints from the command line."""

import pypdfium2
import pytest

from loyaldesk import cli
from tests.conftest import PIN


@pytest.fixture
def run(club_file, clock, capsys, monkeypatch, tmp_path):
    """Run ``report`` on a club in this process; return exit code, answer and error."""
    monkeypatch.setenv(cli.SECRET, PIN)

    def run_(which: str, when: str) -> tuple[int, str, str]:
        path = tmp_path / f"{which}.pdf"
        words = ["report", which, str(club_file), when, "--out", str(path), "--language", "en"]
        code = cli.main(words, clock=clock)
        return code, *capsys.readouterr()

    return run_


@pytest.mark.parametrize(
    ("which", "when", "part"),
    [
        ("agenda", "1405/09/02", "Follow-ups of Maryam"),
        ("agenda", "today", "Nothing is to be done"),
        ("complaints", "1405-08", "Nobody complained"),
        ("promises", "2026-10", "no promise yet"),
        ("said", "1405-08", "You said, we did"),
    ],
)
def test_each_paper_is_written(run, tmp_path, which, when, part):
    code, out, _ = run(which, when)
    assert code == 0 and f"{which}.pdf" in out
    with pypdfium2.PdfDocument(tmp_path / f"{which}.pdf") as document:
        assert part in " ".join(document[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(
    ("which", "when", "part"),
    [
        ("agenda", "never", "is not a day"),
        ("complaints", "1405-13", "is no period"),
        ("said", "1405-12", "not a month"),
    ],
)
def test_a_time_that_is_none_is_told_in_a_sentence(run, tmp_path, which, when, part):
    code, out, err = run(which, when)
    assert code == 2 and out == "" and part in err
    assert not (tmp_path / f"{which}.pdf").exists()


@pytest.mark.parametrize("which", ["monthly", "agenda", "complaints", "promises", "said"])
def test_a_paper_never_takes_the_place_of_a_club(club_file, clock, capsys, monkeypatch, which):
    monkeypatch.setenv(cli.SECRET, PIN)
    before = club_file.read_bytes()[:4096]
    when = "today" if which == "agenda" else "1405-08"
    words = ["report", which, str(club_file), when, "--out", str(club_file), "--language", "en"]
    assert cli.main(words, clock=clock) == 2
    assert "must end in" in capsys.readouterr().err
    assert club_file.read_bytes()[:4096] == before
