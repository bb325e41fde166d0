import type { z } from 'zod';

/** What a receiver answered, if it is JSON of that shape. */
export function jsonAnswer<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): z.infer<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
