"""Every card of measured loyalty in a large shop: from nothing, again, and after one more sale.

``python -m tests.benchmarks.bench_cards --members 100000 --sales 1000000``
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import catalogue, nightly, refreshing
from loyaldesk.services.insight.reading import Shelf, reading
from tests.benchmarks.bench_insight import ASKED, add_sales, benchmark_shop
from tests.benchmarks.common import stopwatch

REPORT = tuple(entry.key for entry in catalogue.ENTRIES if "overview" in entry.pages)
"""The figures of the first page."""


def main() -> None:
    """Print a table of all cards and pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--sales", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "loyaldesk-bench")
    parser.add_argument("--only", nargs="*", help="keys of cards")
    parser.add_argument("--without-night", action="store_true", help="marks are there already")
    chosen = parser.parse_args()
    path = chosen.folder / f"insight-{chosen.members}-{chosen.sales}.club"
    desk = benchmark_shop(path, chosen.members, chosen.sales)
    refreshing.refresh(desk)
    if not chosen.without_night:
        with stopwatch("what the night measures"):
            nightly.run(desk)
    built(desk, Shelf(), ("activity",))  # the modules are read, the file is in memory
    print(f"{'card':<22} {'cold s':>8} {'warm s':>8} {'a sale more':>12} {'peak MB':>8}")
    for entry in catalogue.ENTRIES:
        if not chosen.only or entry.key in chosen.only:
            row(desk, entry.key, (entry.key,))
    if not chosen.only:
        for page, _ in catalogue.pages():
            keys = tuple(entry.key for entry in catalogue.ENTRIES if page in entry.pages)
            row(desk, f"page {page}", keys)
        row(desk, "everything", tuple(entry.key for entry in catalogue.ENTRIES))
    desk.db.close()


def row(desk: Desk, name: str, keys: tuple[str, ...]) -> None:
    """Print how long some cards take in one picture of the club."""
    shelf = Shelf()
    forget_peak()
    cold = seconds(lambda: built(desk, shelf, keys))
    most = peak()
    warm = min(seconds(lambda: built(desk, shelf, keys)) for _ in range(2))
    add_sales(desk, 1)
    more = seconds(lambda: built(desk, shelf, keys))
    print(f"{name:<22} {cold:8.3f} {warm:8.3f} {more:12.3f} {most:8.0f}", flush=True)


def built(desk: Desk, shelf: Shelf, keys: tuple[str, ...]) -> None:
    """Reckon some cards as a page does."""
    with reading(desk, ASKED, shelf) as read:
        catalogue.by_key(read, keys)


def seconds(act: Callable[[], object]) -> float:
    """Return how long the processor works on *act*: others may use the machine meanwhile."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def forget_peak() -> None:
    """Begin to look for the largest memory anew, where the system can."""
    place = Path("/proc/self/clear_refs")
    if place.exists():
        place.write_text("5", "ascii")


def peak() -> float:
    """Return the largest memory since `forget_peak` in MB; 0 where the system does not tell."""
    place = Path("/proc/self/status")
    if not place.exists():
        return 0.0
    told = dict(line.split(":", 1) for line in place.read_text("ascii").splitlines())
    return int(told["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    main()
