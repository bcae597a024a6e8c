export { Composite } from './value.ts'
