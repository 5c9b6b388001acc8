/** Who may import whom. Each rule says why and what to do instead; `npm run check` fails on any violation. */
const rule = (name, comment, from, to, extra = {}) => ({ name, severity: 'error', comment, from, to, ...extra });
const packageRule = (name, allowed) =>
  rule(
    `package-${name}`,
    `packages/${name} may import only ${allowed.length ? allowed.join(', ') : 'nothing of ours'}; move the code down or pass it in.`,
    { path: `^packages/${name}/src/`, pathNot: '\\.test\\.ts$' },
    { path: '^(packages|services|story|prove|bench)/', pathNot: [name, ...allowed].map((p) => `^packages/${p}/`) },
  );

export default {
  forbidden: [
    rule(
      'no-cycles',
      'A cycle hides which file comes first; extract what both need. Types are erased, so they may point back.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'no-orphans',
      'A file that nobody imports is dead; delete it or call it.',
      {
        orphan: true,
        pathNot: [
          '\\.test\\.ts$',
          '/main\\.ts$',
          '/loading/thread\\.ts$',
          '/worker\\.ts$',
          '^(scripts|prove|bench|story|docs)/',
          '\\.config\\.ts$',
          '/seed/',
          '/src/index\\.ts$',
          '/src/app\\.ts$',
          'global-setup\\.ts$',
          'summary-reporter\\.ts$',
          '\\.mjs$',
        ],
      },
      {},
    ),
    packageRule('domain', []),
    packageRule('contracts', ['domain']),
    packageRule('db', []),
    packageRule('crypto', ['domain']),
    packageRule('pdf', []),
    packageRule('population', ['domain']),
    packageRule('agencies', ['contracts', 'domain']),
    packageRule('file-transport', []),
    packageRule('events', ['db', 'contracts', 'domain']),
    packageRule('bulk-load', ['service-kit', 'db', 'domain']),
    packageRule('service-kit', ['contracts', 'domain', 'db', 'events', 'crypto']),
    rule(
      'no-service-to-service',
      'A service speaks to another by the typed client or an event, never by import.',
      { path: '^services/([^/]+)/' },
      { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
    ),
    rule(
      'no-testing-in-production',
      'Test helpers and the development stack stay out of running code.',
      {
        path: '^(packages|services)/[^/]+/src/',
        pathNot: ['\\.test\\.ts$', '^packages/(testing|dev-stack)/', 'factories\\.ts$'],
      },
      { path: '^packages/(testing|dev-stack)/' },
    ),
    rule(
      'no-deep-import',
      'A package is used through its index, or graph.ts of service-kit, which is kept out of the index because it loads much.',
      { path: '^(packages|services)/([^/]+)/' },
      { path: '^packages/([^/]+)/src/(?!index\\.ts|graph\\.ts)', pathNot: '^packages/$2/' },
    ),
    rule(
      'rules-are-pure',
      'rules.ts decides from its arguments: no database, no framework, no node I/O. A type of theirs is no import.',
      { path: ['/rules\\.ts$', '/rates\\.ts$', '^services/[^/]+/src/rules/'], pathNot: '\\.test\\.ts$' },
      {
        path: [
          '^packages/(db|events|service-kit|crypto)/',
          'node_modules/(kysely|fastify|pg)/',
          '^(node:)?(fs|net|http|https|child_process)',
        ],
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'transport-never-queries',
      'routes, graphql, events and jobs call commands and queries; only those touch Kysely.',
      { path: '^services/[^/]+/src/.*/(routes|graphql|jobs)\\.ts$' },
      { path: 'node_modules/kysely/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'features-meet-at-index',
      'A feature uses a sibling through its index.ts, or the index of its pure rules.',
      { path: '^services/([^/]+)/src/([^/]+)/', pathNot: '\\.test\\.ts$' },
      { path: '^services/$1/src/[^/]+/', pathNot: ['^services/$1/src/$2/', '/index\\.ts$', '/factories\\.ts$'] },
    ),
    rule(
      'gateway-has-no-database',
      'The gateway owns nothing.',
      { path: '^services/gateway/src/' },
      { path: ['^packages/db/', 'node_modules/(pg|kysely)/'] },
    ),
    rule(
      'story-by-http-only',
      'The story, benches and proofs speak HTTP or plain SQL, never a service’s code.',
      { path: '^(story|bench|prove)/' },
      { path: '^(services|packages/(service-kit|events|db))/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
