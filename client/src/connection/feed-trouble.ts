/** Why no candles come although the server answers, in a few words and in full. */
export interface FeedTrouble {
  readonly kind: 'overdue' | 'failing' | 'ended';
  readonly text: string;
  readonly meaning: string;
}
