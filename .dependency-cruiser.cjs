/** Which way imports may point (docs/architecture.md). */
const within = (name, folder, allowed) => ({
  name,
  severity: 'error',
  from: { path: folder },
  to: { path: '^src/', pathNot: allowed },
});
const packages = (name, folder, allowed) => ({
  name,
  severity: 'error',
  from: { path: folder },
  to: { path: 'node_modules', pathNot: allowed },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'src-knows-no-scripts-or-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(scripts|test)/' },
    },
    within('domain-is-alone', '^src/domain/', '^src/domain/'),
    packages('domain-libraries', '^src/domain/', 'node_modules/(temporal-polyfill|libphonenumber-js)'),
    {
      name: 'calendar-library-in-clock-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/domain/clock.ts$' },
      to: { path: 'node_modules/temporal-polyfill' },
    },
    {
      name: 'phone-library-in-phone-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/domain/phone.ts$' },
      to: { path: 'node_modules/libphonenumber-js' },
    },
    within('messages-know-domain', '^src/messages/', '^src/(messages|domain)/'),
    within('ports-know-domain', '^src/ports/', '^src/(ports|domain)/'),
    within('config-knows-domain', '^src/config/', '^src/(config|domain)/'),
    within('workflows-know-domain', '^src/workflows/', '^src/(workflows|domain)/'),
    packages('workflow-libraries', '^src/workflows/', 'node_modules/@temporalio/(workflow|common)'),
    {
      name: 'workflows-never-reach-calendar-or-phone',
      comment: 'docs/adr/0004: workflow code runs in a deterministic sandbox',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: { path: '^src/domain/(clock|phone|contact-(window|hours|place))\\.ts$', reachable: true },
    },
    within(
      'activities-know-ports',
      '^src/activities/',
      '^src/(activities|domain|ports|messages)/|^src/workflows/activity-contract\\.ts$',
    ),
    within('adapters-know-ports', '^src/adapters/', '^src/(adapters|domain|ports)/'),
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/($1|http)/' },
    },
    within(
      'webhooks-know-the-inbox',
      '^src/webhooks/',
      '^src/(webhooks|domain|ports)/|^src/inbox/append\\.ts$',
    ),
    within('inbox-knows-ports', '^src/inbox/', '^src/(inbox|domain|ports)/'),
    within('operator-knows-ports', '^src/operator/', '^src/(operator|domain|ports)/'),
    within('http-knows-ports', '^src/http/', '^src/(http|domain|ports)/'),
    within('temporal-knows-workflows', '^src/temporal/', '^src/(temporal|domain|ports|workflows)/'),
    {
      name: 'temporal-in-its-rooms-only',
      severity: 'error',
      from: { path: '^src/(webhooks|inbox|http|operator|domain|messages|ports|config|adapters)/' },
      to: { path: 'node_modules/@temporalio' },
    },
    {
      name: 'only-composition-builds-adapters',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/(adapters/|compose/|composition\\.ts$|server\\.ts$|worker\\.ts$|server-readiness\\.ts$)',
      },
      to: { path: '^src/adapters/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
