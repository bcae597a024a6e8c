import type { Policy } from '@sallyport/protocol'

/** The nightly report reads; people are other policies' business. */
export const nightlyPolicy: Policy = ({ user, client, action }) =>
  user === undefined && client.id === 'reporter' && action === 'read'
    ? { allow: true, reasons: ['the nightly report reads'] }
    : { allow: false, reasons: ['nothing allows it'] }
