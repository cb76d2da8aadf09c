const MOST_READ = 2_000;
const NOUN = 'repos?|repository|submodule|directory|folder|subfolder|workspace|package|project|app|application|fork|checkout|container';
const PLACE = new RegExp(`\\b(?:in|inside|within|from|into|under|of|(?:go|change|switch|move|navigate) to)\\s+(?:[\\w\`'"@./-]+\\s+){0,5}(?:${NOUN})\\b(?:\\s+root)?`, 'gi');
const PATH = /\b(?:in|inside|within|from|into|under)\s+(?:the\s+)?[`"'][\w@.-]+\/[\w@./-]*[`"']/i;
const OTHER_CLONE = /\b(?:check out|checkout|clone)\s+(?!(?:this|the|our|an?|your|it|how|some|main|master|and|or|from)\b)[`'"]?[a-z][\w./-]+\b/i;
const HERE = /\b(?:root|top[- ]level|this|main|new|separate|another|second|same|base|monorepo)\b/i;
/** `in the repository`, without a name, is this one. */
const UNNAMED = /^\w+\s+(?:the|our)\s+(?:repo|repository|project|checkout|workspace)$/i;
const YOURS = 'project|app|application|package(?:\\.json)?|repo|repository|code|scripts?|makefile';
const EXAMPLE = new RegExp(`\\b(?:e\\.g\\.|for example|for instance|such as|suppose|imagine|hypothetical|your (?:own )?\`?(?:${YOURS}))`, 'i');

const isElsewhere = (place: string): boolean => !HERE.test(place) && !UNNAMED.test(place);
const AFTER = /^[`'"\s]{0,3}(?:again |first |once )?(?=(?:in|inside|within|from|under)\b)/i;
const BEFORE = /^[\s,:]{0,3}(?:(?:you can|you may|please|just|simply|then|we|and|also) ){0,2}(?:(?:run(?:ning)?|use|execute|call|type|launch|invoke|start|try)\b)?[\s:]{0,3}[`'"]?$/i;

/** The places that a text names, with what follows each of them. */
function* placesIn(text: string): Iterable<{readonly place: string; readonly at: number; readonly rest: string}> {
  for (const {0: place, index: at} of [...text.matchAll(PLACE), ...text.matchAll(new RegExp(PATH, 'gi'))]) yield {place, at, rest: text.slice(at + place.length)};
}

/**
 * Whether a sentence says right before or right behind a command that it runs in some place other than the repository's root: "run `make` in the `docs` submodule",
 * "in the `client` folder, run `npm start`". In: the sentence, and the command as it stands there; at most 400 characters on either side are read.
 */
export function runsElsewhere(sentence: string, command: string): boolean {
  const at = sentence.indexOf(command);
  if (at < 0) return false;
  const after = sentence.slice(at + command.length, at + command.length + 400);
  const lead = AFTER.exec(after)?.[0].length;
  if (lead !== undefined && [...placesIn(after.slice(lead))].some(one => one.at === 0 && isElsewhere(one.place))) return true;
  return [...placesIn(sentence.slice(Math.max(0, at - 400), at))].some(({place, rest}) => BEFORE.test(rest) && isElsewhere(place));
}

/**
 * Whether a text says that the commands it leads to are an example, or run in some place other than the repository's root.
 * In: the sentence of a code span, the paragraph before a block, or a comment in it; at most 2,000 characters are read, the last ones.
 */
export function speaksOfElsewhere(text: string): boolean {
  const read = text.slice(-MOST_READ);
  if (EXAMPLE.test(read) || PATH.test(read) || OTHER_CLONE.test(read)) return true;
  return [...read.matchAll(PLACE)].some(([place]) => isElsewhere(place));
}
