"""Vouchers that were just made, as a file for Excel or a sheet to print and cut."""

from collections.abc import Sequence
from pathlib import Path

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, look
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import exports, printing, vouchers
from loyaldesk.services.desk import Desk


def voucher_listing(desk: Desk, ids: Sequence[int]) -> exports.Listing:
    """Return vouchers as they go into a file or on paper, the first one first."""
    found = vouchers.voucher_list(desk, ids=ids, limit=len(ids))
    is_persian = look().language == "fa"
    rows = [
        (
            row.typed, row.name_fa if is_persian else row.name_en, row.member, row.valid_from,
            row.valid_until,
        )
        for row in reversed(found)
    ]  # fmt: skip
    columns = (
        exports.Column(tr("Code")), exports.Column(tr("Reward")), exports.Column(tr("Member")),
        exports.Column(tr("Made on"), "date"), exports.Column(tr("Last day"), "date"),
    )  # fmt: skip
    return exports.Listing("vouchers", tr("Vouchers"), columns, rows, len(rows))


def export_vouchers(
    desk: Desk, path: Path, ids: Sequence[int], progress: Progress = SILENT
) -> int:  # fmt: skip
    """Write vouchers to *path* (``.xlsx`` or ``.csv``) and return how many.

    Raises:
        BadInput: If the file's name ends in neither.
        StorageProblem: If the file cannot be written; it is then as it was.
    """
    if path.suffix.lower() not in exports.KINDS:
        raise BadInput("file", "unknown choice", path.suffix[:80])
    with desk.change(Permission.VOUCHER_ISSUE) as change:
        change.note("voucher.export", "voucher", None, count=len(ids))
    try:
        return exports.write_listing(
            path, voucher_listing(desk, ids), progress, exports.stamp_of(desk)
        )
    except OSError as error:
        raise exports.unwritable(path, error) from error


def voucher_list_pdf(
    desk: Desk, ids: Sequence[int], shown: Look, progress: Progress = SILENT
) -> bytes:
    """Return vouchers as a PDF."""
    return printing.draw_list(
        lambda: voucher_listing(desk, ids), desk, shown, progress, Permission.VOUCHER_ISSUE
    )
