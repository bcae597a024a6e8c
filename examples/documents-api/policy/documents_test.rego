package documents_test

import data.documents

alice := {"id": "alice", "roles": ["employee"], "scopes": []}

carol := {"id": "carol", "roles": ["admin"], "scopes": []}

# Alice, an employee, reads her own internal notes at noon.
noon := {
	"user": alice,
	"client": {"id": "app"},
	"resource": {"type": "document", "id": "notes", "owner": "alice", "sensitivity": "internal"},
	"action": "read",
	"environment": {"time": "12:00", "timestamp": 0, "weekday": "monday"},
}

with_facts(facts) := object.union(noon, facts)

allows(facts) if {
	decided := documents.decision with input as with_facts(facts)
	decided.allow
}

reasons(facts) := decided.reasons if {
	decided := documents.decision with input as with_facts(facts)
}

bobs := {"owner": "bob"}

public := {"owner": "bob", "sensitivity": "public"}

# 1. Reading is allowed to an employee where the document is public, and to its owner.

test_an_employee_reads_a_public_document if allows({"resource": public})

test_an_employee_reads_no_internal_document_of_another if not allows({"resource": bobs})

test_nobody_of_note_reads_no_public_document if {
	not allows({"resource": public, "user": {"roles": []}})
	not allows({"resource": public, "user": {"roles": ["employees"]}})
}

test_an_owner_reads if {
	allows({})
	allows({"user": {"roles": []}})
}

test_what_has_no_owner_is_nobodys if {
	without_owner := object.remove(noon, ["resource"])
	facts := object.union(without_owner, {"resource": {"type": "document", "sensitivity": "internal"}})
	decided := documents.decision with input as facts
	not decided.allow
	nobody := documents.decision with input as object.remove(facts, ["user"])
	not nobody.allow
}

# 2. Writing is allowed to its owner, from a highly trusted device.

writes(trust) := {"action": "write", "environment": {"deviceTrust": trust}}

test_an_owner_writes_from_a_trusted_device if {
	allows(writes("high"))
	reasons(writes("high")) == {"owners write from trusted devices"}
}

test_an_owner_writes_from_no_other_device if {
	every trust in ["medium", "low", "", "HIGH"] {
		not allows(writes(trust))
	}
	not allows({"action": "write"})
	reasons({"action": "write"}) == {"writing needs a highly trusted device"}
}

test_another_writes_nothing if not allows(object.union(writes("high"), {"resource": bobs}))

# 3. An administrator may read and write from 09:00 to 17:00, both included.

at(time, action) := {
	"user": carol,
	"resource": bobs,
	"action": action,
	"environment": {"time": time},
}

test_an_administrator_within_office_hours if {
	every time in ["09:00", "12:00", "17:00"] {
		allows(at(time, "read"))
		allows(at(time, "write"))
	}
}

test_an_administrator_outside_office_hours if {
	every time in ["00:00", "08:59", "17:01", "23:59"] {
		not allows(at(time, "read"))
		not allows(at(time, "write"))
	}
	reasons(at("08:59", "read")) == {"outside office hours"}
}

# 4. All else is denied.

test_all_else_is_denied if {
	not allows(at("12:00", "delete"))
	not allows({"action": "delete", "environment": {"deviceTrust": "high"}})
	reasons({"action": "delete"}) == ["nothing allows it"]
	decided := documents.decision with input as {}
	not decided.allow
}
