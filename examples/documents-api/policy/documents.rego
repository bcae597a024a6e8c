# METADATA
# title: Who may do what with a document
# description: The four sentences of the README, in their order.
package documents

# 1. Reading is allowed to an employee where the document is public, and to its owner.

allowed contains "employees read public documents" if {
	reading
	"employee" in input.user.roles
	input.resource.sensitivity == "public"
}

allowed contains "owners read their documents" if {
	reading
	owner
}

# 2. Writing is allowed to its owner, from a highly trusted device.

allowed contains "owners write from trusted devices" if {
	writing
	owner
	input.environment.deviceTrust == "high"
}

# 3. An administrator may read and write from 09:00 to 17:00, both included.

allowed contains "administrators within office hours" if {
	reading_or_writing
	administrator
	office_hours
}

# 4. All else is denied.

default decision := {"allow": false, "reasons": ["nothing allows it"]}

decision := {"allow": true, "reasons": allowed} if count(allowed) > 0

else := {"allow": false, "reasons": missing} if count(missing) > 0

# What would have been enough, for whoever is told why.

missing contains "writing needs a highly trusted device" if {
	writing
	owner
}

missing contains "outside office hours" if {
	reading_or_writing
	administrator
}

# The words of the sentences.

reading if input.action == "read"

writing if input.action == "write"

reading_or_writing if input.action in {"read", "write"}

# A document without an owner is nobody's, also for a caller without a user.
owner if input.resource.owner == input.user.id

administrator if "admin" in input.user.roles

# `HH:MM` compares as text.
office_hours if {
	input.environment.time >= "09:00"
	input.environment.time <= "17:00"
}
