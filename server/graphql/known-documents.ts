import type { DocumentNode } from 'graphql';

/** A parsed document takes some hundred times the memory of its text. */
const MOST_CHARACTERS = 100_000;

/**
 * Documents that were found good, by their text: thousands of subscribers send the same one, which is then parsed and
 * validated once and held in memory once. Those not asked for the longest go first.
 */
export class KnownDocuments {
  readonly #documents = new Map<string, DocumentNode>();
  readonly #mostCharacters: number;
  #characters = 0;

  constructor(mostCharacters = MOST_CHARACTERS) {
    this.#mostCharacters = mostCharacters;
  }

  get(text: string): DocumentNode | undefined {
    const document = this.#documents.get(text);
    if (!document) return undefined;
    this.#documents.delete(text);
    this.#documents.set(text, document);
    return document;
  }

  /** Keeps a document that needs no further check. */
  add(text: string, document: DocumentNode): void {
    if (this.#documents.has(text) || text.length > this.#mostCharacters / 2) return;
    this.#documents.set(text, document);
    this.#characters += text.length;
    for (const oldest of this.#documents.keys()) {
      if (this.#characters <= this.#mostCharacters) break;
      this.#documents.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
