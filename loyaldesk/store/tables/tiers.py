"""When a member moved from one tier to another, and why."""

from peewee import AutoField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member


class TierChange(Table):
    """One move of one member."""

    id = AutoField()
    member = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    on_day = DateField()
    at = UtcField()
    from_tier = TextField()
    to_tier = TextField()
    reason = TextField()
    spent_rial = IntegerField()
    sale_id = IntegerField(null=True)
    run_id = IntegerField(null=True)
    operator_id = IntegerField()

    class Meta:
        indexes = ((("member", "on_day"), False),)
