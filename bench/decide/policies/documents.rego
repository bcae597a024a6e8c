package documents

# Who may do what with a document: the policy of the documents example.

default allow := false

allow if {
	input.action == "read"
	"employee" in input.user.roles
	input.resource.sensitivity == "public"
}

allow if {
	input.action == "read"
	is_owner
}

allow if {
	input.action == "write"
	is_owner
	input.environment.deviceTrust == "high"
}

allow if {
	input.action in {"read", "write"}
	"admin" in input.user.roles
	input.environment.time >= "09:00"
	input.environment.time <= "17:00"
}

is_owner if input.user.id == input.resource.owner
