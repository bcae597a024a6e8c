export { buildModule } from './emit/build-module.ts'
export type { CoverageReport, FileCoverage } from './explain/coverage.ts'
export { explain, explainer } from './explain/explain.ts'
export type { ExplainedRule, Explanation, FailedRule } from './explain/explanation.ts'
export { rowSpans, type SourceRange } from './explain/source-range.ts'
export { type Answer, type AnswerError, type Answers, askQuery } from './query/ask-query.ts'
export { indentedJson } from './query/indented-json.ts'
export { printBuiltins } from './testing/print-builtins.ts'
export { runTests, type TestOptions } from './testing/run-tests.ts'
export {
  type CaseResult,
  countTests,
  type TestCounts,
  type TestReport,
  type TestResult,
} from './testing/test-report.ts'
