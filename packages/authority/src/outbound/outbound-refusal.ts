/** Why a request of ours came to nothing; for the audit log, never for whoever named the address. */
export type OutboundRefusal =
  /** Not a URL of the form that the policy demands. */
  | 'url_refused'
  /** One of the host's addresses is not one that the policy allows. */
  | 'address_refused'
  /** Too many requests are under way. */
  | 'busy'
  | 'unresolved'
  /** No connection, an untrusted certificate, or not HTTP. */
  | 'unreachable'
  | 'timed_out'
  | 'status_refused'
  /** 429 or 5xx where a document was asked for. */
  | 'host_failing'
  | 'type_refused'
  | 'encoding_refused'
  | 'too_large'
  /** Not one unambiguous JSON object. */
  | 'malformed'
