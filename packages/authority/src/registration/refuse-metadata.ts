import type { MetadataProblem } from '../clients/metadata-members.ts'
import type { Exchange } from '../http/exchange.ts'
import type { JsonRefusal } from '../http/read-json.ts'
import { errorResponse } from '../http/responses.ts'

/**
 * Metadata that cannot be registered: which member, and what it would have to be; never what it was.
 * @see RFC 7591 §3.2.2
 */
export async function refuseMetadata(
  refusal: MetadataProblem | { readonly error: JsonRefusal },
  exchange: Exchange,
): Promise<Response> {
  const { status, error, text } = describe(refusal)
  await exchange.record({ type: 'client.changed', outcome: 'refused', reasons: [error] })
  return errorResponse(status, error, text)
}

function describe(refusal: MetadataProblem | { readonly error: JsonRefusal }) {
  switch (refusal.error) {
    case 'too_large':
      return {
        status: 413,
        error: 'invalid_client_metadata',
        text: 'the body is too large',
      } as const
    case 'not_json': {
      const text = 'the body must be one JSON object without repeated names, as application/json'
      return { status: 400, error: 'invalid_client_metadata', text } as const
    }
    default: {
      const { error, member, index, what } = refusal
      const place = index === undefined ? member : `${member}[${index}]`
      return { status: 400, error, text: toDescription(`${place} ${what}`) } as const
    }
  }
}

/** The same sentence in the characters that a description may have (RFC 6749 §5.2). */
function toDescription(text: string): string {
  const plain = text.replaceAll('…', '...').replaceAll('§', 'section ')
  return plain.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, '?')
}
