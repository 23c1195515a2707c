"""The fit and every prediction of the model, beside lifetimes where it is installed.

``python -m tests.benchmarks.bench_clv --members 1000000 --repeat 5``

Each size runs in a process of its own, so that peak memory is its own. Goals (SPEED 4) for
1,000,000 members: everything in 0.5 s and 250 MB; both fits and the predictions at least 80 times
faster than lifetimes, 20 times on CDNOW.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

# Small products of vectors: two threads of the library on shared cores cost more than one.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from loyaldesk.domain.insight import bgnbd, gammagamma
from loyaldesk.domain.insight.model import YEAR, Buyers, Model, Money, fit
from tests.domain.insight.cdnow import buyers as cdnow

GOAL_SECONDS, GOAL_MB = 0.5, 250


def simulated(count: int, seed: int = 1) -> Buyers:
    """Return members who behave as the model says, with the parameters of the paper."""
    draw = np.random.default_rng(seed)
    rate = draw.gamma(0.243, 1 / (4.414 * 7), count)
    leave = draw.beta(0.793, 2.426, count)
    age = draw.integers(60, 731, count)
    x, last, at = np.zeros(count, np.int64), np.zeros(count), np.zeros(count)
    here = np.arange(count)
    while len(here):
        at[here] += draw.exponential(1, len(here)) / np.maximum(rate[here], 1e-300)
        here = here[at[here] < age[here]]
        x[here] += 1
        last[here] = at[here]
        here = here[draw.random(len(here)) >= leave[here]]
    days = np.minimum(np.ceil(last).astype(np.int64), age)
    scale = draw.gamma(3.74, 1 / 15.44, count)
    mean = draw.gamma(np.maximum(6.25 * x, 1e-9)) / (scale * np.maximum(x, 1))
    return Buyers(x, days, age, np.where(x > 0, mean, 0.0))


class Watch:
    """Notes the most resident memory while something runs (on Linux)."""

    def __init__(self) -> None:
        self.most, self.over = 0.0, threading.Event()

    def __enter__(self) -> "Watch":
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.over.wait(0.002):
            self.most = max(self.most, resident_mb())


def resident_mb() -> float:
    """Return the memory held now, or NaN where the system does not tell it plainly."""
    told = Path("/proc/self/statm")
    if not told.exists():
        return float("nan")
    pages = int(told.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def best(act: Callable[[], object], repeat: int) -> tuple[float, object]:
    """Return the least seconds of several runs, and what the last gave."""
    times, found = [], None
    for _ in range(repeat):
        begun = time.perf_counter()
        found = act()
        times.append(time.perf_counter() - begun)
    return min(times), found


def own(asked: Buyers, repeat: int) -> dict[str, float]:
    """Return the seconds of each part, and of the whole as the services call it."""
    group, visits = best(
        lambda: bgnbd.visits_of(asked.repeats, asked.first_to_last, asked.age), repeat
    )
    climb, _ = best(lambda: bgnbd.fit(visits), repeat)
    again = (asked.repeats > 0) & (asked.mean_rial > 0)
    money, _ = best(
        lambda: gammagamma.fit(
            gammagamma.spending_of(asked.repeats[again], asked.mean_rial[again])
        ),
        repeat,
    )
    whole, model = best(lambda: fit(asked), repeat)
    assert isinstance(model, Model)
    told, _ = best(lambda: model.predict(asked, YEAR, 0.127), repeat)
    return {
        "rows": len(asked), "unique rows": len(visits.repeats) + len(visits.single_age),
        "group": group, "fit visits": group + climb, "fit money": money, "fit, all": whole,
        "active": best(lambda: model.active(asked), repeat)[0],
        "expected": best(lambda: model.visits(asked, YEAR), repeat)[0],
        "12 months, discounted": best(lambda: model.spend(asked, YEAR, 0.127), repeat)[0],
        "predict, with both ranges": told, "everything": whole + told,
    }  # fmt: skip


def peer(asked: Buyers) -> dict[str, float]:
    """Return the seconds of lifetimes for the same, once."""
    warnings.simplefilter("ignore")
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    x, last, age = asked.repeats, asked.first_to_last / 7, asked.age / 7
    visits, money = BetaGeoFitter(0.0), GammaGammaFitter(0.0)
    again = (x > 0) & (asked.mean_rial > 0)
    rows = [pd.Series(each) for each in (x, last, age, asked.mean_rial)]
    found = {
        "fit visits": best(lambda: visits.fit(x, last, age), 1)[0],
        "fit money": best(lambda: money.fit(x[again], asked.mean_rial[again]), 1)[0],
        "active": best(lambda: visits.conditional_probability_alive(*rows[:3]), 1)[0],
        "expected": best(
            lambda: visits.conditional_expected_number_of_purchases_up_to_time(YEAR, *rows[:3]), 1
        )[0],
        "12 months, discounted": best(
            lambda: money.customer_lifetime_value(visits, *rows, 12, 0.01, "W"), 1
        )[0],
    }
    found["everything"] = sum(found.values())
    model = Model(
        *(float(visits.params_[k]) for k in ("r", "alpha", "a", "b")), 0.0, len(x), 0,
        Money(*(float(money.params_[k]) for k in ("p", "q", "v")), 0.0, 0), 0.0,
    )  # fmt: skip
    alive = visits.conditional_probability_alive(*rows[:3])
    told = visits.conditional_expected_number_of_purchases_up_to_time(YEAR, *rows[:3])
    found["distance, active"] = float(np.abs(model.active(asked) - alive).max())
    found["distance, expected"] = float(np.abs(model.visits(asked, YEAR) - told).max())
    return found


def run(chosen: argparse.Namespace) -> None:
    """Measure one size in this process and print it as JSON."""
    asked = cdnow() if chosen.one == 0 else simulated(chosen.one)
    if chosen.peer:
        found = peer(asked)
    else:
        before = resident_mb()
        with Watch() as watch:
            model = fit(asked)
            told = model.predict(asked)
        del told
        found = own(asked, chosen.repeat)
        found["MB before"], found["MB peak of fit and predict"] = before, watch.most
    print(json.dumps(found))


def asked_of(size: int, repeat: int, *more: str) -> dict[str, float]:
    """Run one size in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_clv", "--one", str(size),
         "--repeat", str(repeat), *more],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(done.stderr[-800:])
        return {}
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print each size: own seconds, those of lifetimes, and how often ours go into them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", default="100000,1000000", help="sizes, with commas")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peer-most", type=int, default=1_000_000)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one is not None:
        run(chosen)
        return
    there = find_spec("lifetimes") is not None
    for size in (0, *(int(part) for part in chosen.members.split(",") if part)):
        print(f"\n{size:,} members, simulated" if size else "\nCDNOW sample")
        ours = asked_of(size, chosen.repeat)
        theirs = asked_of(size, 1, "--peer") if there and size <= chosen.peer_most else {}
        for name, figure in ours.items():
            line = f"  {name:<28}"
            if name.startswith(("rows", "unique", "MB")):
                print(f"{line}{figure:14,.0f}")
                continue
            line += f"{figure * 1000:12.2f} ms"
            if name in theirs:
                line += (
                    f"   lifetimes {theirs[name] * 1000:12.1f} ms  x{theirs[name] / figure:8.1f}"
                )
            print(line)
        for name in ("distance, active", "distance, expected"):
            if name in theirs:
                print(f"  {name:<28}{theirs[name]:14.2e} (same parameters)")
        if not there:
            print("  lifetimes: not installed")
        if size == 1_000_000 and ours:
            good = ours["everything"] <= GOAL_SECONDS
            small = ours["MB peak of fit and predict"] <= GOAL_MB
            print(f"  goals {GOAL_SECONDS} s: {good}, {GOAL_MB} MB: {small}")


if __name__ == "__main__":
    main()
