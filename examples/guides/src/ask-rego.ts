import { readFileSync } from 'node:fs'
// #region compile
import { compile } from '@sallyport/rego'

const policy = compile({
  modules: { 'reports.rego': readFileSync('examples/guides/policies/reports.rego', 'utf8') },
  data: { closed_days: ['saturday', 'sunday'] },
})
if (!policy.ok) throw new Error(String(policy))
// #endregion

// #region evaluate
export const mayRead = (user: { id: string; roles: string[] }, owner: string): boolean => {
  const outcome = policy.evaluate('reports/allow', {
    action: 'read',
    user,
    resource: { type: 'report', owner },
    environment: { weekday: 'monday' },
  })
  return outcome.kind === 'defined' && outcome.value === true
}
// #endregion

// #region query
export const closed = policy.query('some day in data.closed_days')
// #endregion

// #region with
export const openAlways = policy.with({ data: { closed_days: [] } })
// #endregion

// #region limits
export const bounded = compile({
  modules: { 'slow.rego': 'package slow\n\np := count(numbers.range(1, 1000000))' },
  limits: { fuel: 1_000 },
})
// #endregion
