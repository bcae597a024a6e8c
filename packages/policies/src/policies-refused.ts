/**
 * Policies that cannot be used, and why: for the operator, several lines where several things are wrong.
 * What decided before goes on to decide.
 */
export class PoliciesRefused extends Error {
  override readonly name = 'PoliciesRefused'
}
