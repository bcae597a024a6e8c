import type { Builtin } from './builtin.ts'
import { stringChanging } from './string-changing.ts'
import { stringSearching } from './string-searching.ts'
import { stringSplitting } from './string-splitting.ts'
import { stringTrimming } from './string-trimming.ts'

/** Built-ins on strings. Positions and lengths count characters: Unicode code points. */
export const strings: readonly Builtin[] = [
  ...stringSearching,
  ...stringSplitting,
  ...stringChanging,
  ...stringTrimming,
]
