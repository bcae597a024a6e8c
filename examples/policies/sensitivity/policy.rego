# METADATA
# title: Sensitivity levels
# description: Who is cleared for a level reads what is of that level or below. What has no level is read by nobody.
package sensitivity

default decision := {"allow": false, "reasons": ["not cleared for it"]}

decision := {"allow": true, "reasons": [sprintf("cleared for %s", [input.resource.sensitivity])]} if {
	input.action == "read"
	level := data.levels[input.resource.sensitivity]
	some role in input.user.roles
	data.clearances[role] >= level
}
