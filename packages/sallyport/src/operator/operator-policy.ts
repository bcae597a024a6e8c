import type { DecisionInput } from '@sallyport/protocol'
import { compile } from '@sallyport/rego'
import type { OperatorSettings } from '../configuration/configuration.ts'

/**
 * Who may use the operator API. What a caller may do there is a matter of scopes, which the guard has
 * compared before it asks.
 */
export const operatorRego = `package sallyport.operator

default allow := false

# A person with a role of operators.
allow if {
	some role in input.user.roles
	role in data.operators.roles
}

# A client that acts for itself, and not for whoever has signed in there.
allow if {
	not input.user
	input.client.id in data.operators.clients
}
`

const entrypoint = 'sallyport/operator/allow'

/** Compiles the policy of the operator API. What it answers for want of an answer denies. */
export function createOperatorPolicy({
  roles,
  clients,
}: OperatorSettings): (input: DecisionInput) => boolean {
  const policy = compile({
    modules: { 'operator.rego': operatorRego },
    data: { operators: { roles, clients } },
    entrypoints: [entrypoint],
    strict: true,
  })
  if (!policy.ok) throw new Error(String(policy))
  return (input) => {
    const outcome = policy.evaluate(entrypoint, input)
    if (outcome.kind === 'error') throw new Error(outcome.error.message)
    return outcome.kind === 'defined' && outcome.value === true
  }
}
