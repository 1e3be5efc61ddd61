/** A status in the server's answer. A server older than the extension leaves out the optional fields. */
export interface Status {
  code: number;
  name: string;
  owner: string;
  isRegistered: boolean;
  summary: string;
  aliases: string[];
  /** The address of its page; nothing where pages are off or cannot be written. */
  page: string | null;
  /** Where the project file defines it; nothing for the statuses that every project has. */
  definition?: { uri: string; range: { start: { line: number; character: number } } } | null;
  /** Its constants in libraries: `StatusNotFound`, `:not_found`. */
  spellings?: string[];
  /** The headers that go with it. */
  headers?: string[];
  /** Its causes and fixes as plain text. */
  text?: string;
  /** Its index when all statuses are sorted by frequency, the most common one first. */
  rank?: number;
}

/** The answer to `httpStatus/statuses`. */
export interface StatusList {
  index: string | null;
  /** Ordered by code. */
  statuses: Status[];
}

/** A status with the words that a query can find. */
interface Entry {
  status: Status;
  code: string;
  /** Name, aliases and spellings, each in one piece. */
  names: Set<string>;
  /** The words of each kind of text, the strongest kind first. */
  fields: string[][];
  /** How often each word occurs in causes and fixes. Two words in one piece are one too: texts say "log in". */
  text: Map<string, number>;
  /** From 0 for the most common status to 1. */
  rarity: number;
}

/** How far a word is from a status that has it: the less, the better. Between the fields of an entry lies one each. */
const EXACT = 0;
const CODE_BEGINS = 1;
const FIRST_FIELD = 2;
/** Behind all fields. How often the text has the word takes off less than one, how rare the status is adds up to two. */
const TEXT = 10;
const RAREST = 2;
/** For words that fit any status and are not in this one. */
const NEUTRAL = 13;

/** Words that fit every status, so the other words of a query decide: "HTTP 404", "error 500 response". */
const COMMON = new Set(
  'a an and answer code codes error errors for http https httpstatus httpstatuscode in is it my no of on or response responses status statuscode statuscodes the to with'.split(
    ' ',
  ),
);

/** Words for the classes, by first digit. */
const CLASSES: Record<string, string[]> = {
  1: ['informational', 'interim'],
  2: ['success', 'successful'],
  3: ['redirection', 'redirect'],
  4: ['client', 'error'],
  5: ['server', 'error'],
};

/** Answers queries for statuses. */
export class Search {
  private readonly entries: Entry[];

  constructor(private readonly statuses: readonly Status[]) {
    const sorted = [...statuses].sort(byRank);
    this.entries = sorted.map((status, at) => entry(status, at / sorted.length));
  }

  /** The statuses that have all words of a query, the best first; all of them, the common ones first, for an empty one. */
  find(query: string): Status[] {
    const words = wordsOf(query);
    const found: { status: Status; distance: number }[] = [];
    for (const entry of this.entries) {
      const distance = distanceOf(entry, words);
      if (distance !== undefined) {
        found.push({ status: entry.status, distance });
      }
    }
    if (found.length === 0) {
      // A library's name with a prefix that is not among the spellings: `HttpURLConnection.HTTP_NOT_FOUND`.
      const status = denoted(this.statuses, query);
      return status ? [status] : [];
    }
    // Sorting is stable, so those that are as near stay in the order of the entries.
    return found.sort((a, b) => a.distance - b.distance).map(({ status }) => status);
  }
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
    for (const name of [status.name, ...status.aliases, ...(status.spellings ?? [])].map(fold)) {
      if (name !== '' && folded.endsWith(name) && name.length > (best?.length ?? 0)) {
        best = { status, length: name.length };
      }
    }
  }
  return best?.status;
}

/** The common ones first. Without ranks, registered ones first, and then by code. */
function byRank(a: Status, b: Status): number {
  const rank = ({ rank, isRegistered }: Status) => rank ?? (isRegistered ? 1000 : 2000);
  return rank(a) - rank(b) || a.code - b.code;
}

function entry(status: Status, rarity: number): Entry {
  const { name, owner, aliases, spellings = [], headers = [], summary } = status;
  const text = new Map<string, number>();
  let before = '';
  for (const word of wordsOf(status.text ?? '')) {
    for (const found of before === '' ? [word] : [word, before + word]) {
      text.set(found, (text.get(found) ?? 0) + 1);
    }
    before = word;
  }
  const code = String(status.code);
  return {
    status,
    code,
    names: new Set([name, ...aliases, ...spellings].map(fold)),
    fields: [
      wordsOf(name),
      [...aliases.flatMap(wordsOf), fold(name), ...aliases.map(fold), ...spellings.map(fold)],
      [...headers.flatMap(wordsOf), ...headers.map(fold)],
      wordsOf(owner),
      wordsOf(summary),
      CLASSES[code.charAt(0)] ?? [],
    ],
    text,
    rarity,
  };
}

/** How far a status is from a query; nothing where it lacks one of its words. */
function distanceOf(entry: Entry, words: readonly string[]): number | undefined {
  if (words.length > 0 && entry.names.has(words.join(''))) {
    return EXACT;
  }
  let sum = 0;
  for (const word of words) {
    const distance = distanceOfWord(entry, word);
    if (distance !== undefined) {
      sum += distance;
    } else if (COMMON.has(word)) {
      sum += NEUTRAL;
    } else {
      return undefined;
    }
  }
  return sum;
}

function distanceOfWord({ code, names, fields, text, rarity }: Entry, word: string): number | undefined {
  if (word === code || names.has(word)) {
    return EXACT;
  }
  if (word === `${code.charAt(0)}xx`) {
    return CODE_BEGINS;
  }
  if (/^\d/.test(word)) {
    // The texts name codes too, and there they are others.
    return code.startsWith(word) ? CODE_BEGINS : undefined;
  }
  const at = fields.findIndex((field) => field.some((other) => other.startsWith(word)));
  if (at >= 0) {
    return FIRST_FIELD + at;
  }
  let count = 0;
  for (const [other, times] of text) {
    if (other.startsWith(word)) {
      count += times;
    }
  }
  return count > 0 ? TEXT - count / (count + 1) + RAREST * rarity : undefined;
}

function wordsOf(line: string): string[] {
  return line.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Only letters and digits, in lower case. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
