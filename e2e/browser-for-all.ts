import { NoBrowserError, startBrowser } from './browser.ts';

/** Unpacks the browser that comes with the npm packages, where it is needed, before several tests would do so at once. */
export async function setup(): Promise<void> {
  try {
    await (await startBrowser()).close();
  } catch (error) {
    // Not all tests need one, and those that do say so.
    if (!(error instanceof NoBrowserError)) throw error;
  }
}
