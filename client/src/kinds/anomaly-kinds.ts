import type { AnomalyKind } from '../detections/detection-row.ts';

export type MarkerShape = 'up' | 'down' | 'diamond' | 'square' | 'cross' | 'bars';

export interface KindAppearance {
  /** What people read. */
  readonly name: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
  readonly shape: MarkerShape;
  /** Style sheet variable of its colour. */
  readonly colour: `--kind-${string}`;
}

/** Each kind has a shape and a colour of its own, so that neither is needed to tell them apart. */
export const KINDS: Readonly<Record<AnomalyKind, KindAppearance>> = {
  PRICE_SPIKE: {
    name: 'Price spike',
    meaning: 'The price went unusually far up.',
    shape: 'up',
    colour: '--kind-spike',
  },
  PRICE_CRASH: {
    name: 'Price crash',
    meaning: 'The price went unusually far down.',
    shape: 'down',
    colour: '--kind-crash',
  },
  PRICE_JUMP: {
    name: 'Price jump',
    meaning: 'The close, or the open, was unusually far from the last close.',
    shape: 'diamond',
    colour: '--kind-jump',
  },
  VOLUME_SURGE: {
    name: 'Volume surge',
    meaning: 'Far more was traded than usual.',
    shape: 'square',
    colour: '--kind-volume',
  },
  FEED_GAP: {
    name: 'Feed gap',
    meaning: 'Candles are missing before this one.',
    shape: 'cross',
    colour: '--kind-feed',
  },
  FEED_FROZEN: {
    name: 'Frozen feed',
    meaning: 'The feed repeats itself, or trading dries up.',
    shape: 'bars',
    colour: '--kind-feed',
  },
};

export const ALL_KINDS = Object.keys(KINDS) as AnomalyKind[];

/** The outline of a shape in a box from −1 to 1; `bars` and `cross` are drawn with strokes, the rest is filled. */
export const SHAPE_PATHS: Readonly<Record<MarkerShape, string>> = {
  up: 'M0 -1 L1 0.8 L-1 0.8 Z',
  down: 'M0 1 L1 -0.8 L-1 -0.8 Z',
  diamond: 'M0 -1.1 L1.1 0 L0 1.1 L-1.1 0 Z',
  square: 'M-0.85 -0.85 H0.85 V0.85 H-0.85 Z',
  cross:
    'M-0.8 -0.8 L-0.4 -1 L0 -0.5 L0.4 -1 L0.8 -0.8 L0.4 0 L0.8 0.8 L0.4 1 L0 0.5 L-0.4 1 L-0.8 0.8 L-0.4 0 Z',
  bars: 'M-0.8 -1 H-0.2 V1 H-0.8 Z M0.2 -1 H0.8 V1 H0.2 Z',
};
