import { z } from 'zod';
import { ChannelTargetError } from './channel-target-error.ts';
import { checkHttpTarget, maskUrl } from './http-target.ts';
import { jsonAnswer } from './json-answer.ts';
import type { Carrier, Outcome } from './message.ts';
import { plainText } from './plain-text.ts';
import { judgeStatus, postSafely, type Answer } from './post-safely.ts';

const EXAMPLE = 'https://hooks.slack.com/services/T000/B000/XXXX';
/** Slack would take 40,000; a message of that length is split, and nobody reads it. */
const LONGEST_TEXT = 4_000;

/**
 * Incoming webhooks of Slack, and of what answers like it (Mattermost, Rocket.Chat).
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function createSlackCarrier(allowPrivateTargets: boolean): Carrier {
  return {
    async check(address) {
      const { hostname, pathname } = await checkHttpTarget(address, allowPrivateTargets, EXAMPLE);
      // A workflow's trigger has another form of message and of answer.
      if (hostname === 'hooks.slack.com' && !pathname.startsWith('/services/'))
        throw new ChannelTargetError(`the address of an incoming webhook such as ${EXAMPLE}`);
    },
    mask: maskUrl,
    carry(message, { address: url }, signal) {
      const text = plainText(message, LONGEST_TEXT, undefined, escapeForSlack);
      const body = JSON.stringify({ text, mrkdwn: false, unfurl_links: false });
      const headers = { 'content-type': 'application/json' };
      return postSafely({ url, headers, body, signal, allowPrivateTargets }, judgeSlack);
    },
  };
}

/** What Slack reads as links and mentions even in plain text. */
const escapeForSlack = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Slack and Mattermost say "ok", Rocket.Chat this. */
const ofRocketChat = z.object({ success: z.literal(true) });

const isTaken = (text: string) => text.trim() === 'ok' || jsonAnswer(text, ofRocketChat) !== undefined;

function judgeSlack(answer: Answer): Outcome {
  const { status, text } = answer;
  if (status === 200 && !isTaken(text))
    return { kind: 'failed', reason: 'Slack answered 200, but not with its "ok".' };
  const error = /^[a-z_]{1,60}$/.test(text) ? ` (${text})` : '';
  if (status === 400) return { kind: 'refused', reason: `Slack does not take this message${error}.` };
  if ([403, 404, 410].includes(status))
    return { kind: 'gone', reason: `Slack does not know this webhook any more${error}.` };
  return judgeStatus(answer);
}
