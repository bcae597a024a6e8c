import type { AuditFact, Recorder } from '@sallyport/protocol'

/** A recorder that keeps everything in a list, until it is told to fail. */
export function createTestAudit(): Recorder & { readonly facts: AuditFact[]; isDown: boolean } {
  const facts: AuditFact[] = []
  return {
    facts,
    isDown: false,
    async record(fact) {
      if (this.isDown) throw new Error('the disk is full')
      facts.push(fact)
    },
  }
}
