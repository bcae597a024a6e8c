/** An Envoy check request of about 0.9 kB. */
export function envoyInput(user: string, method: string): unknown {
  const authorization = `Basic ${Buffer.from(`${user}:password`).toString('base64url')}`
  return {
    attributes: {
      source: { address: { socketAddress: { address: '172.17.0.10', portValue: 36472 } } },
      destination: { address: { socketAddress: { address: '172.17.0.17', portValue: 9080 } } },
      request: {
        time: '2026-11-24T12:00:00.123456Z',
        http: {
          id: '13359530607844510314',
          method,
          headers: {
            ':authority': '192.168.99.100:31380',
            ':method': method,
            ':path': '/people',
            accept: '*/*',
            authorization,
            'content-length': '0',
            'user-agent': 'curl/8.11.1',
            'x-b3-sampled': '1',
            'x-b3-spanid': '537f473f27475073',
            'x-b3-traceid': '537f473f27475073',
            'x-envoy-internal': 'true',
            'x-forwarded-for': '172.17.0.1',
            'x-forwarded-proto': 'http',
            'x-istio-attributes': 'Cj4KE2Rlc3RpbmF0aW9uLnNlcnZpY2USJxIlcHJvZHVjdHBhZ2U',
            'x-request-id': '92a6c0f7-0250-944b-9cfc-ae10cbcedd8e',
          },
          path: '/people',
          host: '192.168.99.100:31380',
          protocol: 'HTTP/1.1',
          body: '',
        },
      },
    },
  }
}

/** A document request with so many bytes of facts that no rule looks at. */
export function documentInput(bytes: number): { [fact: string]: unknown } {
  const facts: { [name: string]: unknown }[] = []
  const resource = {
    type: 'document',
    id: 'd1',
    owner: 'u-bob',
    sensitivity: 'internal',
    facts,
  }
  const input = {
    user: { id: 'u-bob', roles: ['employee', 'editor'], scopes: ['read:documents'] },
    client: { id: 'web' },
    action: 'write',
    resource,
    environment: {
      time: '10:30',
      timestamp: 1_795_516_200,
      weekday: 'tuesday',
      deviceTrust: 'high',
    },
  }
  for (let i = 0; JSON.stringify(input).length < bytes; i++) {
    facts.push({ name: `fact ${i}`, value: i, tags: ['a', 'b'] })
  }
  return input
}

/** So many rules, each about another method and path. */
export function manyRules(count: number): string {
  const rules = Array.from(
    { length: count },
    (_, i) => `allow if {
	input.method == "GET"
	input.path == ["services", "s${i}", "items"]
	input.user.department == "d${i % 10}"
}`,
  )
  return ['package authz', 'default allow := false', ...rules].join('\n\n')
}
