import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/**
 * The floor for whoever serves subscribers: a program that does nothing but write the same text to all of its sockets,
 * once for each request over HTTP, after it has answered it. `node --import tsx bench/bare-sockets.ts PORT BYTES`.
 */
const [port, bytes] = process.argv.slice(2).map(Number);
const text = 'x'.repeat(bytes ?? 300);
const http = createServer((request, response) => {
  if (request.url === '/cpu') {
    const { user, system } = process.cpuUsage();
    response.end(String((user + system) / 1_000_000));
    return;
  }
  response.end('{}');
  for (const socket of sockets.clients) socket.send(text);
});
const sockets = new WebSocketServer({ server: http });
http.listen(port, '127.0.0.1');
