"""What is printed on a member's card."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardFigures:
    """One card as it goes to paper.

    Attributes:
        shop_name: The shop's name.
        logo: PNG or JPEG bytes, or None.
        number: 13 digits with the check digit of EAN-13.
        member_name: Whose card it is; may be empty for a card without a name.
        member_number: Number of the member, as read out.
        tier_code: ``bronze``, ``silver``, ``gold``, ``platinum``, anything else, or empty.
        tier_name: As the shop calls the tier; may be empty.
        valid_text: A line such as "valid until 1406/08", or empty.
    """

    shop_name: str
    logo: bytes | None
    number: str
    member_name: str
    member_number: str
    tier_code: str
    tier_name: str
    valid_text: str
