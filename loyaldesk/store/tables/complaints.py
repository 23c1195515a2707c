"""Complaints with their clocks, what was given to make good, and incidents that hit many."""

from peewee import (
    AutoField,
    BooleanField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member
from loyaldesk.store.tables.points import PointsEntry
from loyaldesk.store.tables.requests import Prospect
from loyaldesk.store.tables.sales import Sale


class Incident(Table):
    """Something that hit many at once: the till was down, a price was wrong, a batch was bad."""

    id = AutoField()
    number = IntegerField(unique=True)
    key = TextField(unique=True)
    kind = TextField()
    text = TextField()
    product = TextField()
    severity = IntegerField()
    load = IntegerField()
    from_at = UtcField()
    until_at = UtcField()
    state = TextField()
    made_at = UtcField()
    operator_id = IntegerField()
    closed_at = UtcField(null=True)
    version = IntegerField()


class IncidentMember(Table):
    """A member whom an incident hit, and whether somebody apologised."""

    incident = ForeignKeyField(Incident, on_delete="RESTRICT", index=False)
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    state = TextField()
    way = TextField()
    at = UtcField(null=True)
    operator_id = IntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("incident", "member")


class Complaint(Table):
    """What somebody complained of. Clocks are moments due and done; targets are minutes.

    ``who`` says who it was when it was neither a member nor a prospect; it may be empty.
    ``severity`` 1 to 4, ``load`` (how much feeling was in it) 0 to 3, ``escalation`` the rung of
    the ladder it reached. ``paused_minutes`` are working minutes that no clock counted.
    """

    id = AutoField()
    number = IntegerField(unique=True)
    key = TextField(unique=True)
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT")
    prospect = ForeignKeyField(Prospect, null=True, on_delete="RESTRICT", index=False)
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    incident = ForeignKeyField(Incident, null=True, on_delete="RESTRICT", index=False)
    who = TextField()
    category = TextField()
    severity = IntegerField()
    load = IntegerField()
    channel = TextField()
    product = TextField()
    text = TextField()
    owner_id = IntegerField(null=True, index=True)
    state = TextField()
    policy = TextField()
    opened_at = UtcField()
    opened_on = DateField(index=True)
    opened_by = IntegerField()
    ack_minutes = IntegerField()
    answer_minutes = IntegerField()
    solve_minutes = IntegerField()
    ack_due = UtcField()
    answer_due = UtcField()
    solve_due = UtcField()
    acked_at = UtcField(null=True)
    answered_at = UtcField(null=True)
    solved_at = UtcField(null=True)
    closed_at = UtcField(null=True)
    paused_at = UtcField(null=True)
    paused_minutes = IntegerField()
    escalation = IntegerField()
    escalated_at = UtcField(null=True)
    root_cause = TextField()
    cause = TextField()
    action = TextField()
    result = TextField()
    effort = IntegerField(null=True)
    effort_scale = IntegerField(null=True)
    satisfaction = IntegerField(null=True)
    is_confirmed = BooleanField()
    is_withdrawn = BooleanField()
    reopened = IntegerField()
    version = IntegerField()


Complaint.add_index(
    Complaint.index(Complaint.prospect, where=Complaint.prospect.is_null(is_null=False))
)


Complaint.add_index(Complaint.index(Complaint.solve_due, where=Complaint.closed_at.is_null()))


class Compensation(Table):
    """What is given to make a complaint good; above a limit somebody else must agree first."""

    id = AutoField()
    key = TextField(unique=True)
    complaint = ForeignKeyField(Complaint, on_delete="RESTRICT")
    kind = TextField()
    points = IntegerField()
    rial = IntegerField()
    text = TextField()
    state = TextField()
    entry = ForeignKeyField(PointsEntry, null=True, on_delete="RESTRICT", index=False)
    made_at = UtcField()
    operator_id = IntegerField()
    approved_by = IntegerField(null=True)
    decided_at = UtcField(null=True)
    reason = TextField()
