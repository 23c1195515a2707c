"""The CDNOW sample of the papers, counted in the plainest way."""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from loyaldesk.domain.insight.model import Buyers

FILE = Path(__file__).parents[2] / "fixtures" / "cdnow" / "CDNOW_sample.txt"
TURN = date(1997, 9, 30)
"""The end of week 39; the 39 weeks after it are the hold-out."""


@cache
def days_of_members() -> dict[str, dict[date, float]]:
    """Return the dollars of each day on which each member bought."""
    found: dict[str, dict[date, float]] = {}
    for line in FILE.read_text(encoding="ascii").splitlines():
        _, member, day, _, dollars = line.split()
        bought = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        days = found.setdefault(member, {})
        days[bought] = days.get(bought, 0.0) + float(dollars)
    return found


def buyers(until: date = TURN) -> Buyers:
    """Return what is known of the members at the end of the day ``until``."""
    rows = []
    for days in days_of_members().values():
        seen = sorted(day for day in days if day <= until)
        sums = [days[day] for day in seen[1:]]
        rows.append(
            (len(sums), (seen[-1] - seen[0]).days, (until - seen[0]).days,
             sum(sums) / len(sums) if sums else 0.0)
        )  # fmt: skip
    x, last, age, mean = zip(*rows, strict=True)
    return Buyers(np.array(x), np.array(last), np.array(age), np.array(mean))


def later(after: date = TURN) -> np.ndarray:
    """Return the days with a purchase that each member had after ``after``."""
    return np.array([sum(day > after for day in days) for days in days_of_members().values()])
