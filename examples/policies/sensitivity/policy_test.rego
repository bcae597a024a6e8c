package sensitivity_test

import data.sensitivity

reads(roles, level) := {
	"user": {"id": "alice", "roles": roles},
	"action": "read",
	"resource": {"type": "report", "sensitivity": level},
}

allows(facts) if {
	decided := sensitivity.decision with input as facts
	decided.allow
}

test_up_to_ones_clearance if {
	allows(reads(["employee"], "public"))
	allows(reads(["employee"], "internal"))
	allows(reads(["manager"], "confidential"))
	allows(reads(["board"], "secret"))
}

test_not_beyond_it if {
	not allows(reads(["employee"], "confidential"))
	not allows(reads(["manager"], "secret"))
}

test_the_highest_of_several_roles_counts if allows(reads(["employee", "board"], "secret"))

test_a_level_or_role_that_nobody_knows if {
	not allows(reads(["board"], "Secret"))
	not allows(reads(["boards"], "public"))
	not allows(reads([], "public"))
}

test_what_has_no_level_is_read_by_nobody if {
	not allows(object.remove(reads(["board"], "public"), ["resource"]))
	not allows({"action": "read", "user": {"roles": ["board"]}, "resource": {"type": "report"}})
}

test_it_is_about_reading_alone if not allows(object.union(reads(["board"], "public"), {"action": "write"}))

test_the_reason_names_the_level if {
	decided := sensitivity.decision with input as reads(["manager"], "internal")
	decided.reasons == ["cleared for internal"]
}
