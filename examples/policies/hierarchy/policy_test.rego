package hierarchy_test

import data.hierarchy

asks(id, department, action) := {
	"user": {"id": id, "roles": [], "department": department},
	"action": action,
	"resource": {"type": "expense", "owner": "alice", "department": "research"},
}

allows(facts) if {
	decided := hierarchy.decision with input as facts
	decided.allow
}

test_a_manager_reads_and_approves_however_far_above if {
	every manager in ["bob", "carol", "dora"] {
		allows(asks(manager, "other", "read"))
		allows(asks(manager, "other", "approve"))
	}
}

test_who_is_not_above_approves_nothing if {
	not allows(asks("erin", "other", "read"))
	not allows(asks("erin", "research", "approve"))
	not allows(asks("mallory", "other", "approve"))
}

test_nobody_approves_their_own if {
	allows(asks("alice", "other", "read"))
	not allows(asks("alice", "research", "approve"))
}

test_colleagues_read if {
	allows(asks("erin", "research", "read"))
	not allows(asks("erin", "sales", "read"))
	not allows(asks("erin", "research", "delete"))
}

test_no_department_is_no_ones_department if {
	not allows({"action": "read", "user": {"id": "erin"}, "resource": {"type": "expense", "owner": "alice"}})
}

test_a_circle_of_managers_ends_and_approves_nothing_of_ones_own if {
	circle := {"alice": "bob", "bob": "alice"}
	allows(asks("bob", "other", "approve")) with data.managed_by as circle
	not allows(asks("alice", "other", "approve")) with data.managed_by as circle
}

test_who_has_no_manager_is_approved_by_nobody if {
	facts := object.union(asks("carol", "other", "approve"), {"resource": {"owner": "dora"}})
	not allows(facts)
}
