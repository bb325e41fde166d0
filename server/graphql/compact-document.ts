import { Kind, type ASTNode, type DocumentNode } from 'graphql';

/** What nobody tells a place of once a document was found valid. */
const WITHOUT_PLACE = new Set<string>([Kind.DOCUMENT, Kind.NAME, Kind.SELECTION_SET]);
/** Strings read from JSON are new ones each time. */
const KINDS = new Map<unknown, Kind>(Object.values(Kind).map((kind) => [kind, kind]));
/** Of all documents: most fields have neither arguments nor directives. */
const NONE: readonly never[] = [];

/**
 * A valid document for those that are kept, with less memory: without the tokens that it was parsed from, and read from
 * JSON, which makes objects that have room for nothing more.
 *
 * @returns a document that runs like the one given, and whose errors tell the same places
 */
export function compactDocument(document: DocumentNode): DocumentNode {
  const source = document.loc?.source;
  const text = JSON.stringify(document, function (this: ASTNode, key, value: unknown) {
    // As JSON it has start and end.
    if (key !== 'loc') return value;
    return WITHOUT_PLACE.has(this.kind) ? undefined : { ...(value as object), source: null };
  });
  return JSON.parse(text, (key, value: unknown) => {
    if (key === 'loc') return Object.assign(value as object, { source });
    if (key === 'kind') return KINDS.get(value);
    return Array.isArray(value) && value.length === 0 ? NONE : value;
  }) as DocumentNode;
}
