"""Settings that cannot be read are the usual ones; the program starts all the same."""

import json
from pathlib import Path

import pytest

from loyaldesk.kernel.settings import MachineSettings

USUAL = MachineSettings()


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    mine = MachineSettings(
        language="en",
        theme="dark",
        calendar="jalali",
        club="C:\\باشگاه\\نارنج.club",
        till="2",
        receipt_width_mm=58,
        printers={"a4": "چاپگر"},
        scanner_prefix="]C1",
    )
    mine.save(path)
    assert MachineSettings.load(path) == mine
    assert [p.name for p in tmp_path.iterdir()] == ["settings.json"]


def test_no_file_is_the_usual_settings(tmp_path: Path) -> None:
    assert MachineSettings.load(tmp_path / "none.json") == USUAL
    assert MachineSettings.load(tmp_path) == USUAL  # a folder of that name


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"null", b"[]", b'"fa"', b"[" * 100_000, b"\0" * 50,
     b"SQLite format 3\0"],
)  # fmt: skip
def test_r93_a_broken_file_is_the_usual_settings(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert MachineSettings.load(path) == USUAL


@pytest.mark.parametrize(
    "foreign",
    [
        {"language": "de"},
        {"language": None},
        {"language": 5},
        {"theme": "pink"},
        {"calendar": "julian"},
        {"receipt_width_mm": True},
        {"receipt_width_mm": 0},
        {"receipt_width_mm": "80"},
        {"printers": {"a4": 5}},
        {"printers": []},
        {"unknown": "field"},
    ],
)
def test_r93_a_foreign_value_is_passed_over(tmp_path: Path, foreign: dict[str, object]) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(foreign), "utf-8")
    assert MachineSettings.load(path) == USUAL


def test_one_foreign_value_does_not_cost_the_others(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"language": "en", "theme": 7, "till": "3"}), "utf-8")
    assert MachineSettings.load(path) == MachineSettings(language="en", till="3")


def test_a_file_name_that_is_no_text_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    odd = MachineSettings(club="/home/\udcff.club")  # how Python names a file of broken bytes
    odd.save(path)
    assert MachineSettings.load(path) == odd


def test_r93_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="settings"):
        USUAL.save(tmp_path / "missing" / "settings.json")


def test_a_read_only_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    MachineSettings(language="en").save(path)
    path.chmod(0o444)
    assert MachineSettings.load(path).language == "en"
    path.chmod(0o644)
