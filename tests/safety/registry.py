"""The list of what is measured: each measurement names its promise, its goal and its figure.

A measurement is a function that takes a `Scale` and returns a `Figure`::

    @measured("R1", goal="0 acknowledged sales lost, 0 broken, reopen < 2 s")
    def kills(scale: Scale) -> Figure:
        lost = ...
        return Figure(f"{lost} lost", is_reached=not lost)

It stands in any module of this folder and is found there by ``python -m tests.safety``; tests call
it, or what it is made of, themselves. It writes below ``scale.folder`` only, which is its own and
empty. Whatever is left to chance hangs on ``scale.seed``.
"""

import os
import pkgutil
import random
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

SEED_NAME = "LOYALDESK_SEED"


def seed() -> int:
    """Return the seed asked for in the environment, or a new one; print it either way."""
    chosen = int(os.environ.get(SEED_NAME) or random.SystemRandom().randrange(10**6))
    print(f"{SEED_NAME}={chosen}")
    return chosen


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured, by which chance, and where it may write."""

    folder: Path
    is_long: bool = False
    seed: int = 1

    def of(self, fast: int, long: int) -> int:
        """Return the figure for this run: a small one every day, the whole one before a release."""
        return long if self.is_long else fast

    def chance(self, name: str = "") -> random.Random:
        """Return chance that hangs on the seed and *name* alone."""
        return random.Random(f"{self.seed} {name}")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured.

    Attributes:
        text: The figures in words, short enough for a cell of the table.
        is_reached: Whether the goal is reached; None: this computer cannot measure it, *text* says
            why.
    """

    text: str
    is_reached: bool | None


Measure = Callable[[Scale], Figure]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One promise and how it is measured.

    Attributes:
        id: The promise as it is known: R1 to R9, S1 to S11.
        goal: What is promised, in figures.
        part: Tells several measurements of one promise apart.
        run: Measures it.
    """

    id: str
    goal: str
    part: str
    run: Measure

    @property
    def order(self) -> tuple[str, int, str]:
        """Where it stands in the table."""
        return self.id[0], int(self.id[1:]), self.part


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    measurement: Measurement
    is_long: bool
    figure: Figure
    seconds: float

    @property
    def verdict(self) -> str:
        """Reached, missed, or not measured here."""
        known = {True: "reached", False: "MISSED", None: "not measured"}
        return known[self.figure.is_reached]


_ALL: dict[tuple[str, str], Measurement] = {}


def measured(promise: str, *, goal: str, part: str = "") -> Callable[[Measure], Measure]:
    """Put the decorated function into the list.

    Raises:
        ValueError: If the promise has such a part already.
    """

    def add(run: Measure) -> Measure:
        there = _ALL.get((promise, part))
        if there is not None and there.run.__qualname__ != run.__qualname__:
            raise ValueError(f"{promise} {part} is measured twice")
        _ALL[promise, part] = Measurement(promise, goal, part, run)
        return run

    return add


def every(only: Iterable[str] = ()) -> list[Measurement]:
    """Return all measurements of this folder, or those of the promises named, in order."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if not module.name.startswith(("test_", "_", "conftest")):
            import_module(f"tests.safety.{module.name}")
    wanted = set(only)
    found = (one for one in _ALL.values() if not wanted or one.id in wanted)
    return sorted(found, key=lambda one: one.order)


def measure(one: Measurement, scale: Scale) -> Row:
    """Measure *one*; what it raises is a missed goal, told in the table."""
    begun = time.perf_counter()
    try:
        figure = one.run(scale)
    except Exception as error:  # noqa: BLE001  # the other rows are wanted all the same
        traceback.print_exc()
        figure = Figure(f"{type(error).__name__}: {error}"[:200], is_reached=False)
    return Row(one, scale.is_long, figure, time.perf_counter() - begun)
