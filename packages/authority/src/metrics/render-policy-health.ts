import type { PolicyHealth } from '@sallyport/protocol'

/** How the policies are, in lines of Prometheus' text format. */
export function renderPolicyHealth(health: PolicyHealth): readonly string[] {
  const { isOutdated, loadedAtMs, changes, refusals } = health
  return [
    '# HELP sallyport_policies_outdated Whether policies on disk cannot be used and older ones decide.',
    '# TYPE sallyport_policies_outdated gauge',
    `sallyport_policies_outdated ${isOutdated ? 1 : 0}`,
    '# HELP sallyport_policies_loaded_timestamp_seconds When the policies that decide were loaded.',
    '# TYPE sallyport_policies_loaded_timestamp_seconds gauge',
    `sallyport_policies_loaded_timestamp_seconds ${Math.floor(loadedAtMs / 1000)}`,
    '# HELP sallyport_policy_reloads_total Changes of the policies since the start, by outcome.',
    '# TYPE sallyport_policy_reloads_total counter',
    `sallyport_policy_reloads_total{outcome="changed"} ${changes}`,
    `sallyport_policy_reloads_total{outcome="refused"} ${refusals}`,
  ]
}
