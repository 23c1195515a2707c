"""An act that a server undid for another's sake (a deadlock) is done again by itself."""

from collections.abc import Callable
from functools import wraps
from time import sleep
from typing import Concatenate, ParamSpec, TypeVar

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.services.desk import Desk

AGAIN = 3
"""So often an act is done again before somebody is told."""

WAIT_S = 0.02

_Given = ParamSpec("_Given")
_Done = TypeVar("_Done")


def retried(
    act: Callable[Concatenate[Desk, _Given], _Done],
) -> Callable[Concatenate[Desk, _Given], _Done]:
    """Do a use case that is one transaction again while the server undoes it for another's sake.

    Nothing of it was stored or told then, so doing it again is doing it once.
    """

    @wraps(act)
    def again(desk: Desk, /, *args: _Given.args, **named: _Given.kwargs) -> _Done:
        for n in range(1, AGAIN + 1):
            try:
                return act(desk, *args, **named)
            except StorageProblem as problem:
                if problem.why != "clash":
                    raise
            sleep(WAIT_S * n)
        return act(desk, *args, **named)

    return again
