import assert from 'node:assert/strict'
import { compile, type Policy } from '../../src/index.ts'

/** Compiles one module; what does not compile fails the test. */
export function policyOf(source: string, data: unknown = {}): Policy {
  const policy = compile({ modules: { 'p.rego': source }, data })
  assert.ok(policy.ok, String(policy))
  return policy
}

/** The decision of a shop: an order is allowed unless something speaks against it. */
export const shop = `package shop

default decision := {"allow": false, "reasons": []}

decision := {"allow": true, "reasons": []} if {
	count(deny) == 0
	not closed
}

deny contains message if {
	some item in input.items
	item.price > limits[input.user]
	message := sprintf("%s is too expensive", [item.name])
}

deny contains "forbidden" if {
	some item in input.items
	forbidden(item.name)
}

closed if input.hour < 8

closed if input.hour >= 20

limits[name] := limit if some name, limit in {"ann": 10, "bob": 100}

forbidden(name) if name in {"bomb", "poison"}
`

/** The policy of a document store: several ways to be allowed. */
export const documents = `package documents

default allow := false

allow if is_owner

allow if {
	input.action == "read"
	some group in data.members[input.user]
	group in document.readers
	not document.secret
}

allow if {
	input.user == "root"
	input.network == "office"
	every other in input.witnesses {
		other != input.user
		data.members[other]
	}
}

is_owner if document.owner == input.user

document := data.papers[input.id]
`
