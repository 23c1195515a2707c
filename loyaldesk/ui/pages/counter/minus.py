"""Amounts that are taken off, so that the minus stands before the number in both directions."""

from loyaldesk.kernel import fmt
from loyaldesk.kernel.look import look

RLM = "\u200f"


def taken_off(rial: int) -> str:
    """Return *rial* with a minus and its unit.

    The mark of a negative number would turn the whole text of a label: the unit came first.
    """
    return f"{RLM if look().is_rtl else ''}{fmt.amount_with_unit(-rial)}"
