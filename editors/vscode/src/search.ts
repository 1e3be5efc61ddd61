/** A status as the server tells it. */
export interface Status {
  code: number;
  name: string;
  owner: string;
  isRegistered: boolean;
  summary: string;
  aliases: string[];
  /** The address of its page; nothing where pages are off or cannot be written. */
  page: string | null;
}

/** The answer to `httpStatus/statuses`. */
export interface StatusList {
  index: string | null;
  /** Ordered by code. */
  statuses: Status[];
}

/** The statuses that have all words of a query, the best first; all of them for an empty one. */
export function search(statuses: readonly Status[], query: string): Status[] {
  const words = wordsOf(query);
  const found: { status: Status; distance: number }[] = [];
  for (const status of statuses) {
    const distances = words.map((word) => distance(status, word));
    if (distances.every((one) => one !== undefined)) {
      found.push({ status, distance: distances.reduce((sum, one) => sum + one, 0) });
    }
  }
  return found.sort((a, b) => a.distance - b.distance || a.status.code - b.status.code).map(({ status }) => status);
}

/** The status that a piece of source denotes: `401`, `StatusUnauthorized`, `:not_found`, `Not Found`. */
export function denoted(statuses: readonly Status[], source: string): Status | undefined {
  const digits = /(?<!\d)[1-9]\d\d(?!\d)/.exec(source)?.[0];
  const byCode = statuses.find(({ code }) => String(code) === digits);
  if (byCode) {
    return byCode;
  }
  // Libraries put a prefix before the name (`StatusNotFound`, `SC_NOT_FOUND`); the longest name is the one that is meant.
  const folded = fold(source);
  let best: { status: Status; length: number } | undefined;
  for (const status of statuses) {
    for (const name of [status.name, ...status.aliases].map(fold)) {
      if (name !== '' && folded.endsWith(name) && name.length > (best?.length ?? 0)) {
        best = { status, length: name.length };
      }
    }
  }
  return best?.status;
}

/** How far a word is from a status: the less, the better; nothing where the status does not have it. */
function distance(status: Status, word: string): number | undefined {
  const code = String(status.code);
  if (code === word) {
    return 0;
  }
  if (code.startsWith(word) || word === `${code[0] ?? ''}xx`) {
    return 1;
  }
  const begins = (texts: string[]) => texts.some((one) => wordsOf(one).some((other) => other.startsWith(word)));
  if (begins([status.name])) {
    return 2;
  }
  if (begins(status.aliases) || [status.name, ...status.aliases].some((name) => fold(name).includes(word))) {
    return 3;
  }
  if (begins([status.owner])) {
    return 4;
  }
  return begins([status.summary]) ? 5 : undefined;
}

function wordsOf(line: string): string[] {
  return line.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Only letters and digits, in lower case. */
function fold(name: string): string {
  return wordsOf(name).join('');
}
