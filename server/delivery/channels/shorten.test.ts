import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';
import { shorten, sizeInBytes, sizeInCharacters } from './shorten.ts';
import { MESSAGE } from './test-message.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });

describe('a shortened text', () => {
  it('fits, is a beginning of the whole, and ends between two characters', () => {
    const sizes = fc.constantFrom(sizeInBytes, sizeInCharacters);
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 80 }), sizes, (whole, limit, sizeOf) => {
        const short = shorten(whole, limit, sizeOf);
        expect(sizeOf(short)).toBeLessThanOrEqual(limit);
        if (sizeOf(whole) <= limit) return void expect(short).toBe(whole);
        expect(whole.startsWith(short.replace(/…$/, ''))).toBe(true);
        expect(Buffer.from(short).toString()).toBe(short);
        // Not one character less than fits.
        if (short === '') return;
        const next = [...whole.slice(short.length - 1)][0] ?? '';
        expect(sizeOf(short) + sizeOf(next)).toBeGreaterThan(limit);
      }),
    );
  });

  it('keeps emojis whole', () => {
    expect(shorten('📉📉📉', 6)).toBe('📉📉📉');
    expect(shorten('📉📉📉', 5)).toBe('📉📉…');
    expect(shorten('📉📉📉', 4)).toBe('📉…');
    expect(shorten('📉📉📉', 11, sizeInBytes)).toBe('📉📉…');
  });
});

describe('a message as plain text', () => {
  it('has title, text and link', () => {
    expect(plainText(MESSAGE, 4_096)).toBe(`${MESSAGE.title}\n\n${MESSAGE.text}\n\n${MESSAGE.link}`);
  });

  it('gives up its text first, and keeps its link', () => {
    const short = plainText({ ...MESSAGE, text: 'x'.repeat(10_000) }, 200);
    expect(short).toHaveLength(200);
    expect(short.startsWith(`${MESSAGE.title}\n\nxxx`)).toBe(true);
    expect(short.endsWith(`x…\n\n${MESSAGE.link}`)).toBe(true);
    const { length } = plainText({ ...MESSAGE, title: 'y'.repeat(10_000) }, 200);
    expect(length).toBeLessThanOrEqual(200);
  });
});
