package reports_test

import data.reports

report := {"type": "report", "owner": "ann"}

test_owners_change_their_reports if {
	reports.allow with input as {"action": "delete", "resource": report, "user": {"id": "ann", "roles": []}}
}

test_nobody_is_no_owner if {
	not reports.allow with input as {"action": "read", "resource": {"type": "report"}}
}

test_auditors_read_on_weekdays[day] if {
	some day, expected in {"friday": true, "saturday": false}
	allowed := reports.allow with input as {
		"action": "read",
		"resource": report,
		"user": {"id": "bob", "roles": ["auditor"]},
		"environment": {"weekday": day},
	}
	allowed == expected
}
