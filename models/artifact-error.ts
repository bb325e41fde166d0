/** A model artifact that can't be used: says where, what was expected and what was found. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError';

  constructor(
    readonly where: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(`${where}: expected ${expected}, received ${received}.`);
  }
}
