export type { Runtime, UnitCode } from './context.ts'
