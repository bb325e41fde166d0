import { readFile } from 'node:fs/promises';
import type { KnownEvent } from '@detective/data';

/** A file of events that cannot be used. */
export class EventsFileError extends Error {
  constructor(path: string, where: string, expected: string, received: unknown) {
    super(`${path}: ${where} should be ${expected}, but is ${JSON.stringify(received) ?? 'nothing'}`);
    this.name = 'EventsFileError';
  }
}

/** Reads events from a JSON list of `{ "openTime": ISO time, "title": text }`, ascending by time. */
export async function readEvents(path: string): Promise<KnownEvent[]> {
  const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!Array.isArray(parsed)) throw new EventsFileError(path, 'the file', 'a JSON list', parsed);
  return parsed
    .map((entry: unknown, index) => readEvent(path, entry, index))
    .sort((a, b) => a.openTime - b.openTime);
}

function readEvent(path: string, entry: unknown, index: number): KnownEvent {
  const { openTime, title } = (entry ?? {}) as { openTime?: unknown; title?: unknown };
  const time = typeof openTime === 'string' ? Date.parse(openTime) : Number.NaN;
  if (Number.isNaN(time))
    throw new EventsFileError(path, `openTime of event ${index + 1}`, 'an ISO time', openTime);
  if (typeof title !== 'string')
    throw new EventsFileError(path, `title of event ${index + 1}`, 'a text', title);
  return { openTime: time, title };
}
