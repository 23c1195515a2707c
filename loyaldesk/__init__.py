"""LoyalDesk: a customer club for one shop."""

NAME = "LoyalDesk"
VERSION = "0.5.0"
