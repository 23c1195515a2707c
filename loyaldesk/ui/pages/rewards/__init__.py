"""Rewards: what can be taken, vouchers, gifts to hand over, gift cards, and what the club owes."""
