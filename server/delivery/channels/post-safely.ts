import {
  request as requestHttp,
  STATUS_CODES,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { readRetryAfter } from '@detective/data';
import type { Outcome } from './message.ts';
import { reasonOf } from './connection-reason.ts';
import { lookupPublic, refusePrivateHost } from './public-lookup.ts';

/** As much of an answer is read; what comes after it can change nothing. */
const LONGEST_ANSWER_BYTES = 64 * 1_024;

export interface SafePost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string | Buffer;
  /** Ends the attempt: the only limit of time, for all of it. */
  readonly signal: AbortSignal;
  /** Also this machine and private networks, and without TLS. */
  readonly allowPrivateTargets: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first 64 kB. */
  readonly text: string;
}

/**
 * Posts to an address that somebody entered: to the public internet only, over TLS, following no redirect, each
 * connection of its own.
 *
 * @param judge says what an answer that arrived whole (or was cut at 64 kB) means
 * @returns what `judge` said, or a failure in plain words where no whole answer came; never throws for what the receiver does
 */
export async function postSafely(post: SafePost, judge: (answer: Answer) => Outcome): Promise<Outcome> {
  let answer: Answer;
  try {
    answer = await answerTo(post);
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error, post.signal) };
  }
  return judge(answer);
}

function answerTo({ url, headers, body, signal, allowPrivateTargets }: SafePost): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    if (!allowPrivateTargets) {
      if (target.protocol !== 'https:') throw new Error('expected https');
      refusePrivateHost(target.hostname);
    }
    const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, {
      method: 'POST',
      agent: false,
      signal,
      lookup: allowPrivateTargets ? undefined : lookupPublic,
      headers: {
        'user-agent': 'bitcoin-anomaly-detective',
        ...headers,
        'content-length': Buffer.byteLength(body),
      },
    });
    let hasResponse = false;
    request.once('response', (response) => {
      hasResponse = true;
      readAnswer(response).then(resolve, reject);
    });
    request.once('error', reject);
    // An answer such as 101 closes the connection without a response or an error.
    request.once('close', () => {
      if (!hasResponse) reject(new Error('closed without an answer'));
    });
    request.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop destroys the connection.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= LONGEST_ANSWER_BYTES) break;
  }
  const text = Buffer.concat(chunks).subarray(0, LONGEST_ANSWER_BYTES).toString('utf8');
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/**
 * What a status means by HTTP alone: 2xx is delivered, 410 is gone, a too large message is refused, all else may pass.
 * `Retry-After` counts beside 429 and 503; 429 asks for a pause with or without it.
 */
export function judgeStatus({ status, headers }: Answer): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const answer = `The receiver answered ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  if (status === 410) return { kind: 'gone', reason: `${answer}.` };
  if (status === 413) return { kind: 'refused', reason: `${answer}.` };
  if (status >= 300 && status < 400)
    return {
      kind: 'failed',
      reason: `The receiver answers with a redirect (${status}), which is not followed.`,
    };
  const retryAfterMs =
    status === 429 || status === 503 ? readRetryAfter(headers['retry-after'], Date.now(), headers.date) : 0;
  const isAsked = status === 429 || retryAfterMs > 0;
  return { kind: 'failed', reason: `${answer}.`, ...(isAsked && { retryAfterMs }) };
}
