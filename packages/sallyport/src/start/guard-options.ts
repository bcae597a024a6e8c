import type { GuardOptions } from '@sallyport/guard'
import type { Configuration } from '../configuration/configuration.ts'

/**
 * What a configuration says of guards: how much a caller may ask, which proxies are believed and in
 * which zone policies read the clock. Who wires a guard adds `issuer`, `audience` and its ports.
 */
export function guardOptions(
  configuration: Configuration,
): Pick<GuardOptions, 'quota' | 'trustedProxies' | 'deviceTrustHeader' | 'timeZone'> {
  const { limits, trustedProxies, deviceTrustHeader, timeZone } = configuration
  return {
    quota: limits.quota,
    trustedProxies,
    ...(deviceTrustHeader === undefined ? {} : { deviceTrustHeader }),
    timeZone,
  }
}
