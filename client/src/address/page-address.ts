/** One entry of the address of this page, such as `at` in `#series=BTC/USD@1h&at=2021-05-19T12:00Z`. */
export function inAddress(name: string, hash: string = location.hash): string | null {
  return new URLSearchParams(hash.slice(1)).get(name);
}

/** The part of an address from `#` on with some entries set, or taken out where null; empty without any entry. */
export function addressWith(
  changes: Readonly<Record<string, string | null>>,
  hash: string = location.hash,
): string {
  const entries = new URLSearchParams(hash.slice(1));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) entries.delete(name);
    else entries.set(name, value);
  }
  const text = [...entries].map(([name, value]) => `${readable(name)}=${readable(value)}`).join('&');
  return text && `#${text}`;
}

/** After `#` these need no escape, and people read addresses. */
const readable = (text: string): string =>
  encodeURIComponent(text).replace(/%(2C|2F|3A|40)/g, (escaped) => decodeURIComponent(escaped));
