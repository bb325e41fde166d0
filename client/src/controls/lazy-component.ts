import { defineAsyncComponent, type Component } from 'vue';

const RETRY_MS = 2_000;

/**
 * A component whose code is loaded when it is first shown; while the server is away it is asked for again and again.
 * After an upgrade of the server it is there no more: the newer page, which stands at the same address, replaces this one.
 */
export const lazyComponent = <T extends Component>(loader: () => Promise<{ default: T }>) =>
  defineAsyncComponent({
    loader,
    onError: (_error, retry) =>
      void setTimeout(() => {
        reloadIfOutdated()
          .catch(() => undefined)
          .then(retry);
      }, RETRY_MS),
  });

/** Another build has other names for its scripts. */
async function reloadIfOutdated(): Promise<void> {
  const page = await fetch('./');
  const script = document.querySelector('[type=module]')?.getAttribute('src') ?? '';
  if (page.ok && !(await page.text()).includes(script)) location.reload();
}
