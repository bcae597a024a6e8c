/** What one endpoint is. */
export interface EndpointDoc {
  /** The methods it goes by; HEAD is GET without the body, OPTIONS is for pages of other origins. */
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS')[]
  /** Who asks it. */
  readonly who: string
  readonly meaning: string
  /** Where it is defined; absent for what is our own. */
  readonly standard?: string
}

const opened = ['GET', 'POST'] as const
const called = ['POST', 'OPTIONS'] as const

/** Every endpoint, by its path below that of the issuer; those below `/register` are there where clients may register. */
export const endpointDocs = {
  '/': { methods: ['GET'], who: 'people', meaning: 'What there is here.' },
  '/authorize': {
    methods: opened,
    who: 'browsers, sent by clients',
    meaning: 'Begins an authorization, and ends it at the redirect URI.',
    standard: 'OAuth 2.1 §3.1, OpenID Connect Core §3.1.2',
  },
  '/authorize/resume': {
    methods: ['GET'],
    who: 'browsers',
    meaning: 'Goes on with an authorization after a page was answered.',
  },
  '/sign-in': { methods: opened, who: 'people', meaning: 'The page to sign in, and its form.' },
  '/consent': {
    methods: opened,
    who: 'people',
    meaning: 'The page that asks what a client may do, and its form.',
  },
  '/grants': {
    methods: opened,
    who: 'people',
    meaning: 'What clients may do, and the buttons to take it back.',
  },
  '/grants/password': {
    methods: opened,
    who: 'people',
    meaning: 'The page to change a password, and its form.',
  },
  '/logout': {
    methods: opened,
    who: 'browsers, sent by clients',
    meaning: 'Signs out, after a question where it is not sure who asks.',
    standard: 'OpenID Connect RP-Initiated Logout §2',
  },
  '/logout/confirm': {
    methods: ['POST'],
    who: 'people',
    meaning: 'The answer to that question.',
  },
  '/token': {
    methods: called,
    who: 'clients',
    meaning: 'Tokens for a code, a refresh token, a device code or the client itself.',
    standard: 'OAuth 2.1 §3.2',
  },
  '/par': {
    methods: called,
    who: 'clients',
    meaning: 'Takes an authorization request beforehand, for a reference to it.',
    standard: 'RFC 9126',
  },
  '/userinfo': {
    methods: ['GET', 'POST', 'OPTIONS'],
    who: 'clients, with an access token that has `openid`',
    meaning: 'Who the person is.',
    standard: 'OpenID Connect Core §5.3',
  },
  '/revoke': {
    methods: called,
    who: 'clients',
    meaning: 'Ends a token, or the grant of a refresh token.',
    standard: 'RFC 7009',
  },
  '/introspect': {
    methods: ['POST'],
    who: 'confidential clients; of APIs those in `introspectedBy`',
    meaning: 'Whether a token is valid, and what it says.',
    standard: 'RFC 7662',
  },
  '/revocations': {
    methods: opened,
    who: 'confidential clients in `introspectedBy`, for guards that share no store with the authority',
    meaning: 'What is no longer valid, as server-sent events.',
    standard: 'WHATWG HTML §9.2',
  },
  '/device': {
    methods: opened,
    who: 'people',
    meaning: 'The page on which the code of a device is typed and decided about.',
    standard: 'RFC 8628 §3.3',
  },
  '/device/authorize': {
    methods: called,
    who: 'clients on devices',
    meaning: 'The codes of a new sign-in on a device.',
    standard: 'RFC 8628 §3.1',
  },
  '/register': {
    methods: ['POST'],
    who: 'clients to be; with an initial access token where one is asked for',
    meaning: 'Registers a client.',
    standard: 'RFC 7591',
  },
  '/register/:client_id': {
    methods: ['GET', 'PUT', 'DELETE'],
    who: 'registered clients, with their registration access token',
    meaning: 'Shows, changes or removes the registration.',
    standard: 'RFC 7592',
  },
  '/jwks': {
    methods: ['GET'],
    who: 'everybody',
    meaning: 'The public keys that tokens are verified with.',
    standard: 'RFC 7517 §5',
  },
  '/.well-known/oauth-authorization-server': {
    methods: ['GET'],
    who: 'everybody',
    meaning: 'What the authority can do and where; before the path of an issuer that has one.',
    standard: 'RFC 8414 §3',
  },
  '/.well-known/openid-configuration': {
    methods: ['GET'],
    who: 'everybody',
    meaning: 'The same; before the path of an issuer that has one, and after it.',
    standard: 'OpenID Connect Discovery §4',
  },
  '/metrics': {
    methods: ['GET'],
    who: 'addresses in `metricsReaders`, directly and not through a proxy',
    meaning: 'Counts, in the text format of Prometheus.',
  },
  '/healthz': { methods: ['GET'], who: 'everybody', meaning: 'The process answers.' },
  '/readyz': {
    methods: ['GET'],
    who: 'everybody',
    meaning:
      'The store answers and there is a key to sign with. `policies` is `outdated` where those on disk cannot be used and older ones decide.',
  },
} as const satisfies Readonly<Record<string, EndpointDoc>>
