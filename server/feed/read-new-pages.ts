import { seriesName } from '@detective/data';
import type { Detection } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { readNews } from '../database/read-news.ts';
import type { FollowedSeries } from './follower.ts';

/** Detections of one series that are read at once, and series in one statement. */
const PAGE = 200;
const SERIES_A_STATEMENT = 500;

/** What was stored in one of several series after what its tail has, ascending. */
export interface NewPage {
  series: FollowedSeries;
  page: Detection[];
}

/**
 * Page after page of what is new, each in one statement for all series of which there may be more. Pages have to be
 * appended to their tails before the next ones are asked for.
 */
export async function* readNewPages(
  manager: EntityManager,
  series: readonly FollowedSeries[],
): AsyncGenerator<NewPage[], undefined> {
  for (let start = 0; start < series.length; start += SERIES_A_STATEMENT)
    yield* readToEnd(manager, series.slice(start, start + SERIES_A_STATEMENT));
}

async function* readToEnd(
  manager: EntityManager,
  series: FollowedSeries[],
): AsyncGenerator<NewPage[], undefined> {
  let rest = series;
  while (rest.length > 0) {
    const from = rest.map(({ tail, ...key }) => ({ ...key, newest: tail.newest }));
    const pages = pagesBySeries(await readNews(manager, from, PAGE));
    yield rest.map((one) => ({ series: one, page: pages.get(one.name) ?? [] }));
    rest = rest.filter(({ name }) => pages.get(name)?.length === PAGE);
  }
}

function pagesBySeries(detections: Detection[]): Map<string, Detection[]> {
  const pages = new Map<string, Detection[]>();
  for (const detection of detections) {
    const name = seriesName(detection);
    const page = pages.get(name);
    if (page) page.push(detection);
    else pages.set(name, [detection]);
  }
  return pages;
}
