import { z } from 'zod';
import { ChannelTargetError } from './channel-target-error.ts';
import { checkHttpTarget, maskUrl } from './http-target.ts';
import { jsonAnswer } from './json-answer.ts';
import type { Carrier, Message, Outcome } from './message.ts';
import { plainText } from './plain-text.ts';
import { judgeStatus, postSafely, type Answer } from './post-safely.ts';

const EXAMPLE = 'https://discord.com/api/webhooks/1234567890/token';
const PATH = /^\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+\/?$/;
const LONGEST_CONTENT = 2_000;
/** No preview of the page that the link leads to. */
const SUPPRESS_EMBEDS = 1 << 2;

/**
 * Webhooks of Discord. `wait=true` makes Discord answer when the message is stored, not when it is queued.
 *
 * @see https://docs.discord.com/developers/resources/webhook#execute-webhook
 */
export function createDiscordCarrier(allowPrivateTargets: boolean): Carrier {
  return {
    async check(address) {
      const { pathname } = await checkHttpTarget(address, allowPrivateTargets, EXAMPLE);
      if (!PATH.test(pathname)) throw new ChannelTargetError(`the address of a webhook such as ${EXAMPLE}`);
    },
    mask: maskUrl,
    carry(message, { address }, signal) {
      const url = new URL(address);
      url.searchParams.set('wait', 'true');
      const headers = { 'content-type': 'application/json' };
      const post = { url: url.href, headers, body: bodyOf(message), signal, allowPrivateTargets };
      return postSafely(post, judgeDiscord);
    },
  };
}

function bodyOf(message: Message): string {
  const content = plainText(message, LONGEST_CONTENT, undefined, escapeMarkdown);
  return JSON.stringify({ content, flags: SUPPRESS_EMBEDS, allowed_mentions: { parse: [] } });
}

const escapeMarkdown = (text: string) => text.replace(/[\\*_`~|<>[\]#]/g, '\\$&');

const stored = z.object({ id: z.string() });
const limited = z.object({ retry_after: z.number().nonnegative() });
const refusal = z.object({ code: z.number() });

/** The thread, or the want of one in a forum, is what is wrong: no message will ever be taken. */
const THREAD_CODES: ReadonlySet<number | undefined> = new Set([
  10_003, 50_083, 160_005, 220_001, 220_002, 220_003, 220_004,
]);

function judgeDiscord(answer: Answer): Outcome {
  const { status, text } = answer;
  if (status === 200 && !jsonAnswer(text, stored))
    return { kind: 'failed', reason: 'Discord answered 200, but not with the message.' };
  if (status === 429) return judgeLimited(answer);
  const code = jsonAnswer(text, refusal)?.code;
  const detail = code === undefined ? '' : ` (code ${code})`;
  // Discord bans who asks on after a 404.
  if ([401, 403, 404].includes(status))
    return { kind: 'gone', reason: `Discord does not know this webhook any more${detail}.` };
  if (status === 400 && THREAD_CODES.has(code))
    return { kind: 'gone', reason: `Discord has no open thread there; a forum needs ?thread_id=…${detail}.` };
  if (status === 400) return { kind: 'refused', reason: `Discord does not take this message${detail}.` };
  return judgeStatus(answer);
}

/** Seconds with a fraction in the body, whole ones in the header: the longer counts. */
function judgeLimited(answer: Answer): Outcome {
  const outcome = judgeStatus(answer);
  const seconds = jsonAnswer(answer.text, limited)?.retry_after ?? 0;
  if (outcome.kind !== 'failed') return outcome;
  const retryAfterMs = Math.max(Math.ceil(seconds * 1_000), outcome.retryAfterMs ?? 0);
  return { ...outcome, retryAfterMs };
}
