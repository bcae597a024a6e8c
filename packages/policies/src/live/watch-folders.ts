import { type FSWatcher, watch } from 'node:fs'
import type { WatchedFolders } from '../source/list-source.ts'

/** Watches folders, each by what it is now: one that is replaced by another of its name is watched anew. */
export interface FolderWatch {
  /** Watches these, and no others any more. */
  follow(folders: WatchedFolders): void
  close(): void
}

interface Watched {
  readonly key: string
  /** Absent: it cannot be watched. */
  readonly watcher?: FSWatcher
}

/**
 * Calls back whenever something may have changed in one of the folders. `onFailure` is told of each that
 * cannot be watched.
 */
export function watchFolders(
  onChange: () => void,
  onFailure: (folder: string, error: unknown) => void,
): FolderWatch {
  const watched = new Map<string, Watched>()

  function drop(folder: string): void {
    watched.get(folder)?.watcher?.close()
    watched.delete(folder)
  }

  function add(folder: string, key: string, only: string | undefined): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (only === undefined || name === null || name === only) onChange()
      })
      watched.set(folder, { key, watcher })
      watcher.on('error', (error) => {
        if (watched.get(folder)?.watcher !== watcher) return
        watcher.close()
        watched.set(folder, { key })
        onFailure(folder, error)
      })
    } catch (error) {
      watched.set(folder, { key })
      onFailure(folder, error)
    }
  }

  return {
    follow: (folders) => {
      for (const folder of [...watched.keys()]) if (!folders.has(folder)) drop(folder)
      for (const [folder, { identity, only }] of folders) {
        const key = `${identity} ${only ?? ''}`
        if (watched.get(folder)?.key === key) continue
        drop(folder)
        add(folder, key, only)
      }
    },
    close: () => {
      for (const folder of [...watched.keys()]) drop(folder)
    },
  }
}
