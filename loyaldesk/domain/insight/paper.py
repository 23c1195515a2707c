"""A paper of cards: whose it is, of which days, and its cards under headings."""

from collections.abc import Iterator
from dataclasses import dataclass

from loyaldesk.domain.explained import Letterhead
from loyaldesk.domain.insight.card import Card

Section = tuple[str, tuple[Card, ...]]
"""A heading and the cards under it; an empty heading stands for none."""


@dataclass(frozen=True, slots=True)
class CardPaper:
    """Cards ready to be printed or written to a sheet; every text is in the reader's language.

    Attributes:
        title: What the paper is.
        head: Whose it is, and who printed it when.
        period: The days it is of, in words.
        sections: The cards under their headings.
        aside: One small line under the days, such as the member's number; may be empty.
    """

    title: str
    head: Letterhead
    period: str
    sections: tuple[Section, ...]
    aside: str = ""

    def cards(self) -> Iterator[Card]:
        """Give every card in order."""
        for _heading, cards in self.sections:
            yield from cards
