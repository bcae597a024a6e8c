package reports

# Owners change their reports; auditors read all of them on weekdays; all else is denied.
default allow := false

allow if input.resource.owner == input.user.id

allow if {
	input.action == "read"
	"auditor" in input.user.roles
	not input.environment.weekday in data.closed_days
}
