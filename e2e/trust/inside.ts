/** What the inside of the server looks like in a text; none of it is anybody's business. */
export const INSIDE =
  /node_modules|\.ts:\d|\bat (async )?[\w.]+ \(|SELECT |INSERT |detector_state|typeorm|postgres|pg_|ECONN/i;
