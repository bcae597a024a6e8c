package users_test

import data.users

reads(user, id) := {"user": user, "action": "read", "resource": {"type": "user", "id": id}}

alice := {"id": "alice", "roles": ["employee"], "scopes": []}

admin := {"id": "alice", "roles": [], "scopes": ["admin:users"]}

allows(facts) if {
	decided := users.decision with input as facts
	decided.allow
}

test_a_profile_is_read_by_oneself if allows(reads(alice, "alice"))

test_a_profile_of_another_is_not if not allows(reads(alice, "bob"))

test_a_profile_is_read_with_the_scope if allows(reads(admin, "bob"))

test_a_scope_that_only_begins_alike if {
	not allows(reads(object.union(alice, {"scopes": ["admin:users:none"]}), "bob"))
}

test_nothing_else_is_done_with_one if {
	not allows(object.union(reads(alice, "alice"), {"action": "write"}))
}

test_nobody_reads_none if {
	not allows({"action": "read", "resource": {"type": "user"}})
	not allows({"action": "read", "resource": {"type": "user", "id": "alice"}})
}
