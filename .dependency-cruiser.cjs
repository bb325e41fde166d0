/**
 * Which folder may import which, and that nothing imports in circles. A folder is named with all that it may import of
 * ours; arrows point down the list only.
 */
const TOP = {
  data: [],
  models: ['data'],
  schema: ['data'],
  server: ['data', 'models', 'schema'],
  client: [],
};

/** The rooms of client/src, the lowest first; the files beside them put the page together and may import all. */
const CLIENT = {
  format: [],
  address: ['format'],
  kept: [],
  theme: ['kept'],
  api: [],
  connection: ['api', 'format', 'kept'],
  mutations: ['api', 'connection'],
  controls: [],
  series: ['format', 'address', 'api', 'connection', 'controls'],
  detections: ['format', 'address', 'api', 'connection', 'series'],
  kinds: ['detections'],
  contributions: ['detections'],
  verdicts: ['format', 'api', 'connection', 'mutations', 'series', 'detections'],
  forecast: ['format', 'api', 'connection', 'series', 'detections'],
  freshness: ['format', 'api', 'connection', 'series'],
  chart: [
    'format',
    'address',
    'kept',
    'theme',
    'controls',
    'series',
    'detections',
    'kinds',
    'contributions',
    'verdicts',
    'forecast',
  ],
  channels: ['format', 'api', 'connection', 'controls', 'mutations', 'series', 'kinds'],
  overview: [
    'format',
    'address',
    'theme',
    'api',
    'connection',
    'controls',
    'series',
    'detections',
    'kinds',
    'chart',
  ],
  moments: ['format', 'address', 'connection', 'series', 'detections', 'chart', 'overview'],
  budget: [
    'format',
    'address',
    'api',
    'connection',
    'controls',
    'mutations',
    'series',
    'detections',
    'overview',
  ],
  anomalies: [
    'channels',
    'format',
    'address',
    'connection',
    'series',
    'contributions',
    'detections',
    'kinds',
    'verdicts',
  ],
  alerts: ['format', 'kept', 'series', 'detections', 'kinds'],
  header: ['format', 'theme', 'api', 'connection', 'series', 'detections', 'kinds', 'forecast', 'freshness'],
  replay: ['format', 'api', 'connection', 'mutations', 'series'],
  watches: ['format', 'api', 'connection', 'controls', 'mutations', 'series'],
  board: [
    'format',
    'address',
    'api',
    'connection',
    'controls',
    'series',
    'detections',
    'kinds',
    'overview',
    'watches',
  ],
};

/** The rooms of server/, the lowest first; the files beside them put the processes together and may import all. */
const SERVER = {
  errors: [],
  series: ['errors'],
  database: [],
  standby: ['database'],
  access: ['errors'],
  feed: ['series', 'database'],
  incidents: ['database', 'feed'],
  ingest: ['database', 'incidents'],
  delivery: ['errors', 'series', 'database', 'feed', 'incidents', 'operation'],
  operation: ['database'],
  calm: ['series', 'database', 'delivery', 'operation'],
  'candle-sender': [],
  sources: ['candle-sender'],
  watches: ['errors', 'feed', 'operation', 'candle-sender'],
  'replay-control': ['errors', 'feed'],
  replay: ['candle-sender', 'sources', 'feed'],
  graphql: [
    'errors',
    'series',
    'access',
    'ingest',
    'incidents',
    'delivery',
    'feed',
    'operation',
    'sources',
    'watches',
    'replay-control',
    'database',
    'standby',
  ],
  resolvers: [
    'errors',
    'series',
    'database',
    'standby',
    'ingest',
    'incidents',
    'calm',
    'feed',
    'watches',
    'graphql',
  ],
  http: ['errors', 'access', 'operation', 'sources', 'standby', 'graphql'],
};

/** Folders below `root`, each of which may import only what it names among those that `rooms` has. */
const arrows = (root, rooms, except = '^$') =>
  Object.entries(rooms).map(([room, allowed]) => ({
    name: `${root}${room} imports only ${allowed.join(', ') || 'nothing of ours'}`,
    severity: 'error',
    from: { path: `^${root}${room}/`, pathNot: except },
    to: {
      path: `^${root}(${Object.keys(rooms).join('|')})/`,
      pathNot: `^${root}(${[room, ...allowed].join('|')})/`,
    },
  }));

module.exports = {
  forbidden: [
    ...arrows('', TOP),
    ...arrows('client/src/', CLIENT),
    // A test puts together what it needs.
    ...arrows('server/', SERVER, '[.]test[.]ts$'),
    {
      name: 'a room of server has its arrows in this file',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^server/[^/]+/', pathNot: `^server/(${Object.keys(SERVER).join('|')}|testing)/` },
    },
    {
      name: 'a room of client/src has its arrows in this file',
      severity: 'error',
      from: { path: '^client/src/' },
      to: {
        path: '^client/src/[^/]+/',
        pathNot: `^client/src/(${Object.keys(CLIENT).join('|')}|styles)/`,
      },
    },
    {
      name: 'no circles of files',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no circles of folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^client/src' },
      to: { circular: true },
    },
  ],
  options: {
    // Types make circles, too: who reads one file has to know the other.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    includeOnly: '^(bench|client|data|e2e|models|schema|scripts|server|ormconfig)',
    exclude: { path: '(^|/)(dist|node_modules)/' },
  },
};
