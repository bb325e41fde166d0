/** The elements of a JSON array, as text, while it streams in: cut where a comma stands outside of everything. */
export async function* jsonElements(texts: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  for await (const text of texts) {
    const elements: string[] = [];
    const from = rest.length;
    rest += text;
    let start = 0;
    for (let index = from; index < rest.length; index++) {
      const code = rest.charCodeAt(index);
      if (isEscaped) isEscaped = false;
      else if (isText) {
        if (code === 92) isEscaped = true;
        else if (code === 34) isText = false;
      } else if (code === 34) isText = true;
      else if (code === 91 || code === 123) {
        depth++;
        if (depth === 1) start = index + 1;
      } else if (code === 93 || code === 125) {
        depth--;
        if (depth === 0) {
          elements.push(rest.slice(start, index));
          start = index + 1;
        }
      } else if (code === 44 && depth === 1) {
        elements.push(rest.slice(start, index));
        start = index + 1;
      }
    }
    rest = rest.slice(start);
    const whole = elements.filter((element) => element.trim() !== '');
    if (whole.length > 0) yield whole;
  }
  // What is left of a file that was cut off.
  if (depth > 0) yield [rest.trim() === '' ? '[' : rest];
}
