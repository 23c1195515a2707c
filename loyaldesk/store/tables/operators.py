"""Operators and what their roles may do."""

from peewee import AutoField, BooleanField, CompositeKey, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField


class Operator(Table):
    """A person at the till, or the program itself (role ``system``)."""

    id = AutoField()
    name = TextField()
    role = TextField()
    pin_hash = TextField(null=True)
    password_hash = TextField(null=True)
    is_active = BooleanField(default=True)
    member_id = IntegerField(null=True)
    fails = IntegerField(default=0)
    locked_until = UtcField(null=True)
    locked_ticks = IntegerField(null=True)
    made_at = UtcField()
    seen_at = UtcField(null=True)
    version = IntegerField(default=1)


class RoleRight(Table):
    """One right of one role."""

    role = TextField()
    permission = TextField()

    class Meta:
        primary_key = CompositeKey("role", "permission")


class ShopRole(Table):
    """A role of the shop's own; the usual roles have no row."""

    code = TextField(primary_key=True)
    name = TextField()
    made_at = UtcField()
    operator_id = IntegerField()

    class Meta:
        table_name = "role"
