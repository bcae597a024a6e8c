# METADATA
# title: Hours and place
# description: Work is done on working days, within the hours of the site, from its networks. Who is on call works at any time, from a trusted device.
package hours_and_place

default decision := {"allow": false, "reasons": ["outside of hours and place"]}

decision := {"allow": true, "reasons": allowed} if count(allowed) > 0

allowed contains sprintf("at work in %s", [site]) if {
	some site, rules in data.sites
	input.environment.weekday in rules.days
	input.environment.time >= rules.opens
	input.environment.time < rules.closes
	some network in rules.networks
	net.cidr_contains(network, input.environment.ipAddress)
}

allowed contains "on call" if {
	"on-call" in input.user.roles
	input.environment.deviceTrust == "high"
}
