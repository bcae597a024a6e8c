/** The scenarios for servers that concern one with tools behind our guard. */
export const guardScenarios = [
  'server-initialize',
  'server-session-lifecycle',
  'server-stateless',
  'ping',
  'tools-list',
  'tools-call-simple-text',
  'tools-call-image',
  'tools-call-audio',
  'tools-call-embedded-resource',
  'tools-call-mixed-content',
  'tools-call-error',
  'tools-call-with-progress',
  'json-schema-2020-12',
  'server-sse-polling',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
  'http-header-validation',
  'http-custom-header-server-validation',
  'input-required-result-basic-elicitation',
  'input-required-result-basic-sampling',
  'input-required-result-basic-list-roots',
  'input-required-result-request-state',
  'input-required-result-multiple-input-requests',
  'input-required-result-multi-round',
  'input-required-result-missing-input-response',
  'input-required-result-result-type',
  'input-required-result-unsupported-methods',
  'input-required-result-tampered-state',
  'input-required-result-capability-check',
  'input-required-result-ignore-extra-params',
  'input-required-result-validate-input',
] as const

/**
 * The others that the suite lists, by the reason why they do not concern it.
 * @see docs/decisions/0008-mcp-sdk.md
 */
export const leftOut: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'resources are not served',
    [
      'resources-list',
      'resources-read-text',
      'resources-read-binary',
      'resources-templates-read',
      'resources-subscribe',
      'resources-unsubscribe',
      'sep-2164-resource-not-found',
    ],
  ],
  [
    'prompts are not served',
    [
      'prompts-list',
      'prompts-get-simple',
      'prompts-get-with-args',
      'prompts-get-embedded-resource',
      'prompts-get-with-image',
      'input-required-result-non-tool-request',
    ],
  ],
  ['completions are of prompts and resources, which are not served', ['completion-complete']],
  [
    'it asks for the hints of prompts and resources beside those of tools, which are there',
    ['caching'],
  ],
  [
    'log messages are for the operator, and none is sent to clients',
    ['logging-set-level', 'tools-call-with-logging'],
  ],
  [
    'there are no sessions, so that no server asks a client of the 2025 revisions anything',
    [
      'tools-call-sampling',
      'tools-call-elicitation',
      'elicitation-sep1034-defaults',
      'elicitation-sep1330-enums',
    ],
  ],
  [
    'the extension for skills is one of resources, which are not served',
    ['sep-2640-skills-directory', 'sep-2640-skills-enumeration', 'sep-2640-skills-manifest'],
  ],
  [
    'the extension for tasks is not served: nothing is remembered between two requests',
    [
      'tasks-lifecycle',
      'tasks-capability-negotiation',
      'tasks-wire-fields',
      'tasks-request-state-removal',
      'tasks-mrtr-input',
      'tasks-request-headers',
      'tasks-dispatch-and-envelope',
      'tasks-status-notifications',
      'tasks-required-task-error',
      'tasks-mrtr-composition',
    ],
  ],
])
