"""Codes for playbooks that people write: nobody has to invent one."""

import re
from collections.abc import Iterable

from loyaldesk.domain import playbook_ready

LONGEST = 36


def free_code(wanted: str, taken: Iterable[str]) -> str:
    """Return *wanted*, or with a number behind it, so that no playbook has it, ready ones too."""
    used = {*taken, *(each.code for each in playbook_ready.ready())}
    base = re.sub(r"_\d+$", "", wanted)[:LONGEST]
    found, number = wanted[:LONGEST], 1
    while found in used:
        number += 1
        found = f"{base}_{number}"
    return found
