import { type Ref, shallowRef, watch } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import { answered } from '../api/answered.ts';
import { usePolled } from '../connection/use-polled.ts';
import { useServer } from '../connection/use-server.ts';
import { type BoardPage, boardQuery } from './board-documents.ts';
import { type BoardRow, boardRows } from './board-row.ts';
import { PARTS } from './coincidences.ts';

const EVERY_MS = 10_000;
/** As many lanes as the server gives at once. */
const PAGE = 500;

export interface Board {
  /** What the lanes are of, which may not be what is wanted by now. */
  readonly range: TimeRange;
  /** Ascending by symbol, interval and exchange. */
  readonly rows: readonly BoardRow[];
}

/** All series side by side in one range of time: one request for 500 of them. */
export function useBoard(range: Readonly<Ref<TimeRange | null>>) {
  const { apollo, markLost, markReady } = useServer();
  const board = shallowRef<Board | null>(null);

  async function readPage({ from, to }: TimeRange, offset: number): Promise<BoardPage> {
    const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const variables = { ...times, parts: PARTS, limit: PAGE, offset };
    const { data } = await apollo.query({ query: boardQuery, variables });
    return { overview: answered(data, 'overview'), anomalyLanes: answered(data, 'anomalyLanes') };
  }

  async function readAll(wanted: TimeRange): Promise<BoardRow[]> {
    const rows: BoardRow[] = [];
    for (let offset = 0; ; offset += PAGE) {
      const page = await readPage(wanted, offset);
      rows.push(...boardRows(page));
      if (page.overview.length < PAGE) return rows;
    }
  }

  const { failure, ask } = usePolled(EVERY_MS, async () => {
    const wanted = range.value;
    if (!wanted) return;
    try {
      board.value = { range: wanted, rows: await readAll(wanted) };
      markReady();
    } catch (error) {
      markLost(error);
      throw error;
    }
  });
  watch(range, () => void ask());

  return { board, failure };
}
