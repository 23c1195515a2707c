"""By what a row of sales is known again when its file, or a longer one, is imported once more."""

import hashlib
from array import array
from functools import lru_cache

from loyaldesk.domain.import_rows import SaleRow
from loyaldesk.kernel import persian, phone


def sale_row_key(row: SaleRow, ordinal: int = 1) -> str:
    """Return the key of a row: by its receipt number if it has one, else by its content.

    Args:
        row: A row that was read without a problem.
        ordinal: 1 for the first of the rows of the file that are equal in member, moment and
            amount, 2 for the second and so on; without meaning for a row with a receipt number.
    """
    if row.receipt:
        return "r:" + _short(hashlib.sha256(persian.code_key(row.receipt).encode()))
    return _by_content(hashlib.sha256(_content(row)), ordinal)


class KeyCounter:
    """Hands out the keys of a file's rows in their order, and counts the equal ones.

    Five million rows need about 100 MB: the counts stand in two flat arrays, found by eight bytes
    of the content's digest (two different rows of five million share them once in a million files).
    """

    def __init__(self) -> None:
        self._slots = 1 << 12
        self._marks = array("Q", bytes(8 * self._slots))
        self._counts = array("I", bytes(4 * self._slots))
        self._used = 0

    def key(self, row: SaleRow) -> str:
        """Return the key of the next row."""
        if row.receipt:
            return sale_row_key(row)
        digest = hashlib.sha256(_content(row))
        return _by_content(digest, self._count(int.from_bytes(digest.digest()[:8], "big") or 1))

    def _count(self, mark: int) -> int:
        marks, last = self._marks, self._slots - 1
        at = mark & last
        while marks[at] != mark:
            if marks[at] == 0:
                marks[at] = mark
                self._counts[at] = 1
                self._used += 1
                if 3 * self._used > 2 * self._slots:
                    self._grow()
                return 1
            at = (at + 1) & last
        self._counts[at] += 1
        return self._counts[at]

    def _grow(self) -> None:
        marks, counts = self._marks, self._counts
        self._slots *= 2
        self._marks = array("Q", bytes(8 * self._slots))
        self._counts = array("I", bytes(4 * self._slots))
        last = self._slots - 1
        for mark, count in zip(marks, counts, strict=True):
            if mark:
                at = mark & last
                while self._marks[at]:
                    at = (at + 1) & last
                self._marks[at], self._counts[at] = mark, count


def _content(row: SaleRow) -> bytes:
    at = "" if row.at is None else row.at.isoformat()
    return f"{member_key(row.member)}|{row.on.isoformat()}T{at}|{row.amount_rial}".encode()


def _by_content(digest: "hashlib._Hash", ordinal: int) -> str:
    digest.update(b"|%d" % ordinal)
    return "m:" + _short(digest)


def _short(digest: "hashlib._Hash") -> str:
    return digest.hexdigest()[:32]


@lru_cache(maxsize=65536)
def member_key(code: str) -> str:
    """Return one key for all spellings of a member's code; a mobile's key is the mobile."""
    key = persian.code_key(code)
    if len(key) >= 10 and (mobile := phone.normalize(key)):
        return mobile
    return key
