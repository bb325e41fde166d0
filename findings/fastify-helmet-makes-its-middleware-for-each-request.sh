#!/bin/sh
# @fastify/helmet 13.2.0 with helmet 8.3.0 and fastify 5.12.8, Node 20.20.
#
# Expected: the options of the plugin are read when it is registered, as helmet itself reads them when its middleware is
#   made: a policy that helmet refuses ends the start, and a request costs no more than setting the headers.
# Came: the plugin makes the middleware anew for each request. The directives of a policy are read again each time, and
#   checked each time: with a policy that helmet refuses the server starts as if all were well, and answers each request
#   with 500. The making took some thirty times as long as what the middleware then does (2.8 against 0.1 µs).
# Where the project minds it: server/http/security-headers.ts uses helmet itself.
#
# Installs the packages into a temporary folder, listens nowhere, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --prefix "$folder" \
  @fastify/helmet@13.2.0 helmet@8.3.0 fastify@5.12.8 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual, throws } from 'node:assert';
import plugin from '@fastify/helmet';
import fastify from 'fastify';
import helmet from 'helmet';

/** A policy that counts how often its directives are read. */
function counted() {
  let reads = 0;
  const contentSecurityPolicy = {
    useDefaults: false,
    get directives() {
      reads++;
      return { 'default-src': ["'self'"] };
    },
  };
  return { options: { contentSecurityPolicy }, reads: () => reads };
}

async function answers(options, requests) {
  const app = fastify();
  await app.register(plugin, options);
  app.get('/', () => 'a page');
  await app.ready();
  const statuses = [];
  for (let count = 0; count < requests; count++) statuses.push((await app.inject('/')).statusCode);
  await app.close();
  return statuses;
}

const bare = counted();
const middleware = helmet(bare.options);
const response = { setHeader() {}, removeHeader() {} };
const before = bare.reads();
for (let count = 0; count < 10; count++) middleware({}, response, () => undefined);
const byHelmet = bare.reads() - before;

const registered = counted();
await answers(registered.options, 0);
const atStart = registered.reads();
const used = counted();
await answers(used.options, 10);
const byPlugin = used.reads() - atStart;
console.log({ 'reads in ten requests': { byHelmet, byPlugin } });
deepStrictEqual(byHelmet, 0);
deepStrictEqual(byPlugin >= 10, true);

// Keywords of a policy need quotes within their quotes.
const mistaken = { contentSecurityPolicy: { directives: { 'default-src': ['self'] } } };
throws(() => helmet(mistaken));
const statuses = await answers(mistaken, 2);
console.log({ 'helmet by itself': 'refuses the policy', 'the plugin': 'starts', statuses });
deepStrictEqual(statuses, [500, 500]);
EOF
node seen.mjs
