import { z } from 'zod';
import { ChannelTargetError } from './channel-target-error.ts';
import { checkHttpTarget, maskUrl } from './http-target.ts';
import { jsonAnswer } from './json-answer.ts';
import type { Carrier, Message, MessageType, Outcome } from './message.ts';
import { judgeStatus, postSafely, type Answer } from './post-safely.ts';
import { shorten, sizeInBytes } from './shorten.ts';

const EXAMPLE = 'https://ntfy.sh/my-secret-topic';
const TOPIC = /^\/([\w-]{1,64})$/;
/** What is longer becomes an attachment, which expires. */
const LONGEST_MESSAGE_BYTES = 4_096;
const LONGEST_TITLE_BYTES = 250;

const HIGH = 4;
const DEFAULT = 3;
const URGENT: readonly MessageType[] = ['incident.opened', 'incident.worse', 'silent', 'trouble'];

/**
 * A topic of ntfy. Published as JSON to the server's root: headers can't carry every character of a title. A password
 * may stand in the address, or a token as ntfy's `?auth=…`.
 *
 * @see https://docs.ntfy.sh/publish/#publish-as-json
 */
export function createNtfyCarrier(allowPrivateTargets: boolean): Carrier {
  return {
    async check(address) {
      const { pathname } = await checkHttpTarget(address, allowPrivateTargets, EXAMPLE);
      if (!TOPIC.test(pathname)) throw new ChannelTargetError(`the address of a topic such as ${EXAMPLE}`);
    },
    mask: maskUrl,
    carry(message, { address }, signal) {
      const url = new URL(address);
      const body = bodyOf(message, url.pathname.slice(1));
      url.pathname = '/';
      const headers = { 'content-type': 'application/json' };
      return postSafely({ url: url.href, headers, body, signal, allowPrivateTargets }, judgeNtfy);
    },
  };
}

const bodyOf = ({ type, title, text, link }: Message, topic: string) =>
  JSON.stringify({
    topic,
    title: shorten(title, LONGEST_TITLE_BYTES, sizeInBytes),
    message: shorten(text, LONGEST_MESSAGE_BYTES, sizeInBytes),
    priority: URGENT.includes(type) ? HIGH : DEFAULT,
    ...(link !== undefined && { click: link }),
  });

const published = z.object({ id: z.string(), event: z.literal('message') });

function judgeNtfy(answer: Answer): Outcome {
  const { status } = answer;
  if (status === 200 && !jsonAnswer(answer.text, published))
    return { kind: 'failed', reason: 'ntfy answered 200, but not with the message.' };
  if ([401, 403, 404].includes(status))
    return { kind: 'gone', reason: `This server may not publish to the topic any more (${status}).` };
  if (status === 400) return { kind: 'refused', reason: 'ntfy does not take this message (400).' };
  return judgeStatus(answer);
}
