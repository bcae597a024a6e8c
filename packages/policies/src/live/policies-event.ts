/** What the host is told, for its log. */
export type PoliciesEvent =
  /** A new revision decides from now on. */
  | { readonly kind: 'changed'; readonly revision: string; readonly before: string }
  /** What lies at the source cannot be used; `revision` goes on to decide. */
  | { readonly kind: 'refused'; readonly revision: string; readonly message: string }
  /** The source is again what decides, without having changed. */
  | { readonly kind: 'recovered'; readonly revision: string }
  /** Changes of a folder are not announced by the platform: they take until the next look, a second. */
  | { readonly kind: 'unwatched'; readonly folder: string; readonly message: string }

/** One line for a log. */
export function describePoliciesEvent(event: PoliciesEvent): string {
  switch (event.kind) {
    case 'changed':
      return `policies changed: revision ${event.revision} decides, before it ${event.before}`
    case 'refused':
      return `policies refused, revision ${event.revision} goes on to decide: ${event.message}`
    case 'recovered':
      return `policies are again revision ${event.revision}, which decides`
    case 'unwatched':
      return `policies in ${event.folder} are looked at once a second only: ${event.message}`
  }
}
