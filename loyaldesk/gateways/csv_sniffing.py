"""In which encoding and with which separator a text file was written."""

import codecs
import csv
import re
from collections import Counter
from pathlib import Path

from loyaldesk.domain.importing import UnreadableFile, is_heading

SAMPLE_BYTES = 256 * 1024
SEPARATORS = (",", ";", "\t", "|")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file.

    A byte-order mark decides; then zeros in every other byte (UTF-16); then whether the whole
    file is UTF-8; else it is the old Persian and Arabic code page of Windows (bytes above 127 in
    runs) or the western one (single ones between Latin letters).

    Raises:
        UnreadableFile: ``encoding`` if it is UTF-8 with a damaged place.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and odd > 4 * even:
        return "utf-16-le"
    if even > len(sample) // 8 and even > 4 * odd:
        return "utf-16-be"
    bad_line = _first_line_not_utf8(path)
    if not bad_line:
        return "utf-8"
    text = sample.decode("utf-8", "replace")
    good = sum(1 for letter in text if letter > "\x7f" and letter != "\ufffd")
    if good > 20 * max(1, text.count("\ufffd")):
        raise UnreadableFile("encoding", bad_line)
    return _old_code_page(path, sample)


def _first_line_not_utf8(path: Path) -> int:
    """Return the line of the first byte that is not UTF-8, 0 if there is none."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while True:
            piece = file.read(1 << 20)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                good = error.object[: error.start]
                return line + max(good.count(b"\n"), good.count(b"\r"))
            if not piece:
                return 0
            line += max(piece.count(b"\n"), piece.count(b"\r"))


def _old_code_page(path: Path, sample: bytes) -> str:
    if not re.search(rb"[\x80-\xff]", sample):  # the first such letter stands far below
        sample = _first_high_part(path)
    if _UNDEFINED_IN_1252.search(sample):
        return "cp1256"
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", sample)]
    in_runs = sum(length for length in runs if length > 1)
    return "cp1256" if 2 * in_runs > sum(runs) else "cp1252"


def _first_high_part(path: Path) -> bytes:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            if found := re.search(rb"[\x80-\xff]", piece):
                return piece[found.start() :]
    return b""


def sample_text(path: Path, encoding: str) -> str:
    """Return the beginning of the file as text, without its last, perhaps cut, line."""
    with path.open("rb") as file:
        raw = file.read(SAMPLE_BYTES)
        cut = bool(file.read(1))
    text = codecs.getincrementaldecoder(encoding)("replace").decode(raw)
    if cut and len(lines := text.splitlines(keepends=True)) > 1:
        text = "".join(lines[:-1])
    return text


def is_text(text: str) -> bool:
    """Return whether a sample holds letters and figures, not the bytes of some other file."""
    odd = sum(1 for letter in text if letter < " " and letter not in "\t\r\n\x0b\x0c")
    return odd <= max(3, len(text) // 500)


def find_separator(text: str) -> str:
    """Return what stands between the cells: where most rows fall into equally many of them."""
    if said := re.match(r"sep=(.)\r?\n?", text, re.IGNORECASE):
        return said.group(1)
    scored = [(_score(text, separator), separator) for separator in SEPARATORS]
    best, separator = max(scored, key=lambda pair: pair[0])
    return separator if best > (0, 0.0, 0) else ","


def _score(text: str, separator: str) -> tuple[int, float, int]:
    """Return known headings, share of the rows with the usual width, and that width."""
    lines = text.splitlines(keepends=True)[:200]
    try:
        rows = [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:
        return 0, 0.0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0.0, 0
    width, count = widths.most_common(1)[0]
    known = max((sum(map(is_heading, row)) for row in rows[:30]), default=0)
    return known if known > 1 else 0, count / len(rows), width
