#!/bin/sh
# reconnecting-websocket 4.4.0 and partysocket 1.3.0 (npm), with ws 8.23.0, Node 20.20.
#
# Expected: a socket that connects anew by itself says `open` again, so that the listener that logs in does it again,
#   and what was sent meanwhile ("accumulated messages") follows it, as on the first connection.
# Came: what waited goes out first, and then `open` is said: on each connection but the first the server hears the
#   subscriptions before the log-in. No option and no event comes before; the documentation of neither says the order.
# Why it matters: exchanges answer with an error what asks for private channels without a log-in, and nobody asks
#   again. It happens after the first break only, which is when nobody looks, and the market looks calm from then on. The
#   page of the project subscribes anew on each connection, with the last that it has seen (client/src/api).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  reconnecting-websocket@4.4.0 partysocket@1.3.0 ws@8.23.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket as PartySocket } from 'partysocket';
import { WebSocket, WebSocketServer } from 'ws';

const ReconnectingWebSocket = createRequire(import.meta.url)('reconnecting-websocket');
// Whoever hears nothing ends with an error.
setTimeout(() => process.exit(1), 30_000).unref();
const options = { WebSocket, minReconnectionDelay: 100, maxReconnectionDelay: 200 };

/** What a server hears on each connection: it breaks the first one off, and the client goes on sending. */
async function heard(Socket) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const connections = [];
  server.on('connection', (connection) => {
    const messages = [];
    connections.push(messages);
    connection.on('message', (message) => messages.push(String(message)));
  });
  const socket = new Socket(`ws://127.0.0.1:${server.address().port}`, [], options);
  socket.addEventListener('open', () => socket.send('log in'));
  socket.addEventListener('error', () => {});
  while (!connections[0]?.length) await sleep(10);
  socket.send('subscribe BTC');
  await sleep(50);
  for (const connection of server.clients) connection.terminate();
  await sleep(50);
  socket.send('subscribe ETH');
  while (connections[1]?.length !== 2) await sleep(10);
  socket.close();
  for (const connection of server.clients) connection.terminate();
  server.close();
  return { first: connections[0].join(', '), second: connections[1].join(', ') };
}
const seen = {
  'reconnecting-websocket': await heard(ReconnectingWebSocket),
  partysocket: await heard(PartySocket),
};
console.table(seen);
for (const { first, second } of Object.values(seen))
  deepStrictEqual([first, second], ['log in, subscribe BTC', 'subscribe ETH, log in']);
process.exit(0);
EOF
node seen.mjs
