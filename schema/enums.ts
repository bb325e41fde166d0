import { registerEnumType } from 'type-graphql';

export enum DetectionStatus {
  WARMING_UP = 'WARMING_UP',
  SCORED = 'SCORED',
}

registerEnumType(DetectionStatus, {
  name: 'DetectionStatus',
  valuesConfig: {
    WARMING_UP: {
      description: 'Too little history yet: forecast, score and threshold are null, isAnomaly is false.',
    },
  },
});

/** What each kind of anomaly means; the server's type check compares the list with what the detector knows. */
const ANOMALY_KINDS = {
  PRICE_SPIKE: { description: 'The price went unusually far up, at once or over hours.' },
  PRICE_CRASH: { description: 'The price went unusually far down, at once or over hours.' },
  PRICE_JUMP: { description: 'The close, or the open, was unusually far from the last close.' },
  VOLUME_SURGE: { description: 'Far more was traded than usual.' },
  FEED_GAP: { description: 'Candles are missing before this one.' },
  FEED_FROZEN: { description: 'The feed repeats itself instead of following the market.' },
};

export type AnomalyKind = keyof typeof ANOMALY_KINDS;

/** For GraphQL, which wants the values of an enum as an object. */
export const AnomalyKind = Object.fromEntries(Object.keys(ANOMALY_KINDS).map((kind) => [kind, kind])) as {
  readonly [Kind in AnomalyKind]: Kind;
};

registerEnumType(AnomalyKind, { name: 'AnomalyKind', valuesConfig: ANOMALY_KINDS });

export enum SourceKind {
  CSV = 'CSV',
  EXCHANGE = 'EXCHANGE',
  SIMULATOR = 'SIMULATOR',
  EXTERNAL = 'EXTERNAL',
}

registerEnumType(SourceKind, {
  name: 'SourceKind',
  valuesConfig: {
    CSV: { description: 'A replay of recorded candles from a file.' },
    EXCHANGE: { description: 'Candles of an exchange, each as it closes, after some history.' },
    SIMULATOR: { description: 'A simulated market: no real prices.' },
    EXTERNAL: { description: 'Candles that clients send to predictAnomaly.' },
  },
});

export enum SourceState {
  RUNNING = 'RUNNING',
  FAILING = 'FAILING',
  ENDED = 'ENDED',
}

registerEnumType(SourceState, {
  name: 'SourceState',
  valuesConfig: {
    RUNNING: { description: 'Candles come as they should.' },
    FAILING: { description: 'Something is in the way; the server keeps trying.' },
    ENDED: { description: 'No more candles come from it unless somebody acts.' },
  },
});

export enum VerdictKind {
  REAL = 'REAL',
  FALSE = 'FALSE',
  EXPECTED = 'EXPECTED',
}

registerEnumType(VerdictKind, {
  name: 'VerdictKind',
  valuesConfig: {
    REAL: { description: 'Something out of the ordinary happened.' },
    FALSE: { description: 'Nothing worth an alert.' },
    EXPECTED: { description: 'Out of the ordinary, but known beforehand; not counted in the precision.' },
  },
});

export enum ReplayState {
  RUNNING = 'RUNNING',
  PAUSED = 'PAUSED',
  FINISHED = 'FINISHED',
  STOPPED = 'STOPPED',
}

registerEnumType(ReplayState, {
  name: 'ReplayState',
  valuesConfig: {
    PAUSED: { description: 'Paused by a command, or at `to`.' },
    FINISHED: { description: 'Every candle of the source was sent.' },
    STOPPED: { description: 'The worker ended before the source did.' },
  },
});

export enum WatchState {
  STARTING = 'STARTING',
  BACKFILLING = 'BACKFILLING',
  LIVE = 'LIVE',
  STALE = 'STALE',
  FAILING = 'FAILING',
  STOPPED = 'STOPPED',
}

registerEnumType(WatchState, {
  name: 'WatchState',
  valuesConfig: {
    STARTING: { description: 'The exchange has not given an answer that holds yet.' },
    BACKFILLING: { description: 'History comes.' },
    LIVE: { description: 'The present is reached: each candle comes when it has closed.' },
    STALE: { description: 'The exchange answers, but the next candle is overdue by more than its interval.' },
    FAILING: { description: 'Something is in the way; it is tried again, for ever.' },
    STOPPED: { description: 'For good; `failure` says why, unless somebody has ended it.' },
  },
});

export enum ChannelKind {
  WEBHOOK = 'WEBHOOK',
  EMAIL = 'EMAIL',
  WEB_PUSH = 'WEB_PUSH',
  SLACK = 'SLACK',
  DISCORD = 'DISCORD',
  TELEGRAM = 'TELEGRAM',
  NTFY = 'NTFY',
}

registerEnumType(ChannelKind, {
  name: 'ChannelKind',
  valuesConfig: {
    WEBHOOK: { description: 'An HTTP endpoint, by the Standard Webhooks specification.' },
    WEB_PUSH: { description: 'A browser, which may have closed the page.' },
  },
});

export enum MessageKind {
  INCIDENT_OPENED = 'INCIDENT_OPENED',
  INCIDENT_WORSE = 'INCIDENT_WORSE',
  INCIDENT_CLOSED = 'INCIDENT_CLOSED',
  SILENT = 'SILENT',
  SPEAKING_AGAIN = 'SPEAKING_AGAIN',
  TROUBLE = 'TROUBLE',
  TROUBLE_OVER = 'TROUBLE_OVER',
  SUMMARY = 'SUMMARY',
  TEST = 'TEST',
}

registerEnumType(MessageKind, {
  name: 'MessageKind',
  valuesConfig: {
    INCIDENT_WORSE: { description: 'It has become ten times rarer than what was told last.' },
    SILENT: { description: 'The candles of a series have stopped coming.' },
    TROUBLE: { description: 'Something else keeps alerts from being made or told.' },
  },
});

export enum DeliveryState {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  DEAD = 'DEAD',
  SKIPPED = 'SKIPPED',
}

registerEnumType(DeliveryState, {
  name: 'DeliveryState',
  valuesConfig: {
    PENDING: { description: 'On its way, perhaps after failed attempts.' },
    DELIVERED: { description: 'The other side has said that it has it.' },
    DEAD: { description: 'Given up; it can be sent again.' },
    SKIPPED: {
      description:
        'Not sent on purpose: the channel was paused, removed or set to other series, or had quiet hours.',
    },
  },
});

export enum SummaryPace {
  DAILY = 'DAILY',
  WEEKLY = 'WEEKLY',
}

registerEnumType(SummaryPace, {
  name: 'SummaryPace',
  valuesConfig: {
    DAILY: { description: 'Each day at midnight of the time zone of the channel.' },
    WEEKLY: { description: 'Each Monday at midnight of the time zone of the channel.' },
  },
});
