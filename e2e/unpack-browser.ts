import { NoBrowserError, startBrowser } from './browser.ts';

/** Starts a browser once before all tests, so that two files at a time don't both unpack the one from npm. */
export default async function unpackBrowser(): Promise<void> {
  try {
    await (await startBrowser()).close();
  } catch (error) {
    // Many tests need none; those that do say what is missing.
    if (!(error instanceof NoBrowserError)) throw error;
  }
}
