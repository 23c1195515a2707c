"""Colours of paper: the light tokens of the screen, and one colour for each tier."""

INK, MUTED, FAINT = "#1B2430", "#5B6878", "#8793A1"
ACCENT, ACCENT_SOFT, ACCENT_PALE = "#0E7C66", "#B9DDD3", "#EEF6F4"
DANGER, WARN = "#B3261E", "#8A5300"
HAIRLINE, SURFACE, WHITE = "#D9DFE6", "#F5F7F9", "#FFFFFF"
DEEP = "#12332C"

TIER = {
    "bronze": "#A9673B",
    "silver": "#8592A0",
    "gold": "#C2912A",
    "platinum": "#47586B",
}
OTHER_TIERS = ("#0E7C66", "#1558B0", "#7A4E9E", "#B3566B", "#5F7A2E", "#2F7F93")


def tier(kind: str, place: int) -> str:
    """Return the colour of a tier of *kind*; *place* parts tiers without one of their own."""
    return TIER.get(kind) or OTHER_TIERS[place % len(OTHER_TIERS)]
