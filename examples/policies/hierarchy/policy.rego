# METADATA
# title: Department and managers
# description: >-
#   A colleague of the department reads what belongs to it. Whoever is above the owner, however far, reads and approves. Nobody
#   approves what is their own.
package hierarchy

default decision := {"allow": false, "reasons": ["not yours to see"]}

decision := {"allow": true, "reasons": allowed} if count(allowed) > 0

allowed contains "owners read what is theirs" if {
	input.action == "read"
	input.resource.owner == input.user.id
}

allowed contains "colleagues read what belongs to their department" if {
	input.action == "read"
	input.resource.department == input.user.department
}

allowed contains "managers read and approve" if {
	input.action in {"read", "approve"}
	input.user.id in above(input.resource.owner)
}

# Everybody above a person: who is reached from them by who manages whom, without themselves.
above(person) := graph.reachable(managers, {person}) - {person}

managers[person] := [manager] if some person, manager in data.managed_by
