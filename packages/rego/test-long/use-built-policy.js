import { compile } from '@sallyport/rego'
// #region use
import { policy } from './policy.mjs'

const outcome = policy.evaluate('authz/allow', { user: 'ann', path: '/docs/1' })
const allowed = outcome.kind === 'defined' && outcome.value === true
// #endregion
const compiled = compile({ modules: { 'a.rego': 'package a\nallow if input.x == 1' } })
const answers = {
  allowed,
  denied: policy.evaluate('data.authz.allow', { user: 'bob', path: '/docs/1' }),
  grants: policy.evaluate('grants'),
  unknown: policy.evaluate('toString'),
  whole: policy.evaluate('authz', {}),
  closures: compiled.ok && compiled.evaluate('a/allow', { x: 1 }),
}
console.log(
  JSON.stringify(answers, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
)
