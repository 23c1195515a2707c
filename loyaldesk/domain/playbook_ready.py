"""The playbooks that ship with the program, by kind of business."""

import tomllib
from functools import cache

from loyaldesk.domain.playbook_check import BUSINESSES
from loyaldesk.domain.playbooks import Playbook, read_playbook
from loyaldesk.kernel import paths


@cache
def ready() -> tuple[Playbook, ...]:
    """Return every playbook that ships with the program, in the order they are offered."""
    return tuple(each for business in BUSINESSES for each in of_business(business))


@cache
def of_business(business: str) -> tuple[Playbook, ...]:
    """Return the ready playbooks of a kind of business.

    Raises:
        ValueError: If there is no such kind.
    """
    if business not in BUSINESSES:
        raise ValueError(f"no such kind of business: {business}")
    text = paths.resource("playbooks", f"{business}.toml").read_text("utf-8")
    read = tomllib.loads(text)
    return tuple(read_playbook({**one, "business": business}) for one in read["playbooks"])
