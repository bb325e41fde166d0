import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { BackendError, startBackend } from './backend.ts';

describe('the backend', () => {
  it('is the first one that works, or the one asked for', async () => {
    expect(['node', 'wasm', 'cpu']).toContain(await startBackend());
    expect(await startBackend('cpu')).toBe('cpu');
    expect(tf.getBackend()).toBe('cpu');
    expect(await startBackend('wasm')).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
  });

  it('of an unknown name is refused with the known ones', async () => {
    await expect(startBackend('gpu')).rejects.toThrow(BackendError);
    await expect(startBackend('gpu')).rejects.toThrow('TF_BACKEND=gpu: expected one of wasm, node, cpu.');
  });
});
