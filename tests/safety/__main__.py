"""Measure the promises of safety and print one table: ``python -m tests.safety``."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.safety.registry import SEED_NAME, Row, Scale, every, measure, seed

HEAD = ("id", "goal", "run", "measured", "verdict", "seconds")


def cells(row: Row) -> tuple[str, ...]:
    """Return one row of the table as texts."""
    one = row.measurement
    return (
        " ".join(filter(None, (one.id, one.part))), one.goal, "long" if row.is_long else "fast",
        row.figure.text, row.verdict, f"{row.seconds:.1f}",
    )  # fmt: skip


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown, which is good to read as it is too."""
    lines = [HEAD, tuple("---" for _ in HEAD), *map(cells, rows)]
    return "\n".join(
        "| " + " | ".join(" ".join(cell.replace("|", "/").split()) for cell in line) + " |"
        for line in lines
    )


def main(words: Sequence[str]) -> int:
    """Measure what is asked for; return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.safety", description=__doc__)
    parser.add_argument("--long", action="store_true", help="the whole figures, not the daily ones")
    parser.add_argument("--only", default="", help="promises to measure, as R1,R2")
    parser.add_argument("--seed", type=int, help=f"repeat a run; also in {SEED_NAME}")
    parser.add_argument("--out", type=Path, help="write the table into this file too")
    chosen = parser.parse_args(words)
    if chosen.seed is not None:
        os.environ[SEED_NAME] = str(chosen.seed)
    number = seed()
    wanted = [each.strip().upper() for each in chosen.only.split(",") if each.strip()]
    rows = []
    for one in every(wanted):
        with tempfile.TemporaryDirectory(prefix="loyaldesk-", ignore_cleanup_errors=True) as name:
            os.environ["LOYALDESK_HOME"] = str(Path(name) / "home")
            folder = Path(name) / "room"
            folder.mkdir()
            rows.append(measure(one, Scale(folder, chosen.long, number)))
        print("  ".join(cells(rows[-1])), file=sys.stderr, flush=True)
    text = table(rows)
    print(text)
    if chosen.out is not None:
        told = f"Measured {datetime.now(UTC):%Y-%m-%d}, seed {number}.\n\n{text}\n"
        chosen.out.write_text(told, encoding="utf-8")
    missed = sum(row.figure.is_reached is False for row in rows)
    print(f"{len(rows)} measured, {missed} missed")
    return 1 if missed or not rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
