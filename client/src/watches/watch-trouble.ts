import type { Watch } from './watch-documents.ts';

const IN_TROUBLE: readonly Watch['state'][] = ['FAILING', 'STALE', 'STOPPED'];

/** Whether no candles come from a market that is followed. */
export const isInTrouble = ({ state }: Watch): boolean => IN_TROUBLE.includes(state);
