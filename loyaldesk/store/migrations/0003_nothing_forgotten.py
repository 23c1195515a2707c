"""What is not forgotten: follow-ups, contacts, complaints, playbooks, answers, requests, dates."""

import sqlite3

from peewee import Database
from playhouse.migrate import SchemaMigrator

DDL = """
CREATE INDEX "member_birthday" ON "member" ("birthday") WHERE "birthday" IS NOT NULL;
CREATE INDEX "member_wedding_on" ON "member" ("wedding_on") WHERE "wedding_on" IS NOT NULL;
CREATE TABLE "rulebook" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "document" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL
);
CREATE TABLE "day_change" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "on_day" DATE NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "is_closed" INTEGER NOT NULL,
    "is_mourning" INTEGER NOT NULL,
    "is_on" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "day_change_on_day_code" ON "day_change" ("on_day", "code");
CREATE TABLE "care" (
    "member_id" INTEGER NOT NULL PRIMARY KEY,
    "owner_id" INTEGER,
    "deputy_id" INTEGER,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE INDEX "care_owner_id" ON "care" ("owner_id");
CREATE TABLE "care_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "member_id" INTEGER NOT NULL,
    "from_owner_id" INTEGER,
    "to_owner_id" INTEGER,
    "deputy_id" INTEGER,
    "note" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE INDEX "care_event_member_id" ON "care_event" ("member_id");
CREATE TABLE "operator_profile" (
    "operator_id" INTEGER NOT NULL PRIMARY KEY,
    "day_limit" INTEGER NOT NULL,
    "deputy_id" INTEGER,
    "team" TEXT NOT NULL,
    "skills" TEXT NOT NULL,
    "languages" TEXT NOT NULL,
    "version" INTEGER NOT NULL
);
CREATE TABLE "absence" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "operator_id" INTEGER NOT NULL,
    "from_on" DATE NOT NULL,
    "until_on" DATE NOT NULL,
    "deputy_id" INTEGER,
    "reason" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "by_id" INTEGER NOT NULL,
    "ended_at" TEXT,
    CHECK ("from_on" <= "until_on")
);
CREATE INDEX "absence_operator_id_until_on" ON "absence" ("operator_id", "until_on");
CREATE TABLE "mention" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "note_id" INTEGER,
    "followup_id" INTEGER,
    "operator_id" INTEGER NOT NULL,
    "by_id" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "seen_at" TEXT,
    FOREIGN KEY ("note_id") REFERENCES "note" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("followup_id") REFERENCES "followup" ("id") ON DELETE RESTRICT,
    CHECK (("note_id" IS NULL) <> ("followup_id" IS NULL))
);
CREATE UNIQUE INDEX "mention_note_id_operator_id" ON "mention" ("note_id", "operator_id");
CREATE UNIQUE INDEX "mention_followup_id_operator_id" ON "mention" ("followup_id", "operator_id");
CREATE INDEX "mention_operator_id_seen_at" ON "mention" ("operator_id", "seen_at");
CREATE TABLE "topic" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name_fa" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "is_on" INTEGER NOT NULL
);
CREATE TABLE "answer" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "topic_id" INTEGER NOT NULL,
    "is_on" INTEGER NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id") ON DELETE RESTRICT
);
CREATE INDEX "answer_topic_id" ON "answer" ("topic_id");
CREATE TABLE "answer_version" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "answer_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "question_fa" TEXT NOT NULL,
    "question_en" TEXT NOT NULL,
    "text_fa" TEXT NOT NULL,
    "text_en" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "approved_at" TEXT,
    "approved_by" INTEGER,
    "ended_at" TEXT,
    "end_reason" TEXT NOT NULL,
    FOREIGN KEY ("answer_id") REFERENCES "answer" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('draft', 'approved', 'withdrawn')),
    CHECK (("state" = 'draft') = ("approved_at" IS NULL)),
    CHECK (("state" = 'withdrawn') = ("ended_at" IS NOT NULL))
);
CREATE UNIQUE INDEX "answer_version_answer_id_number" ON "answer_version" ("answer_id", "number");
CREATE TABLE "open_question" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "topic_id" INTEGER,
    "text" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "times" INTEGER NOT NULL,
    "answer_id" INTEGER,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("answer_id") REFERENCES "answer" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "open_question_words" ON "open_question" ("words");
CREATE TABLE "playbook" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "is_on" INTEGER NOT NULL,
    "on_since" DATE,
    "version" INTEGER NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "playbook_code" ON "playbook" ("code");
CREATE TABLE "playbook_version" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "playbook_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "document" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("playbook_id") REFERENCES "playbook" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "playbook_version_playbook_id_number"
ON "playbook_version" ("playbook_id", "number");
CREATE TABLE "playbook_run" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "playbook_id" INTEGER NOT NULL,
    "playbook_version_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "about" TEXT NOT NULL,
    "about_id" INTEGER,
    "trigger_at" TEXT NOT NULL,
    "trigger_on" DATE NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "next_step" INTEGER NOT NULL,
    "next_at" TEXT,
    "made_at" TEXT NOT NULL,
    "ended_at" TEXT,
    FOREIGN KEY ("playbook_id") REFERENCES "playbook" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("playbook_version_id") REFERENCES "playbook_version" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('running', 'done', 'stopped')),
    CHECK (("state" = 'running') = ("ended_at" IS NULL))
);
CREATE UNIQUE INDEX "playbook_run_key" ON "playbook_run" ("key");
CREATE INDEX "playbook_run_member_id" ON "playbook_run" ("member_id");
CREATE INDEX "playbook_run_playbook_id_member_id" ON "playbook_run" ("playbook_id", "member_id");
CREATE INDEX "playbook_run_next_at" ON "playbook_run" ("next_at") WHERE "state" = 'running';
CREATE TABLE "playbook_step" (
    "run_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "followup_id" INTEGER,
    "reason" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    PRIMARY KEY ("run_id", "step"),
    FOREIGN KEY ("run_id") REFERENCES "playbook_run" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('made', 'skipped')),
    CHECK ("state" <> 'skipped' OR "reason" <> '')
);
CREATE TABLE "prospect" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "mobile" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "enquiry" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "owner_id" INTEGER,
    "member_id" INTEGER,
    "made_at" TEXT NOT NULL,
    "made_on" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "joined_at" TEXT,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('open', 'joined', 'lost')),
    CHECK (("state" = 'joined') = ("member_id" IS NOT NULL))
);
CREATE UNIQUE INDEX "prospect_number" ON "prospect" ("number");
CREATE UNIQUE INDEX "prospect_key" ON "prospect" ("key");
CREATE INDEX "prospect_name_key" ON "prospect" ("name_key");
CREATE INDEX "prospect_mobile" ON "prospect" ("mobile");
CREATE INDEX "prospect_member_id" ON "prospect" ("member_id") WHERE "member_id" IS NOT NULL;
CREATE TABLE "request" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "member_id" INTEGER,
    "prospect_id" INTEGER,
    "channel" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "owner_id" INTEGER,
    "state" TEXT NOT NULL,
    "due_at" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "promised_at" TEXT NOT NULL,
    "opened_at" TEXT NOT NULL,
    "opened_on" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "answer" TEXT NOT NULL,
    "answered_at" TEXT,
    "result" TEXT NOT NULL,
    "done_at" TEXT,
    "done_by" INTEGER,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("prospect_id") REFERENCES "prospect" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('open', 'answered', 'done', 'cancelled')),
    CHECK (("state" IN ('done', 'cancelled')) = ("done_at" IS NOT NULL))
);
CREATE UNIQUE INDEX "request_number" ON "request" ("number");
CREATE UNIQUE INDEX "request_key" ON "request" ("key");
CREATE INDEX "request_member_id" ON "request" ("member_id");
CREATE INDEX "request_due_on" ON "request" ("due_on") WHERE "done_at" IS NULL;
CREATE INDEX "request_prospect_id"
ON "request" ("prospect_id") WHERE "prospect_id" IS NOT NULL;
CREATE TABLE "feedback" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "member_id" INTEGER,
    "prospect_id" INTEGER,
    "channel" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "praised_id" INTEGER,
    "text" TEXT NOT NULL,
    "owner_id" INTEGER,
    "state" TEXT NOT NULL,
    "due_at" TEXT,
    "made_at" TEXT NOT NULL,
    "made_on" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "answer" TEXT NOT NULL,
    "answered_at" TEXT,
    "answered_by" INTEGER,
    "we_did" TEXT NOT NULL,
    "told_on" DATE,
    "points" INTEGER NOT NULL,
    "entry_id" INTEGER,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("prospect_id") REFERENCES "prospect" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("entry_id") REFERENCES "points_entry" ("id") ON DELETE RESTRICT,
    CHECK ("kind" IN ('idea', 'opinion', 'fault', 'thanks')),
    CHECK ("state" IN ('new', 'considered', 'accepted', 'done', 'declined'))
);
CREATE UNIQUE INDEX "feedback_number" ON "feedback" ("number");
CREATE UNIQUE INDEX "feedback_key" ON "feedback" ("key");
CREATE INDEX "feedback_member_id" ON "feedback" ("member_id");
CREATE INDEX "feedback_prospect_id"
ON "feedback" ("prospect_id") WHERE "prospect_id" IS NOT NULL;
CREATE TABLE "agreement" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "starts_on" DATE,
    "ends_on" DATE NOT NULL,
    "remind_days" TEXT NOT NULL,
    "amount_rial" INTEGER,
    "owner_id" INTEGER,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "renewed_by_id" INTEGER,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "ended_at" TEXT,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('active', 'renewed', 'left', 'cancelled'))
);
CREATE UNIQUE INDEX "agreement_number" ON "agreement" ("number");
CREATE UNIQUE INDEX "agreement_key" ON "agreement" ("key");
CREATE INDEX "agreement_member_id" ON "agreement" ("member_id");
CREATE INDEX "agreement_ends_on" ON "agreement" ("ends_on") WHERE "state" = 'active';
CREATE TABLE "occasion_order" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "occasion_on" DATE NOT NULL,
    "member_id" INTEGER,
    "prospect_id" INTEGER,
    "text" TEXT NOT NULL,
    "promised_at" TEXT NOT NULL,
    "promised_on" DATE NOT NULL,
    "alert_on" DATE NOT NULL,
    "owner_id" INTEGER,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "sale_id" INTEGER,
    "delivered_at" TEXT,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("prospect_id") REFERENCES "prospect" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('open', 'kept', 'missed', 'cancelled'))
);
CREATE UNIQUE INDEX "occasion_order_number" ON "occasion_order" ("number");
CREATE UNIQUE INDEX "occasion_order_key" ON "occasion_order" ("key");
CREATE INDEX "occasion_order_member_id" ON "occasion_order" ("member_id");
CREATE INDEX "occasion_order_promised_on" ON "occasion_order" ("promised_on");
CREATE INDEX "occasion_order_prospect_id"
ON "occasion_order" ("prospect_id") WHERE "prospect_id" IS NOT NULL;
CREATE TABLE "promise_tick" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "promise" TEXT NOT NULL,
    "is_kept" INTEGER NOT NULL,
    "member_id" INTEGER,
    "text" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "promise_tick_key" ON "promise_tick" ("key");
CREATE INDEX "promise_tick_promise_on_day" ON "promise_tick" ("promise", "on_day");
CREATE TABLE "record_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "place" TEXT NOT NULL,
    "record_id" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "text" TEXT NOT NULL
);
CREATE INDEX "record_event_place_record_id" ON "record_event" ("place", "record_id");
CREATE TABLE "incident" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "severity" INTEGER NOT NULL,
    "load" INTEGER NOT NULL,
    "from_at" TEXT NOT NULL,
    "until_at" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "closed_at" TEXT,
    "version" INTEGER NOT NULL,
    CHECK ("state" IN ('open', 'closed')),
    CHECK ("severity" BETWEEN 1 AND 4),
    CHECK ("load" BETWEEN 0 AND 3)
);
CREATE UNIQUE INDEX "incident_number" ON "incident" ("number");
CREATE UNIQUE INDEX "incident_key" ON "incident" ("key");
CREATE TABLE "incident_member" (
    "incident_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "sale_id" INTEGER,
    "state" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "at" TEXT,
    "operator_id" INTEGER,
    PRIMARY KEY ("incident_id", "member_id"),
    FOREIGN KEY ("incident_id") REFERENCES "incident" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('open', 'apologised', 'skipped'))
);
CREATE INDEX "incident_member_member_id" ON "incident_member" ("member_id");
CREATE TABLE "complaint" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "member_id" INTEGER,
    "prospect_id" INTEGER,
    "sale_id" INTEGER,
    "incident_id" INTEGER,
    "who" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "severity" INTEGER NOT NULL,
    "load" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "owner_id" INTEGER,
    "state" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "opened_at" TEXT NOT NULL,
    "opened_on" DATE NOT NULL,
    "opened_by" INTEGER NOT NULL,
    "ack_minutes" INTEGER NOT NULL,
    "answer_minutes" INTEGER NOT NULL,
    "solve_minutes" INTEGER NOT NULL,
    "ack_due" TEXT NOT NULL,
    "answer_due" TEXT NOT NULL,
    "solve_due" TEXT NOT NULL,
    "acked_at" TEXT,
    "answered_at" TEXT,
    "solved_at" TEXT,
    "closed_at" TEXT,
    "paused_at" TEXT,
    "paused_minutes" INTEGER NOT NULL,
    "escalation" INTEGER NOT NULL,
    "escalated_at" TEXT,
    "root_cause" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "effort" INTEGER,
    "effort_scale" INTEGER,
    "satisfaction" INTEGER,
    "is_confirmed" INTEGER NOT NULL,
    "is_withdrawn" INTEGER NOT NULL,
    "reopened" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("prospect_id") REFERENCES "prospect" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("incident_id") REFERENCES "incident" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('received', 'acknowledged', 'answered', 'solved', 'closed')),
    CHECK ("severity" BETWEEN 1 AND 4),
    CHECK ("load" BETWEEN 0 AND 3),
    CHECK (("state" = 'closed') = ("closed_at" IS NOT NULL)),
    CHECK ("state" <> 'closed' OR ("root_cause" <> '' AND "cause" <> '' AND "result" <> '')),
    CHECK ("member_id" IS NULL OR "prospect_id" IS NULL),
    CHECK ("paused_minutes" >= 0)
);
CREATE UNIQUE INDEX "complaint_number" ON "complaint" ("number");
CREATE UNIQUE INDEX "complaint_key" ON "complaint" ("key");
CREATE INDEX "complaint_member_id" ON "complaint" ("member_id");
CREATE INDEX "complaint_owner_id" ON "complaint" ("owner_id");
CREATE INDEX "complaint_opened_on" ON "complaint" ("opened_on");
CREATE INDEX "complaint_solve_due" ON "complaint" ("solve_due") WHERE "closed_at" IS NULL;
CREATE INDEX "complaint_prospect_id"
ON "complaint" ("prospect_id") WHERE "prospect_id" IS NOT NULL;
CREATE TABLE "compensation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "complaint_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "rial" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "entry_id" INTEGER,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "approved_by" INTEGER,
    "decided_at" TEXT,
    "reason" TEXT NOT NULL,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("entry_id") REFERENCES "points_entry" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('proposed', 'approved', 'given', 'refused')),
    CHECK ("points" >= 0),
    CHECK ("rial" >= 0),
    CHECK ("approved_by" IS NULL OR "approved_by" <> "operator_id")
);
CREATE UNIQUE INDEX "compensation_key" ON "compensation" ("key");
CREATE INDEX "compensation_complaint_id" ON "compensation" ("complaint_id");
CREATE TABLE "followup" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "member_id" INTEGER,
    "prospect_id" INTEGER,
    "about" TEXT NOT NULL,
    "about_id" INTEGER,
    "reason" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "checklist" TEXT NOT NULL,
    "answer_id" INTEGER,
    "owner_id" INTEGER,
    "role" TEXT NOT NULL,
    "skill" TEXT NOT NULL,
    "due_at" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "has_time" INTEGER NOT NULL,
    "minutes" INTEGER NOT NULL,
    "is_promise" INTEGER NOT NULL,
    "priority" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "done_at" TEXT,
    "done_on" DATE,
    "done_by" INTEGER,
    "tries" INTEGER NOT NULL,
    "recurrence" TEXT NOT NULL,
    "series_id" INTEGER,
    "run_id" INTEGER,
    "step" INTEGER,
    "made_at" TEXT NOT NULL,
    "made_by" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("prospect_id") REFERENCES "prospect" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("answer_id") REFERENCES "answer" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("run_id") REFERENCES "playbook_run" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('open', 'done', 'cancelled')),
    CHECK (("state" = 'done') = ("done_at" IS NOT NULL)),
    CHECK ("state" <> 'done' OR "outcome" <> ''),
    CHECK ("member_id" IS NULL OR "prospect_id" IS NULL)
);
CREATE UNIQUE INDEX "followup_key" ON "followup" ("key");
CREATE INDEX "followup_member_id" ON "followup" ("member_id");
CREATE INDEX "followup_due_on_state" ON "followup" ("due_on", "state");
CREATE INDEX "followup_due_on" ON "followup" ("due_on") WHERE "state" = 'open';
CREATE INDEX "followup_owner_id_due_on"
ON "followup" ("owner_id", "due_on") WHERE "state" = 'open';
CREATE INDEX "followup_about_about_id" ON "followup" ("about", "about_id") WHERE "state" = 'open';
CREATE INDEX "followup_done_on" ON "followup" ("done_on") WHERE "done_on" IS NOT NULL;
CREATE INDEX "followup_run_id" ON "followup" ("run_id") WHERE "run_id" IS NOT NULL;
CREATE INDEX "followup_prospect_id"
ON "followup" ("prospect_id") WHERE "prospect_id" IS NOT NULL;
CREATE TABLE "followup_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "followup_id" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "from_due" TEXT,
    "to_due" TEXT,
    "from_owner_id" INTEGER,
    "to_owner_id" INTEGER,
    "text" TEXT NOT NULL,
    "key" TEXT,
    FOREIGN KEY ("followup_id") REFERENCES "followup" ("id") ON DELETE RESTRICT,
    CHECK ("what" IN ('made', 'moved', 'given', 'tried', 'done', 'cancelled', 'reopened',
        'edited')),
    CHECK ("what" NOT IN ('moved', 'cancelled') OR "code" <> '')
);
CREATE INDEX "followup_event_followup_id" ON "followup_event" ("followup_id");
CREATE UNIQUE INDEX "followup_event_key" ON "followup_event" ("key");
CREATE TABLE "contact" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "member_id" INTEGER,
    "prospect_id" INTEGER,
    "at" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "result" TEXT NOT NULL,
    "feeling" INTEGER,
    "need" TEXT NOT NULL,
    "promise" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "rival" TEXT NOT NULL,
    "rival_reason" TEXT NOT NULL,
    "topic_id" INTEGER,
    "answer_version_id" INTEGER,
    "followup_id" INTEGER,
    "sale_id" INTEGER,
    "about" TEXT NOT NULL,
    "about_id" INTEGER,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("prospect_id") REFERENCES "prospect" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("answer_version_id") REFERENCES "answer_version" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("followup_id") REFERENCES "followup" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    CHECK ("direction" IN ('in', 'out')),
    CHECK ("feeling" IS NULL OR "feeling" BETWEEN 1 AND 5),
    CHECK ("minutes" >= 0)
);
CREATE UNIQUE INDEX "contact_key" ON "contact" ("key");
CREATE INDEX "contact_on_day" ON "contact" ("on_day");
CREATE INDEX "contact_member_id_at" ON "contact" ("member_id", "at");
CREATE INDEX "contact_topic_id" ON "contact" ("topic_id") WHERE "topic_id" IS NOT NULL;
CREATE INDEX "contact_prospect_id"
ON "contact" ("prospect_id") WHERE "prospect_id" IS NOT NULL;
CREATE TRIGGER "followup_event_no_delete" BEFORE DELETE ON "followup_event"
BEGIN SELECT RAISE(ABORT, 'what happened to a follow-up is kept'); END;
CREATE TRIGGER "followup_event_kept" BEFORE UPDATE OF "id", "followup_id", "at", "operator_id",
    "what", "code", "from_due", "to_due",
    "from_owner_id", "to_owner_id", "key"
    ON "followup_event"
BEGIN SELECT RAISE(ABORT, 'what happened to a follow-up is kept'); END;
CREATE TRIGGER "followup_event_text_kept" BEFORE UPDATE OF "text" ON "followup_event" WHEN
    NEW."text" <> ''
BEGIN SELECT RAISE(ABORT, 'what happened to a follow-up is kept'); END;
CREATE TRIGGER "record_event_no_delete" BEFORE DELETE ON "record_event"
BEGIN SELECT RAISE(ABORT, 'what happened to a record is kept'); END;
CREATE TRIGGER "record_event_kept" BEFORE UPDATE OF "id", "place", "record_id", "at",
    "operator_id", "what", "code"
    ON "record_event"
BEGIN SELECT RAISE(ABORT, 'what happened to a record is kept'); END;
CREATE TRIGGER "record_event_text_kept" BEFORE UPDATE OF "text" ON "record_event" WHEN NEW."text"
    <> ''
BEGIN SELECT RAISE(ABORT, 'what happened to a record is kept'); END;
CREATE TRIGGER "contact_no_delete" BEFORE DELETE ON "contact"
BEGIN SELECT RAISE(ABORT, 'a contact is kept as it was'); END;
CREATE TRIGGER "contact_kept" BEFORE UPDATE OF "id", "key", "at", "on_day", "operator_id",
    "channel", "direction", "minutes", "result",
    "answer_version_id"
    ON "contact"
BEGIN SELECT RAISE(ABORT, 'a contact is kept as it was'); END;
CREATE TRIGGER "care_event_no_delete" BEFORE DELETE ON "care_event"
BEGIN SELECT RAISE(ABORT, 'who looked after a member is kept'); END;
CREATE TRIGGER "care_event_kept" BEFORE UPDATE OF "id", "from_owner_id", "to_owner_id",
    "deputy_id", "at", "operator_id"
    ON "care_event"
BEGIN SELECT RAISE(ABORT, 'who looked after a member is kept'); END;
CREATE TRIGGER "care_event_note_kept" BEFORE UPDATE OF "note" ON "care_event" WHEN NEW."note" <> ''
BEGIN SELECT RAISE(ABORT, 'who looked after a member is kept'); END;
CREATE TRIGGER "followup_no_delete" BEFORE DELETE ON "followup"
BEGIN SELECT RAISE(ABORT, 'a follow-up is done, moved or cancelled, never deleted'); END;
CREATE TRIGGER "complaint_no_delete" BEFORE DELETE ON "complaint"
BEGIN SELECT RAISE(ABORT, 'a complaint is closed, never deleted'); END;
CREATE TRIGGER "request_no_delete" BEFORE DELETE ON "request"
BEGIN SELECT RAISE(ABORT, 'a request is done or cancelled, never deleted'); END;
CREATE TRIGGER "feedback_no_delete" BEFORE DELETE ON "feedback"
BEGIN SELECT RAISE(ABORT, 'what members say is kept'); END;
CREATE TRIGGER "occasion_order_no_delete" BEFORE DELETE ON "occasion_order"
BEGIN SELECT RAISE(ABORT, 'what was promised is kept'); END;
CREATE TRIGGER "playbook_run_no_delete" BEFORE DELETE ON "playbook_run"
BEGIN SELECT RAISE(ABORT, 'runs of a playbook are kept'); END;
CREATE TRIGGER "compensation_no_delete" BEFORE DELETE ON "compensation"
BEGIN SELECT RAISE(ABORT, 'what was given is kept'); END;
CREATE TRIGGER "promise_tick_no_delete" BEFORE DELETE ON "promise_tick"
BEGIN SELECT RAISE(ABORT, 'kept and missed promises stay'); END;
CREATE TRIGGER "followup_ended" BEFORE UPDATE OF "due_at", "due_on", "state" ON "followup"
WHEN OLD."state" <> 'open' AND NOT (OLD."state" <> 'open' AND NEW."state" = 'open')
BEGIN SELECT RAISE(ABORT, 'a follow-up ends once'); END;
CREATE TRIGGER "complaint_number_kept" BEFORE UPDATE OF "id", "number", "key", "opened_at",
    "opened_on",
    "opened_by" ON "complaint"
BEGIN SELECT RAISE(ABORT, 'a complaint keeps its number and its beginning'); END;
CREATE TRIGGER "answer_approved" BEFORE UPDATE OF "answer_id", "number", "question_fa",
    "question_en",
    "text_fa", "text_en" ON "answer_version" WHEN OLD."state" <> 'draft'
BEGIN SELECT RAISE(ABORT, 'an approved answer keeps its words'); END;
CREATE TRIGGER "answer_no_delete" BEFORE DELETE ON "answer_version" WHEN OLD."state" <> 'draft'
BEGIN SELECT RAISE(ABORT, 'an approved answer is kept'); END;
CREATE TRIGGER "playbook_version_kept" BEFORE UPDATE ON "playbook_version"
BEGIN SELECT RAISE(ABORT, 'a version of a playbook is kept'); END
"""

NEW_RIGHTS = {
    "cashier": (
        "followup.read",
        "followup.write",
        "contact.write",
        "complaint.open",
        "answer.read",
        "request.write",
        "playbook.read",
    ),
    "senior": (
        "followup.read",
        "followup.write",
        "contact.write",
        "complaint.open",
        "answer.read",
        "request.write",
        "playbook.read",
        "complaint.handle",
        "complaint.close",
        "feedback.answer",
        "followup.any",
    ),
    "manager": (
        "followup.read",
        "followup.write",
        "contact.write",
        "complaint.open",
        "answer.read",
        "request.write",
        "playbook.read",
        "complaint.handle",
        "complaint.close",
        "feedback.answer",
        "followup.any",
        "compensation.approve",
        "answer.edit",
        "playbook.edit",
        "calendar.edit",
        "care.assign",
        "incident.manage",
    ),
    "owner": (
        "followup.read",
        "followup.write",
        "contact.write",
        "complaint.open",
        "answer.read",
        "request.write",
        "playbook.read",
        "complaint.handle",
        "complaint.close",
        "feedback.answer",
        "followup.any",
        "compensation.approve",
        "answer.edit",
        "playbook.edit",
        "calendar.edit",
        "care.assign",
        "incident.manage",
    ),
    "support": (
        "followup.read",
        "followup.write",
        "contact.write",
        "complaint.open",
        "answer.read",
        "request.write",
        "playbook.read",
        "complaint.handle",
        "complaint.close",
        "feedback.answer",
        "followup.any",
        "incident.manage",
        "sale.read",
        "member.read",
        "member.enrol",
        "member.edit_contact",
        "member.reveal_contact",
        "note.write",
        "programme.read",
        "operator.read",
        "backup.create",
    ),
    "auditor": (
        "followup.read",
        "answer.read",
        "playbook.read",
    ),
    "marketing": (
        "followup.read",
        "answer.read",
        "playbook.read",
    ),
    "system": (
        "followup.read",
        "followup.write",
        "followup.any",
        "complaint.handle",
        "playbook.read",
    ),
}
"""Rights that roles of an older club get; only the role of the support desk is new."""


def statements(text: str) -> list[str]:
    """Return the statements of *text*; a trigger holds semicolons of its own."""
    found, begun = [], ""
    for line in text.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            found.append(begun.strip().rstrip(";"))
            begun = ""
    return [*found, begun.strip()] if begun.strip() else found


def up(_migrator: SchemaMigrator, db: Database) -> None:
    """Make the new tables and give the roles their new rights."""
    for statement in statements(DDL):
        db.execute_sql(statement)
    for role, rights in NEW_RIGHTS.items():
        for right in rights:
            db.execute_sql(
                "INSERT OR IGNORE INTO role_right (role, permission) SELECT ?, ?"
                " WHERE EXISTS (SELECT 1 FROM role_right WHERE role = ? OR ? = 'support')",
                (role, right, role, role),
            )
