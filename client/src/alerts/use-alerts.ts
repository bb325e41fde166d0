import { type Ref, computed } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';
import { keptSetting } from '../kept/kept-setting.ts';
import { alertNote } from './alert-note.ts';
import { useGathered } from './use-gathered.ts';
import { useNotifications } from './use-notifications.ts';
import { useSound } from './use-sound.ts';

export interface AlertSettings {
  isNotifying: boolean;
  isSounding: boolean;
  /** Only what comes once in so many hours, or less often. */
  leastRareHours: number;
}

const OFF: AlertSettings = { isNotifying: false, isSounding: false, leastRareHours: 0 };

/**
 * Tells about new anomalies that are rare enough, by a notification of the browser and a sound, as chosen.
 *
 * @param isCatchingUp the page still fetches what it missed; that is told at once when it is there
 * @param onOpen told which candle to show when somebody clicks a notification
 */
export function useAlerts(
  series: string,
  isCatchingUp: Readonly<Ref<boolean>>,
  onOpen: (openTime: number) => void,
) {
  const settings = keptSetting<AlertSettings>('detective.alerts', OFF, { mergeDefaults: true });
  const notifications = useNotifications(
    computed(() => settings.value.isNotifying),
    `anomaly ${series}`,
    onOpen,
  );
  const sound = useSound(computed(() => settings.value.isSounding));
  const gather = useGathered<DetectionRow>(isCatchingUp, (rows) => {
    if (settings.value.isSounding) void sound.sound();
    const note = alertNote(series, rows);
    if (settings.value.isNotifying && note) notifications.show(note);
  });

  function tell(arrived: readonly DetectionRow[]): void {
    const { leastRareHours } = settings.value;
    const rareEnough = arrived.filter(
      ({ returnPeriodHours }) => (returnPeriodHours ?? Infinity) >= leastRareHours,
    );
    if (rareEnough.length > 0) gather(rareEnough);
  }

  /** Shows a first note as a sample, which also finds out whether the browser takes it. */
  async function setNotifying(isWanted: boolean): Promise<void> {
    const sample = {
      title: `${series}: notifications are on`,
      body: 'New anomalies will look like this.',
      openTime: null,
    };
    const isNotifying = isWanted && (await notifications.allow()) && notifications.show(sample);
    settings.value = { ...settings.value, isNotifying };
  }

  /** Sounds as a sample: and a browser lets a page sound only after a click like this one. */
  async function setSounding(isSounding: boolean): Promise<void> {
    settings.value = { ...settings.value, isSounding };
    if (isSounding) await sound.sound();
  }

  function setLeastRare(leastRareHours: number): void {
    settings.value = { ...settings.value, leastRareHours };
  }

  return {
    settings,
    notificationProblem: notifications.problem,
    isSoundBlocked: sound.isBlocked,
    setNotifying,
    setSounding,
    setLeastRare,
    tell,
  };
}

export type Alerts = ReturnType<typeof useAlerts>;
