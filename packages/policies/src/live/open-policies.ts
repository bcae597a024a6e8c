import { setTimeout as wait } from 'node:timers/promises'
import { type Clock, type Policy, type PolicyHealth, systemClock, tell } from '@sallyport/protocol'
import { PoliciesRefused } from '../policies-refused.ts'
import { decisionOf } from '../revision/decision-of.ts'
import { digestFiles } from '../revision/digest-files.ts'
import type { Revision } from '../revision/revision.ts'
import type { SourceListing } from '../source/list-source.ts'
import type { PoliciesEvent } from './policies-event.ts'
import { type PoliciesOptions, PoliciesSource, plainPath } from './policies-source.ts'
import { type FolderWatch, watchFolders } from './watch-folders.ts'

/** The policies of one process, kept up with their source. */
export interface LivePolicies {
  /**
   * The rule at an entry point as a policy for the guard. Each call is answered by the revision that
   * decides when it is made. Throws TypeError for what is none of `entrypoints`.
   */
  policy(entrypoint?: string): Policy
  /** The revision that decides now: for whoever must ask it several times. */
  current(): Revision
  health(): PolicyHealth
  /** Why what lies at the source cannot be used; undefined where it decides. */
  problem(): string | undefined
  /** Looks at the source at once; resolves when what was there when called decides or was refused. */
  check(): Promise<void>
  /** Follows the source no more; the last revision goes on to decide. */
  stop(): Promise<void>
}

/** The source must have been still for so long before it is read. */
const STILL_MS = 25
/** How often it is looked at without being announced. */
const LOOK_EVERY_MS = 1000

/**
 * Loads policies and follows their source: what is saved there decides in some 60 ms, as one new revision,
 * or is refused, and then the last good revision goes on. Rejects with PoliciesRefused where they cannot be
 * used at the start; throws TypeError for wrong options.
 */
export async function openPolicies(options: PoliciesOptions): Promise<LivePolicies> {
  const source = new PoliciesSource(options)
  const policies = new Live(source, options)
  await policies.start()
  return policies
}

class Live implements LivePolicies {
  readonly #source: PoliciesSource
  readonly #options: PoliciesOptions
  readonly #clock: Clock
  readonly #watch: FolderWatch
  #revision: Revision | undefined
  #problem: string | undefined
  /** Of what was last built or refused. */
  #stamp: string | undefined
  #loadedAtMs = 0
  #changes = 0
  #refusals = 0
  #isStopped = false
  #timer: NodeJS.Timeout | undefined
  /** One look after the other; never rejects. */
  #looking: Promise<void> = Promise.resolve()
  #isAnnounced = false

  constructor(source: PoliciesSource, options: PoliciesOptions) {
    this.#source = source
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#watch = watchFolders(
      () => this.#announce(),
      (folder, error) => this.#tellUnwatched(folder, error),
    )
  }

  async start(): Promise<void> {
    const listing = await this.#source.list()
    // Before anything is read, so that a change meanwhile is heard.
    if (this.#options.watch !== false) this.#watch.follow(listing.folders)
    try {
      this.#revision = await this.#source.build(await this.#source.read(listing))
    } catch (error) {
      this.#watch.close()
      throw error
    }
    this.#stamp = listing.stamp
    this.#loadedAtMs = this.#clock.nowMs()
    if (this.#options.watch !== false) this.#lookAgain()
  }

  policy(entrypoint?: string): Policy {
    const path = entrypoint === undefined ? this.#source.entrypoints[0] : plainPath(entrypoint)
    if (path === undefined || !this.#source.entrypoints.includes(path)) {
      throw new TypeError(`\`${entrypoint}\` is not among \`entrypoints\`: name it there`)
    }
    return (input) => decisionOf(this.current().evaluate(path, input))
  }

  current(): Revision {
    if (this.#revision === undefined) throw new Error('the policies have not been loaded')
    return this.#revision
  }

  health(): PolicyHealth {
    return {
      isOutdated: this.#problem !== undefined,
      loadedAtMs: this.#loadedAtMs,
      changes: this.#changes,
      refusals: this.#refusals,
    }
  }

  problem(): string | undefined {
    return this.#problem
  }

  check(): Promise<void> {
    const look = this.#looking.then(() => (this.#isStopped ? undefined : this.#look()))
    this.#looking = look.catch(() => {})
    return look
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#watch.close()
    await this.#looking
  }

  /** Something may have changed. However often that is heard, one look more is enough. */
  #announce(): void {
    if (this.#isAnnounced || this.#isStopped) return
    this.#isAnnounced = true
    setTimeout(() => {
      this.#isAnnounced = false
      this.check().catch(() => {})
    }, 5).unref()
  }

  /** Not every file system announces changes, nor every change of where a link leads. */
  #lookAgain(): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => {
      this.check()
        .catch(() => {})
        .finally(() => this.#lookAgain())
    }, LOOK_EVERY_MS)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    try {
      const listing = await this.#stillListing()
      if (listing === undefined) return
      await this.#take(listing)
      this.#stamp = listing.stamp
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      // A source that cannot even be listed is told of once, and not at every look.
      const stamp = `refused: ${message}`
      if (this.#stamp === stamp) return
      this.#refuse(message)
      this.#stamp = stamp
      // Security: a bug of ours must not pass for a mistake in a policy.
      if (!(error instanceof PoliciesRefused)) throw error
    }
  }

  /** What lies there once it changes no more; undefined: what was last seen. */
  async #stillListing(): Promise<SourceListing | undefined> {
    let listing = await this.#list()
    if (listing.stamp === this.#stamp) return undefined
    for (;;) {
      await wait(STILL_MS)
      const later = await this.#list()
      if (later.stamp === listing.stamp) return later
      listing = later
    }
  }

  async #list(): Promise<SourceListing> {
    const listing = await this.#source.list()
    if (this.#options.watch !== false && !this.#isStopped) this.#watch.follow(listing.folders)
    return listing
  }

  async #take(listing: SourceListing): Promise<void> {
    const before = this.current()
    try {
      const files = await this.#source.read(listing)
      // Changed while it was read: neither the one nor the other. The change is announced.
      if ((await this.#list()).stamp !== listing.stamp) return this.#announce()
      if (digestFiles(files) === before.digest) return this.#recover(before)
      const revision = await this.#source.build(files)
      if (this.#isStopped) return
      // Invariant: the one place where another revision takes over, by one assignment.
      this.#revision = revision
      this.#problem = undefined
      this.#loadedAtMs = this.#clock.nowMs()
      this.#changes += 1
      this.#tell({ kind: 'changed', revision: revision.id, before: before.id })
    } catch (error) {
      if (!(error instanceof PoliciesRefused)) throw error
      this.#refuse(error.message)
    }
  }

  #recover(revision: Revision): void {
    if (this.#problem === undefined) return
    this.#problem = undefined
    this.#tell({ kind: 'recovered', revision: revision.id })
  }

  #refuse(message: string): void {
    this.#problem = message
    this.#refusals += 1
    this.#tell({ kind: 'refused', revision: this.current().id, message })
  }

  #tellUnwatched(folder: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    this.#tell({ kind: 'unwatched', folder, message })
  }

  #tell(event: PoliciesEvent): void {
    const { onEvent } = this.#options
    if (onEvent !== undefined && !this.#isStopped) tell(onEvent, event)
  }
}
