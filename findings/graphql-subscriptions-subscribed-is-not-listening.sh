#!/bin/sh
# graphql-subscriptions 3.0.0 and @graphql-yoga/subscription 5.1.1 (npm), with graphql 16.15.0, Node 20.20.
#
# Expected: what is published after `asyncIterableIterator` or `subscribe` was called waits for whoever has called it,
#   as with `on` of node:events: so a resolver can listen first, read what is stored, and go on with what has come
#   meanwhile.
# Came: neither listens before somebody waits for the first event. All that is published until then is lost, without a
#   word: in the resolver above, each event of the time that the reading takes. After the first wait both keep what comes
#   while nobody waits. An event between the answer of graphql's `subscribe` and the first pull is for nobody, too.
# Why it matters: "first the stored ones, then the new ones" is what a dashboard asks of a subscription, and the order
#   that is meant to leave no gap leaves one as long as the query takes. In the project events are read from the database
#   after a wake-up, so that a lost wake-up costs no event (server/feed).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  graphql-subscriptions@3.0.0 @graphql-yoga/subscription@5.1.1 graphql@16.15.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { EventEmitter, on } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPubSub } from '@graphql-yoga/subscription';
import { buildSchema, parse, subscribe } from 'graphql';
import { PubSub } from 'graphql-subscriptions';

const ofSubscriptions = () => {
  const pubSub = new PubSub();
  return {
    publish: (price) => pubSub.publish('price', { price }),
    listen: () => pubSub.asyncIterableIterator('price'),
  };
};
const ofYoga = () => {
  const pubSub = createPubSub();
  return {
    publish: (price) => pubSub.publish('price', { price }),
    listen: () => pubSub.subscribe('price'),
  };
};
const ofNode = () => {
  const emitter = new EventEmitter();
  return {
    publish: (price) => emitter.emit('price', { price }),
    listen: () => {
      const events = on(emitter, 'price');
      return (async function* () {
        for await (const [event] of events) yield event;
      })();
    },
  };
};
const schema = buildSchema('type Query { price: Int } type Subscription { price: Int }');
const document = parse('subscription { price }');
const LAST = 5;

/** A resolver that listens, reads what is stored (100 ms), gives it, and goes on with what it heard. */
async function storedThenNew({ publish, listen }) {
  async function* price() {
    const heard = listen();
    await sleep(100);
    yield { price: 0 };
    for await (const event of heard) yield event;
  }
  const results = await subscribe({ schema, document, rootValue: { price } });
  const seen = [];
  const all = (async () => {
    for await (const { data } of results) if (seen.push(data.price) && data.price === LAST) return;
  })();
  for (let next = 1; next <= LAST; next++) {
    await sleep(40);
    await publish(next);
  }
  await all;
  return seen.join(' ');
}
/** The plainest resolver; one event comes as soon as graphql has answered, the other once somebody waits. */
async function afterTheAnswer({ publish, listen }) {
  const results = await subscribe({ schema, document, rootValue: { price: () => listen() } });
  await publish(1);
  const first = results.next();
  await sleep(40);
  await publish(2);
  return String((await first).value.data.price);
}
const seen = {};
const makers = {
  'graphql-subscriptions': ofSubscriptions,
  '@graphql-yoga/subscription': ofYoga,
  'node:events': ofNode,
};
for (const [name, make] of Object.entries(makers))
  seen[name] = {
    'stored (0), then new': await storedThenNew(make()),
    'first after the answer': await afterTheAnswer(make()),
  };
console.table(seen);
deepStrictEqual(
  Object.values(seen).map((row) => Object.values(row)),
  [
    ['0 3 4 5', '2'],
    ['0 3 4 5', '2'],
    ['0 1 2 3 4 5', '1'],
  ],
);
EOF
node seen.mjs
