import type { EndpointDoc } from '@sallyport/authority'

/** Every endpoint of the operator API, by its path below that of the issuer. */
export const operatorEndpointDocs = {
  '/admin/revocations': {
    methods: ['POST'],
    who: 'operators, where `operator` is configured, with an access token for `ISSUER/admin` that has `operator:revoke`',
    meaning:
      'Revokes a token, session, grant, client or subject by its id, or everything issued so far.',
  },
} as const satisfies Readonly<Record<string, EndpointDoc>>
