import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** What a browser itself logs about a request that failed; tests stop the server on purpose. */
const FAILED_REQUEST = /^Failed to load resource|WebSocket connection to/;

/** How a phone looks at a page; one pixel a point, because headless browsers blur a canvas with more. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Of hundreds of entries that are made alike, those at both ends and the chosen one stand for all: axe looks at each for long. */
const MIDDLE_OF_LONG_LISTS =
  '.episode:nth-child(n + 12):nth-last-child(n + 12):not(:has(.is-selected)), ' +
  '.episodes-part:nth-child(n + 2):nth-last-child(n + 2):not(:has(.is-selected))';

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** The dashboard as somebody sees it who has opened it in a browser. */
export class Dashboard implements AsyncDisposable {
  /** Errors on its console, except for requests that failed while the server was away on purpose. */
  readonly complaints: string[] = [];
  /** Hosts that it asked for anything. */
  readonly hosts = new Set<string>();

  private constructor(readonly page: Page) {
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !FAILED_REQUEST.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    page.on('request', (request) => {
      if (request.url().startsWith('http')) this.hosts.add(new URL(request.url()).host);
    });
  }

  static async open(browser: Browser, url: string, context: BrowserContextOptions = {}): Promise<Dashboard> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...context });
    page.setDefaultTimeout(180_000);
    const dashboard = new Dashboard(page);
    await page.goto(url);
    return dashboard;
  }

  get connection(): Locator {
    return this.page.locator('.connection');
  }

  get anomalies(): Locator {
    return this.page.locator('.anomaly');
  }

  /**
   * A button by the text or the label on it. Playwright's search by role works out the name of every button, which takes
   * seconds where a thousand anomalies are listed, and slows down the page that is tested.
   */
  button(name: string): Locator {
    const buttons = this.page.locator('button:not(.anomaly)');
    return buttons.and(this.page.locator(`[aria-label="${name}"]`)).or(buttons.filter({ hasText: name }));
  }

  /** What is shown at the top under a name: the figure, a note below it, and what it means. */
  box(name: string): Locator {
    return this.page.locator('.figure').filter({ has: this.page.locator('dt', { hasText: name }) });
  }

  figure(name: string): Locator {
    return this.box(name).locator('dd').first();
  }

  /** Waits until the newest candle is the one that opened at this time. */
  async untilNewestIs(openTime: number): Promise<void> {
    const clock = new Date(openTime).toISOString().slice(11, 16);
    const newest = this.box('Newest candle');
    const day = new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    });
    await newest
      .filter({ hasText: day.format(openTime) })
      .filter({ hasText: `${clock} –` })
      .waitFor();
  }

  /** Saves what the page holds as CSV, as a person would, and reads the times of its candles. */
  async candleTimes(): Promise<number[]> {
    const table = this.page.locator('details.table');
    if ((await table.getAttribute('open')) === null) await table.locator('summary').click();
    const download = this.page.waitForEvent('download');
    await this.button('Save all loaded candles as CSV').click();
    const rows = (await readFile(await (await download).path(), 'utf8')).trim().split('\n').slice(1);
    return rows.map((row) => Date.parse(row.slice(0, row.indexOf(','))));
  }

  /** The link to what the chart shows, as somebody copies it; the page needs the permission for the clipboard. */
  async copiedLink(): Promise<string> {
    const read = () => this.page.evaluate<string>('navigator.clipboard.readText()');
    await this.page.evaluate('navigator.clipboard.writeText("")');
    await this.button('Copy link to this view').click();
    for (;;) {
      const link = await read();
      if (link !== '') return link;
    }
  }

  /** Moves the pointer down through the middle of the chart, where a chosen anomaly stands, until something explains itself. */
  async explanationInTheMiddle(): Promise<string> {
    const box = await this.page.locator('.canvas').boundingBox();
    if (!box) throw new Error('The chart is not on the page.');
    const tooltip = this.page.getByRole('tooltip');
    // The price scale on the right is not part of the middle.
    const middle = box.x + (box.width - 72) / 2;
    for (let y = box.y + 50; y < box.y + box.height * 0.65; y += 5) {
      for (const x of [middle, middle - 6, middle + 6]) {
        await this.page.mouse.move(x, y);
        if ((await tooltip.count()) > 0) return tooltip.innerText();
      }
    }
    return '';
  }

  /** What axe finds wrong for people who use the page differently, in a readable form. */
  async findings(): Promise<string[]> {
    // Evaluated and not added as a script: the page's content security policy rightly refuses that.
    await this.page.evaluate(await readFile(AXE, 'utf8'));
    const hidden = JSON.stringify(`${MIDDLE_OF_LONG_LISTS} { display: none }`);
    const run = `(async () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(${hidden});
      document.adoptedStyleSheets = [sheet];
      try { return await axe.run(); } finally { document.adoptedStyleSheets = []; }
    })()`;
    const { violations } = (await this.page.evaluate(run)) as { violations: Violation[] };
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
