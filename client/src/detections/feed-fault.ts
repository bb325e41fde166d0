import type { DetectionRow } from './detection-row.ts';

/** Whether the feed is at fault and not the market: as the server says, the reason begins with it. */
export const isFeedFault = ({ reason }: DetectionRow): boolean => reason?.startsWith('Feed fault') ?? false;
