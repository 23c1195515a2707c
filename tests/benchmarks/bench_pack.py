"""The papers of a large shop: the monthly pack, a list of a thousand pages, the prediction.

``python -m tests.benchmarks.bench_pack --members 100000 --sales 1000000``
"""

import argparse
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from loyaldesk.domain.sample_names import SURNAMES, WOMEN
from loyaldesk.kernel.look import Look
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import pack
from loyaldesk.services.insight.forecast import predictions
from loyaldesk.services.insight.reading import Shelf
from tests.benchmarks.bench_cards import forget_peak, peak
from tests.benchmarks.bench_insight import ASKED, benchmark_shop
from tests.benchmarks.common import stopwatch

ROWS, COLUMNS = 40, 6


def main() -> None:
    """Print seconds and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--sales", type=int, default=1_000_000)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "loyaldesk-bench")
    parser.add_argument("--only", choices=("list", "pack", "predict"))
    chosen = parser.parse_args()
    if chosen.only in (None, "list"):
        lists(chosen.pages)
    if chosen.only == "list":
        return
    path = chosen.folder / f"insight-{chosen.members}-{chosen.sales}.club"
    desk = benchmark_shop(path, chosen.members, chosen.sales)
    if chosen.only in (None, "predict"):
        predict(desk)
    if chosen.only in (None, "pack"):
        packed(desk)
    desk.db.close()


def lists(pages: int) -> None:
    """Print pages a second of a list, beside the operators formatted and deflated alone."""
    with stopwatch("the room of reports read"):
        from loyaldesk.reports import listing  # its time is part of the first page
    headers = ["نام", "نام خانوادگی", "شماره", "مبلغ", "تاریخ", "کارت"]
    with stopwatch("the first page of a fresh process"):
        listing.render("فهرست اعضا", headers, table(1), Look("fa"), "نارنج")
    forget_peak()
    with stopwatch(f"a list of {pages} pages of {ROWS} rows") as took:
        size = len(listing.render("فهرست اعضا", headers, table(pages), Look("fa"), "نارنج"))
    print(f"{pages / took[0]:.0f} pages/s, {size / 1e6:.1f} MB of paper, peak {peak():.0f} MB")
    with stopwatch("floor: operators formatted and deflated") as floor:
        bare(pages)
    print(f"{pages / floor[0]:.0f} pages/s; the list takes {took[0] / floor[0]:.1f} times as long")


def table(pages: int) -> Iterator[list[str]]:
    """Yield rows of names and figures; names come again as they do in a shop."""
    for n in range(pages * ROWS):
        yield [
            WOMEN[n % len(WOMEN)].fa, SURNAMES[n * 7 % len(SURNAMES)].fa, f"M{n}",
            f"{n * 37_000 % 9_999_000:,}", f"1405/{n % 12 + 1:02d}/{n % 29 + 1:02d}", f"{n:016d}",
        ]  # fmt: skip


def bare(pages: int) -> int:
    """Format and deflate as much text as the list has, without any library."""
    size = 0
    rows = table(pages)
    for _ in range(pages):
        page = [
            f"BT /F1 9 Tf 1 0 0 1 {40 + 85 * column:.2f} {780 - 17 * place:.2f} Tm <{text}> Tj ET"
            for place in range(ROWS)
            for column, text in enumerate(each.encode().hex() for each in next(rows))
        ]
        size += len(zlib.compress("\n".join(page).encode()))
    return size


def predict(desk: Desk) -> None:
    """Print how long the prediction of everybody takes, from the snapshot to the last figure."""
    predictions(desk)  # the snapshot is near, the modules are read
    forget_peak()
    with stopwatch("prediction of everybody"):
        found = predictions(desk)
    print(f"{len(found.ids)} members, {type(found.model).__name__}, peak {peak():.0f} MB")
    shelf = Shelf()
    predictions(desk, shelf=shelf)
    with stopwatch("from the shelf"):
        predictions(desk, shelf=shelf)


def packed(desk: Desk) -> None:
    """Print how long the monthly pack takes, with its Excel files."""
    forget_peak()
    with TemporaryDirectory() as place, stopwatch("the monthly pack in one language"):
        found = pack.write_pack(desk, ASKED.period, Path(place) / "pack")
        size = sum(file.stat().st_size for file in found.files)
    print(f"{len(found.files)} files, {size / 1e6:.1f} MB of paper, peak {peak():.0f} MB")


if __name__ == "__main__":
    main()
