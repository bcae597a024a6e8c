# METADATA
# title: Who may read whose profile
# description: One's own, or anybody's with the scope `admin:users`.
package users

default decision := {"allow": false, "reasons": ["nothing allows it"]}

decision := {"allow": true, "reasons": ["oneself"]} if {
	reading
	input.user.id == input.resource.id
}

else := {"allow": true, "reasons": ["admin:users"]} if {
	reading
	"admin:users" in input.user.scopes
}

else := {"allow": false, "reasons": ["somebody else"]} if reading

reading if {
	input.action == "read"
	input.user
}
