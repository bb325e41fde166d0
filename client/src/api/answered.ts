/** An answer that is no error, and yet does not say what was asked for: of a proxy, or of another server. */
export class UnexpectedAnswerError extends Error {
  constructor(missing: string) {
    super(`The answer did not come from this server: "${missing}" is missing.`);
  }
}

/**
 * What was asked for, out of an answer.
 *
 * @throws {UnexpectedAnswerError} where the answer does not have it; silence is no empty list
 */
export function answered<Data extends object, Field extends keyof Data & string>(
  data: Data | null | undefined,
  field: Field,
): Data[Field] {
  if (!data || data[field] === undefined) throw new UnexpectedAnswerError(field);
  return data[field];
}

/**
 * What an event of a subscription brings.
 *
 * @throws the error that came in its place, or {UnexpectedAnswerError}
 */
export function arrived<Data extends object, Field extends keyof Data & string>(
  { data, error }: { data?: Data | null | undefined; error?: unknown },
  field: Field,
): Data[Field] {
  if (error !== undefined) throw error;
  return answered(data, field);
}
