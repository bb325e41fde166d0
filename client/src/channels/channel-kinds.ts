import type { ChannelKind } from './channel-documents.ts';

export interface ChannelKindWords {
  /** What people call it. */
  readonly name: string;
  /** What to enter as its address. */
  readonly label: string;
  readonly example: string;
  readonly hint: string;
}

/** In the order in which they are offered. */
export const CHANNEL_KINDS: Readonly<Record<ChannelKind, ChannelKindWords>> = {
  EMAIL: {
    name: 'E-mail',
    label: 'Address',
    example: 'name@example.org',
    hint: 'One address; add another channel for each of the others.',
  },
  WEB_PUSH: {
    name: 'This browser',
    label: 'Subscription',
    example: '',
    hint: 'Messages arrive here even while the page is closed. The browser asks for permission.',
  },
  WEBHOOK: {
    name: 'Webhook',
    label: 'URL',
    example: 'https://example.org/alerts',
    hint: 'Signed by the Standard Webhooks specification; the secret is shown once.',
  },
  SLACK: {
    name: 'Slack',
    label: 'Incoming webhook',
    example: 'https://hooks.slack.com/services/…',
    hint: 'In Slack: Apps, Incoming Webhooks, add to a channel.',
  },
  DISCORD: {
    name: 'Discord',
    label: 'Webhook URL',
    example: 'https://discord.com/api/webhooks/…',
    hint: 'In Discord: channel settings, Integrations, Webhooks.',
  },
  TELEGRAM: {
    name: 'Telegram',
    label: 'Address',
    example: 'https://api.telegram.org/bot<token>/sendMessage?chat_id=<id>',
    hint: 'The token from BotFather, and the number of a chat that the bot is in.',
  },
  NTFY: {
    name: 'ntfy',
    label: 'Topic',
    example: 'https://ntfy.sh/my-secret-topic',
    hint: 'Anyone who knows the topic can read along: choose one that nobody can guess.',
  },
};

/** The hint where mail can't be chosen yet. */
export const NO_MAIL = 'This server sends no mail yet: it needs the settings SMTP_URL and MAIL_FROM.';

export const ALL_CHANNEL_KINDS = Object.keys(CHANNEL_KINDS) as ChannelKind[];
