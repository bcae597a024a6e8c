import { basePath } from '../authority-options.ts'
import type { ClientEndpoint } from '../client-authentication/client-endpoint.ts'
import type { Endpoints } from '../http/endpoints.ts'
import { createRecordedLimit } from '../http/recorded-limit.ts'
import type { Openings } from '../interaction/openings.ts'
import { authorizeDevice } from './authorize-device.ts'
import { answerDevice, showDevice } from './device.ts'
import { createDeviceLimits } from './device-limits.ts'

/** The person's page, and the endpoint where a device asks for its codes. */
export function deviceEndpoints(
  endpoint: ClientEndpoint & { readonly openings: Openings },
): Endpoints {
  const { options, cors, openings } = endpoint
  const { clock, issuer } = options
  const limits = createDeviceLimits(options)
  const codesByAddress = createRecordedLimit({
    reason: 'device_codes',
    limit: 60,
    windowSeconds: 60,
    clock,
  })
  const path = `${basePath(issuer)}/device`
  return [
    [
      path,
      {
        GET: (e) => showDevice(e, options, openings),
        POST: (e) => answerDevice(e, options, openings, limits),
      },
    ],
    [
      `${path}/authorize`,
      {
        POST: (e) => authorizeDevice(e, { ...endpoint, codesByAddress }),
        OPTIONS: (e) => cors.preflight(e.request, ['POST']),
      },
    ],
  ]
}
