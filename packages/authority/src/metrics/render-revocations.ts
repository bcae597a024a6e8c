import type { FollowedRevocations } from '@sallyport/revocation'

/** How this process is with the revocations, in lines of Prometheus' text format. */
export function renderRevocations(
  followed: Pick<FollowedRevocations, 'lagMs' | 'isStale' | 'size'>,
): readonly string[] {
  return [
    '# HELP sallyport_revocation_lag_seconds Time since revocations were last heard of.',
    '# TYPE sallyport_revocation_lag_seconds gauge',
    `sallyport_revocation_lag_seconds ${Math.max(0, followed.lagMs()) / 1000}`,
    '# HELP sallyport_revocations_stale Whether that is longer than allowed.',
    '# TYPE sallyport_revocations_stale gauge',
    `sallyport_revocations_stale ${followed.isStale() ? 1 : 0}`,
    '# HELP sallyport_revocations Targets that are revoked and could still be presented.',
    '# TYPE sallyport_revocations gauge',
    `sallyport_revocations ${followed.size()}`,
  ]
}
