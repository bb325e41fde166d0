import * as tf from '@tensorflow/tfjs-core';

/**
 * Where TensorFlow.js computes: WebAssembly, its native library, or plain JavaScript. The fastest comes first: for networks
 * of 16 units a call costs more than what it computes, and those into the native library cost more.
 */
export const BACKENDS = ['wasm', 'node', 'cpu'] as const;
export type Backend = (typeof BACKENDS)[number];

/** A backend that was asked for but can't be used, or an unknown name. */
export class BackendError extends Error {
  override readonly name = 'BackendError';

  constructor(
    readonly backend: string,
    reason: string,
  ) {
    super(`TF_BACKEND=${backend}: ${reason}`);
  }
}

// The package is optional; a name in a variable keeps the type check from asking for it.
const NATIVE: string = '@tensorflow/tfjs-node';

const LOAD: Record<Backend, { packages: () => Promise<unknown>; name: string }> = {
  node: { packages: () => import(NATIVE), name: 'tensorflow' },
  wasm: { packages: () => import('@tensorflow/tfjs-backend-wasm'), name: 'wasm' },
  cpu: { packages: () => import('@tensorflow/tfjs-backend-cpu'), name: 'cpu' },
};

/** A library that loads may still not work on this machine: compute something that is known. */
async function selfTest(): Promise<void> {
  const product = tf.tidy(() => tf.tanh(tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[0.25], [-0.5]]))));
  const [value] = await product.data();
  product.dispose();
  const expected = Math.tanh(-0.75);
  if (!(Math.abs((value ?? Number.NaN) - expected) < 1e-5))
    throw new Error(`self-test gave ${value}, not ${expected}`);
}

async function start(backend: Backend): Promise<void> {
  const { packages, name } = LOAD[backend];
  await packages();
  if (!(await tf.setBackend(name))) throw new Error('it did not start');
  await tf.ready();
  await selfTest();
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

/**
 * Starts the fastest backend that works here, or the one that was asked for.
 *
 * @param wanted `node`, `wasm` or `cpu`; empty for the first of these that loads and passes a self-test
 * @throws BackendError for another name, and where the wanted backend doesn't work
 */
export async function startBackend(wanted = ''): Promise<Backend> {
  if (wanted !== '' && !BACKENDS.includes(wanted as Backend)) {
    throw new BackendError(wanted, `expected one of ${BACKENDS.join(', ')}.`);
  }
  const candidates = wanted === '' ? BACKENDS : [wanted as Backend];
  const failures: string[] = [];
  for (const backend of candidates) {
    try {
      await start(backend);
      return backend;
    } catch (error) {
      failures.push(`${backend}: ${messageOf(error)}`);
    }
  }
  throw new BackendError(wanted || 'auto', `no backend works here (${failures.join('; ')}).`);
}
