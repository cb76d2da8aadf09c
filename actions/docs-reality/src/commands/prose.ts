const MOST_READ = 2_000;
const NOUN = 'repos?|repository|submodule|directory|folder|subfolder|workspace|package|project|app|application|fork|checkout|container';
const PLACE = new RegExp(`\\b(?:in|inside|within|from|into|under|of)\\s+(?:[\\w\`'"@./-]+\\s+){0,5}(?:${NOUN})\\b(?:\\s+root)?`, 'gi');
const PATH = /\b(?:in|inside|within|from|into|under)\s+(?:the\s+)?[`"'][\w@.-]+\/[\w@./-]*[`"']/i;
const OTHER_CLONE = /\b(?:check out|checkout|clone)\s+(?!(?:this|the|our|an?|your|it|how|some|main|master|and|or|from)\b)[`'"]?[a-z][\w./-]+\b/i;
const HERE = /\b(?:root|top[- ]level|this|main|new|separate|another|second|same|base|monorepo)\b/i;
/** `in the repository`, without a name, is this one. */
const UNNAMED = /^\w+\s+(?:the|our)\s+(?:repo|repository|project|checkout|workspace)$/i;
const YOURS = 'project|app|application|package(?:\\.json)?|repo|repository|code|scripts?|makefile';
const EXAMPLE = new RegExp(`\\b(?:e\\.g\\.|for example|for instance|such as|suppose|imagine|hypothetical|your (?:own )?\`?(?:${YOURS}))`, 'i');

/**
 * Whether a text says that the commands it leads to are an example, or run in some place other than the repository's root.
 * In: the sentence of a code span, the paragraph before a block, or a comment in it; at most 2,000 characters are read, the last ones.
 */
export function speaksOfElsewhere(text: string): boolean {
  const read = text.slice(-MOST_READ);
  if (EXAMPLE.test(read) || PATH.test(read) || OTHER_CLONE.test(read)) return true;
  return [...read.matchAll(PLACE)].some(([place]) => !HERE.test(place) && !UNNAMED.test(place));
}
