"""A file is written whole or not at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from loyaldesk.kernel.files import write_whole


def test_a_new_file_is_there_whole(tmp_path: Path) -> None:
    path = tmp_path / "گزارش آبان.pdf"
    write_whole(path, b"x" * 100_000)
    assert path.read_bytes() == b"x" * 100_000
    assert list(tmp_path.iterdir()) == [path]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a longer old content")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


def test_the_rest_of_a_killed_program_does_not_disturb(tmp_path: Path) -> None:
    path = tmp_path / "a"
    (tmp_path / "a.part").write_bytes(b"half of an older attempt, longer than the new one")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "a", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "kept").write_bytes(b"1")
    with pytest.raises(OSError, match="a"):
        write_whole(folder, b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert (folder / "kept").read_bytes() == b"1"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to here")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    (tmp_path / "a.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_program_killed_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    ended = subprocess.run([sys.executable, "-c", _KILLED.format(path=str(path))], check=False)
    assert ended.returncode == 9
    assert path.read_bytes() == b"old"


_KILLED = """
import os, pathlib
from loyaldesk.kernel import files
os.fsync = lambda number: os._exit(9)  # the power goes between writing and taking the place
files.write_whole(pathlib.Path({path!r}), b"new")
"""
