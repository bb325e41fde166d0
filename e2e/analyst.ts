import type { Locator } from 'playwright-core';
import type { Dashboard } from './dashboard.ts';

export type Hand = 'mouse' | 'finger' | 'keyboard';

/** More stops than this nobody goes through to get anywhere. */
const MOST_TABS = 80;

/** Somebody who does something on the page, and how often they had to press something for it. */
export class Analyst {
  /** Presses of a button, a line or a field; what is chosen from a list takes two. */
  clicks = 0;

  constructor(
    readonly dashboard: Dashboard,
    readonly hand: Hand,
  ) {}

  get #keyboard() {
    return this.dashboard.page.keyboard;
  }

  async press(target: Locator): Promise<void> {
    this.clicks += 1;
    if (this.hand === 'mouse') return target.click();
    if (this.hand === 'finger') return target.tap();
    await this.tabTo(target);
    await this.#keyboard.press('Enter');
  }

  /** Chooses the only option that begins with this word. */
  async choose(list: Locator, word: string): Promise<void> {
    this.clicks += 2;
    if (this.hand === 'keyboard') {
      await this.tabTo(list);
      return this.#keyboard.type(word);
    }
    const options = await list.locator('option').allInnerTexts();
    await list.selectOption({ label: options.find((text) => text.startsWith(word)) ?? word });
  }

  /** Writes into a field and sends it off. */
  async write(field: Locator, text: string): Promise<void> {
    this.clicks += 1;
    if (this.hand === 'keyboard') {
      await this.tabTo(field);
      await this.#keyboard.press('Control+A');
      await this.#keyboard.type(text);
    } else {
      await (this.hand === 'mouse' ? field.click() : field.tap());
      await field.fill(text);
    }
    await this.#keyboard.press('Enter');
  }

  /** Moves a slider to the place of that number. */
  async slide(slider: Locator, place: number): Promise<void> {
    this.clicks += 1;
    if (this.hand !== 'keyboard') return slider.fill(String(place));
    await this.tabTo(slider);
    const way = place - Number(await slider.inputValue());
    for (let step = 0; step < Math.abs(way); step++)
      await this.#keyboard.press(way > 0 ? 'ArrowRight' : 'ArrowLeft');
  }

  /** Chooses a line of a list that the tab key enters at one line, and the arrow keys go through. */
  async pressLine(lines: Locator, target: Locator): Promise<void> {
    await target.waitFor();
    if (this.hand !== 'keyboard') return this.press(target);
    this.clicks += 1;
    await this.tabTo(lines.and(this.dashboard.page.locator('[tabindex="0"]')));
    const isHere = (element: Element) => element === document.activeElement;
    for (let steps = 0; steps < MOST_TABS && !(await target.evaluate(isHere)); steps++) {
      const isBelow = await target.evaluate((element) => {
        const here = document.activeElement ?? element;
        return (here.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      });
      await this.#keyboard.press(isBelow ? 'ArrowDown' : 'ArrowUp');
    }
    await this.#keyboard.press('Enter');
  }

  /** Goes on with the tab key until the target, or the list that has it, can be used. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.#keyboard.press('Tab');
    }
    throw new Error(`The tab key does not come to ${target.toString()}`);
  }
}
