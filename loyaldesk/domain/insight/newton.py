"""The highest point of a smooth function of a few numbers, by damped Newton steps."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Surface = Callable[[Floats], tuple[float, Floats, Floats]]
"""Value, gradient and Hessian at a point."""

_LONGEST = 2.0
"""No step moves a number further; all are logarithms, so this is a factor of seven."""


@dataclass(frozen=True, slots=True)
class Peak:
    """Where the climb ended."""

    at: Floats
    value: float
    covariance: Floats
    """The inverse of the negative Hessian: variances of the estimates; zeros if there is none."""

    steps: int
    found: bool
    """Whether it is a true top: level, and curved down in every direction."""


def climb(surface: Surface, start: Floats, weight: float, most_steps: int = 100) -> Peak:
    """Climb from ``start`` until a step promises less than 1e-12 of ``weight`` (the members).

    Where the function is not curved down, the Hessian's eigenvalues are taken by their size: the
    step still leads upwards. A step that does not rise is shortened.
    """
    at = np.array(start, dtype=np.float64)
    value, gradient, hessian = surface(at)
    for done in range(most_steps):
        if not _finite(value, gradient, hessian):
            return Peak(at, value, np.zeros_like(hessian), done, found=False)
        step = _direction(gradient, hessian)
        if float(gradient @ step) <= 1e-12 * weight:
            # The step is known, and taking it doubles the digits that are right.
            return _ended(at + step, value, hessian, done)
        length = 1.0
        while True:
            there = at + length * step
            value_there, gradient_there, hessian_there = surface(there)
            if np.isfinite(value_there) and value_there >= value - 1e-12 * abs(value):
                break
            length /= 4
            if length < 1e-8:
                return Peak(at, value, np.zeros_like(hessian), done, found=False)
        at, value, gradient, hessian = there, value_there, gradient_there, hessian_there
    return Peak(at, value, np.zeros_like(hessian), most_steps, found=False)


def _direction(gradient: Floats, hessian: Floats) -> Floats:
    sizes, axes = np.linalg.eigh(-hessian)
    sizes = np.abs(sizes)
    sizes = np.maximum(sizes, max(1e-10 * float(sizes.max()), 1e-300))
    step: Floats = axes @ ((axes.T @ gradient) / sizes)
    longest = float(np.abs(step).max())
    return step * (_LONGEST / longest) if longest > _LONGEST else step


def _ended(at: Floats, value: float, hessian: Floats, steps: int) -> Peak:
    sizes, axes = np.linalg.eigh(-hessian)
    if float(sizes.min()) <= 0:
        return Peak(at, value, np.zeros_like(hessian), steps, found=False)
    return Peak(at, value, (axes / sizes) @ axes.T, steps, found=True)


def _finite(value: float, gradient: Floats, hessian: Floats) -> bool:
    return bool(np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(hessian).all())
