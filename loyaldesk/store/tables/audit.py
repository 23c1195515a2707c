"""Who did what, and which nightly work is done."""

from peewee import AutoField, DateField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField


class AuditEntry(Table):
    """One act, refused or done. Ids and field names only, no personal data. Never changed."""

    seq = AutoField()
    at = UtcField(index=True)
    operator_id = IntegerField()
    till = TextField()
    act = TextField()
    subject = TextField()
    subject_id = IntegerField(null=True)
    result = TextField()
    detail = TextField()

    class Meta:
        table_name = "audit"
        indexes = ((("subject", "subject_id"), False),)


class Job(Table):
    """The last day for which a nightly job was run."""

    name = TextField(primary_key=True)
    done_on = DateField()
    at = UtcField()
