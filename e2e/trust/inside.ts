/**
 * What the inside of the server looks like in a text; none of it is anybody's business. Long enough not to turn up by
 * chance in the names that a fuzzed request contains and its answer repeats.
 */
export const INSIDE =
  /node_modules|\.ts:\d|\bat (async )?[\w.]+ \(|SELECT |INSERT |detector_state|typeorm|postgres|\bpg_(?:advisory|catalog|class|stat|type)|ECONN/i;
