import assert from 'node:assert/strict'
import { type AuditFact, looksLikeToken, type Recorder } from '@sallyport/protocol'

/**
 * A recorder that keeps everything in a list, until it is told to fail. Like every audit it refuses what
 * looks like a token.
 */
export function createTestAudit(): Recorder & { readonly facts: AuditFact[]; isDown: boolean } {
  const facts: AuditFact[] = []
  return {
    facts,
    isDown: false,
    async record(fact) {
      if (this.isDown) throw new Error('the disk is full')
      JSON.stringify(fact, (_, value) => {
        assert.ok(typeof value !== 'string' || !looksLikeToken(value), 'a fact holds a token')
        return value
      })
      facts.push(fact)
    },
  }
}
