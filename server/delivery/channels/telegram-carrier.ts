import { z } from 'zod';
import { ChannelTargetError } from './channel-target-error.ts';
import { checkHttpTarget, maskUrl } from './http-target.ts';
import { jsonAnswer } from './json-answer.ts';
import type { Carrier, Outcome } from './message.ts';
import { plainText } from './plain-text.ts';
import { judgeStatus, postSafely, type Answer } from './post-safely.ts';

const EXAMPLE = 'https://api.telegram.org/bot<token>/sendMessage?chat_id=<id>';
const PATH = /^\/bot[^/]+\/sendMessage$/;
const LONGEST_TEXT = 4_096;

/**
 * A bot of Telegram that writes to one chat. The address is that of the call with `chat_id` in its query; other
 * parameters of `sendMessage` may stand there too (`message_thread_id`, `disable_notification`).
 *
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export function createTelegramCarrier(allowPrivateTargets: boolean): Carrier {
  return {
    async check(address) {
      const { pathname, searchParams } = await checkHttpTarget(address, allowPrivateTargets, EXAMPLE);
      if (!PATH.test(pathname) || !/^(-?\d+|@\w+)$/.test(searchParams.get('chat_id') ?? ''))
        throw new ChannelTargetError(`an address such as ${EXAMPLE}`);
    },
    mask: maskUrl,
    carry(message, { address }, signal) {
      const url = new URL(address);
      // Reasons and symbols have `<`, `&` and `_`, which would be markup that is refused.
      url.searchParams.delete('parse_mode');
      const parameters = Object.fromEntries(url.searchParams);
      url.search = '';
      const text = plainText(message, LONGEST_TEXT);
      const body = JSON.stringify({ ...parameters, text, link_preview_options: { is_disabled: true } });
      const headers = { 'content-type': 'application/json' };
      return postSafely({ url: url.href, headers, body, signal, allowPrivateTargets }, judgeTelegram);
    },
  };
}

const telegramAnswer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z
    .object({ retry_after: z.number().nonnegative(), migrate_to_chat_id: z.number() })
    .partial()
    .optional(),
});

/** The chat, not the message, is what is wrong. */
const NO_CHAT =
  /chat not found|chat_id is empty|peer_id_invalid|deactivated|kicked|not a member|rights|write_forbidden|chat_restricted/i;
/** Of a group with topics, the one that `message_thread_id` names. */
const NO_TOPIC = /message thread not found|topic_(closed|deleted)/i;

function judgeTelegram(answer: Answer): Outcome {
  const { status } = answer;
  const { ok, description = '', parameters } = jsonAnswer(answer.text, telegramAnswer) ?? {};
  if (status === 200 && ok !== true)
    return { kind: 'failed', reason: 'Telegram answered 200, but not that it is "ok".' };
  if (parameters?.migrate_to_chat_id !== undefined)
    return { kind: 'gone', reason: 'The chat has become a supergroup and has another chat_id now.' };
  if (status === 401 || status === 404)
    return { kind: 'gone', reason: "Telegram does not know this bot's token." };
  if (status === 403 || (status === 400 && NO_CHAT.test(description)))
    return {
      kind: 'gone',
      reason: 'The bot may not write to this chat: it was blocked, removed or never invited.',
    };
  if (status === 400 && NO_TOPIC.test(description))
    return { kind: 'gone', reason: 'The topic of this chat (message_thread_id) was closed or deleted.' };
  if (status === 400) return { kind: 'refused', reason: 'Telegram does not take this message (400).' };
  const outcome = judgeStatus(answer);
  const retryAfterMs = (parameters?.retry_after ?? 0) * 1_000;
  return outcome.kind === 'failed' && retryAfterMs > 0 ? { ...outcome, retryAfterMs } : outcome;
}
