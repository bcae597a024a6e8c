export { loadModule, type ModulePolicy } from './run/load-module.ts'
