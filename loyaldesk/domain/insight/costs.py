"""Figures only the shop knows: the kinds it may enter for a month, and what they are part of."""

ACQUISITION = ("advertising", "joining_gifts", "acquisition_hours", "acquisition_other")
"""What winning new members costs."""

RETENTION = ("retention_gifts", "retention_messages", "retention_hours", "retention_other")
"""What keeping members costs besides the club."""

ONCE = ("set_up", "integration", "training")
"""What the club cost at its beginning."""

RUNNING = ("licence", "points", "messages", "cards", "hours")
"""What the club costs every month."""

PROGRAMME = ONCE + RUNNING
SHOP = ("shop_sales", "shop_profit")
"""What the shop did with everybody, members or not."""

KINDS = ACQUISITION + RETENTION + PROGRAMME + SHOP
SINGLE = frozenset({"points", *SHOP})
"""Kinds that a month has once: a second figure would be counted twice."""

PARTS = {"acquisition": ACQUISITION, "retention": RETENTION, "programme": PROGRAMME, "shop": SHOP}

OLDEST_YEARS = 20
"""A month farther back is a slip of the pen."""
