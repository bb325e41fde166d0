import { defineAsyncComponent, type Component } from 'vue';

const RETRY_MS = 2_000;

/** A component whose code is loaded when it is first shown; while the server is away it is asked for again and again. */
export const lazyComponent = <T extends Component>(loader: () => Promise<{ default: T }>) =>
  defineAsyncComponent({ loader, onError: (_error, retry) => void setTimeout(retry, RETRY_MS) });
