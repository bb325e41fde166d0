import { usePermission } from '@vueuse/core';
import { type Ref, computed, ref, watch } from 'vue';

/** What a notification says, and which candle it leads to. */
export interface Note {
  readonly title: string;
  readonly body: string;
  readonly openTime: number | null;
}

const PROBLEMS = {
  insecure: 'Browsers show notifications only for pages served over HTTPS or from this machine.',
  unsupported: 'This browser does not support notifications from web pages.',
  denied:
    'Notifications from this page are blocked, and the browser will not ask again. You can allow them in its settings for this site.',
  unanswered: 'The browser was not given permission. Tick the box again to be asked again.',
  refused: 'This browser has permission, but does not accept notifications from a page.',
} as const;

/**
 * Notifications of the browser, where it lets this page show them; `problem` says why it does not.
 *
 * @param tag a newer note takes the place of an older one with the same tag, instead of piling up
 * @param onOpen told which candle to show when somebody clicks a note
 */
export function useNotifications(
  isWanted: Readonly<Ref<boolean>>,
  tag: string,
  onOpen: (openTime: number) => void,
) {
  const permission = usePermission('notifications');
  const failure = ref<keyof typeof PROBLEMS | null>(null);
  // Allowed or reset in the browser's settings: what an earlier attempt found says nothing any more.
  watch(permission, () => (failure.value = null));
  const problem = computed(() => {
    const cause = failure.value ?? (isWanted.value ? (obstacle() ?? missing(permission.value)) : null);
    return cause && PROBLEMS[cause];
  });

  /** Gets the permission if it is to be had; asks only where nobody has answered yet. */
  async function allow(): Promise<boolean> {
    failure.value = obstacle();
    if (failure.value === null && Notification.permission === 'default') {
      const answer = await Notification.requestPermission();
      failure.value = answer === 'granted' ? null : answer === 'denied' ? 'denied' : 'unanswered';
    }
    return failure.value === null;
  }

  /** Shows a note; false where the browser does not take it. */
  function show({ title, body, openTime }: Note): boolean {
    if (!('Notification' in window) || Notification.permission !== 'granted') return false;
    // Without `renotify` a newer note takes the place of an older one in silence.
    const options: NotificationOptions & { renotify: boolean } = {
      body,
      tag,
      renotify: true,
      icon: 'icon.svg',
    };
    try {
      const note = new Notification(title, options);
      note.onclick = () => {
        window.focus();
        note.close();
        if (openTime !== null) onOpen(openTime);
      };
      return true;
    } catch {
      // Browsers of phones give the permission, but take notifications only from a service worker.
      failure.value = 'refused';
      return false;
    }
  }

  return { problem, allow, show };
}

/** What stands between this page and notifications, except for a permission that can be asked for. */
function obstacle(): keyof typeof PROBLEMS | null {
  if (!window.isSecureContext) return 'insecure';
  if (!('Notification' in window)) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : null;
}

/** It was given once, or notifications would not be wanted; somebody has reset it since. */
const missing = (permission: PermissionState | undefined): keyof typeof PROBLEMS | null =>
  permission === 'prompt' ? 'unanswered' : null;
