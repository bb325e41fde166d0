import { useLocalStorage } from '@vueuse/core';
import type { DetectionRow } from '../detections/detection-row.ts';
import { rarity } from '../wording/rarity.ts';
import { KINDS } from './anomaly-kinds.ts';
import { chime } from './chime.ts';

export interface AlertSettings {
  isNotifying: boolean;
  isSounding: boolean;
  /** Only what comes once in so many hours, or less often. */
  leastRareHours: number;
}

const OFF: AlertSettings = { isNotifying: false, isSounding: false, leastRareHours: 0 };

/** Tells about new anomalies that are rare enough, by a notification of the browser and a sound, as chosen. */
export function useAlerts(symbol: string) {
  const settings = useLocalStorage<AlertSettings>('detective.alerts', OFF, { mergeDefaults: true });

  /** After a time offline many come at once: the newest that is rare enough stands for all. */
  function tell(arrived: readonly DetectionRow[]): void {
    const row = arrived.findLast(
      ({ returnPeriodHours }) => (returnPeriodHours ?? Infinity) >= settings.value.leastRareHours,
    );
    if (!row) return;
    if (settings.value.isSounding) chime();
    if (settings.value.isNotifying) notify(row, symbol);
  }

  /** Asks the browser for its permission first, where it has not been given. */
  async function setNotifying(isWanted: boolean): Promise<void> {
    const isAllowed =
      isWanted && 'Notification' in window && (await Notification.requestPermission()) === 'granted';
    settings.value = { ...settings.value, isNotifying: isAllowed };
  }

  return { settings, setNotifying, tell };
}

function notify({ kinds, reason, returnPeriodHours }: DetectionRow, symbol: string): void {
  const names = kinds.map((kind) => KINDS[kind].name).join(', ');
  const title = `${symbol}: ${names}${returnPeriodHours === null ? '' : `, ${rarity(returnPeriodHours)}`}`;
  // One tag: a newer anomaly replaces the note about an older one instead of piling up.
  try {
    const note = new Notification(title, { body: reason ?? '', tag: 'anomaly', icon: '/icon.svg' });
    note.onclick = () => {
      window.focus();
      note.close();
    };
  } catch {
    // Browsers of phones give the permission, but take notifications only from a service worker.
  }
}
