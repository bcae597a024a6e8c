package hours_and_place_test

import data.hours_and_place

at(weekday, time, address) := {
	"user": {"id": "alice", "roles": ["employee"]},
	"action": "read",
	"environment": {"weekday": weekday, "time": time, "ipAddress": address},
}

allows(facts) if {
	decided := hours_and_place.decision with input as facts
	decided.allow
}

test_within_hours_and_place if {
	allows(at("monday", "08:00", "10.1.2.3"))
	allows(at("friday", "17:59", "10.1.255.255"))
	allows(at("monday", "18:30", "10.2.0.1"))
	allows(at("monday", "12:00", "2001:db8:1::7"))
}

test_the_hours_are_those_of_the_place if {
	not allows(at("monday", "07:59", "10.1.2.3"))
	not allows(at("monday", "18:00", "10.1.2.3"))
	not allows(at("monday", "08:30", "10.2.0.1"))
}

test_days_off if {
	not allows(at("saturday", "12:00", "10.1.2.3"))
	allows(at("friday", "12:00", "10.1.2.3"))
	not allows(at("friday", "12:00", "10.2.0.1"))
}

test_other_networks if {
	not allows(at("monday", "12:00", "10.3.0.1"))
	not allows(at("monday", "12:00", "2001:db8:2::7"))
}

test_an_address_that_is_not_known_is_nowhere if {
	facts := at("monday", "12:00", "10.1.2.3")
	not allows(json.remove(facts, ["environment/ipAddress"]))
}

test_on_call_at_any_time_from_a_trusted_device if {
	on_call := object.union(at("sunday", "03:00", "198.51.100.7"), {"user": {"roles": ["on-call"]}})
	not allows(on_call)
	allows(object.union(on_call, {"environment": {"deviceTrust": "high"}}))
	not allows(object.union(at("sunday", "03:00", "198.51.100.7"), {"environment": {"deviceTrust": "high"}}))
}

test_the_reason_names_the_site if {
	decided := hours_and_place.decision with input as at("monday", "12:00", "10.1.2.3")
	decided.reasons == {"at work in Berlin"}
}
