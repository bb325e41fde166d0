import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedPost {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Answers one post; `index` counts from 0. Doing nothing leaves it without an answer. */
export type AnswerPost = (response: ServerResponse, post: ReceivedPost, index: number) => void;

export interface HttpReceiver extends AsyncDisposable {
  /** Without a path. */
  url: string;
  /** Every post that arrived whole, in order. */
  posts: ReceivedPost[];
}

/** A real HTTP server on loopback that keeps what it gets and answers as it is told; 200 unless told. */
export async function startHttpReceiver(
  answer: AnswerPost = (response) => response.end('ok'),
): Promise<HttpReceiver> {
  const posts: ReceivedPost[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const post = { method, path, headers, body: Buffer.concat(chunks) };
    answer(response, post, posts.push(post) - 1);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
