const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** The different task ids in a text, in the order in which they come, in upper case: a branch may write `task-123`. A longer word that ends in the prefix holds none. */
export function taskIdsIn(text: string, prefix: string): readonly string[] {
  const found = text.matchAll(new RegExp(`(?<![A-Za-z0-9_])${quoted(prefix)}(\\d{1,12})(?!\\d)`, 'gi'));
  return [...new Set([...found].map(match => `${prefix.toUpperCase()}${match[1]}`))];
}

/** The text of a description: line breaks that arrived as `\n` are line breaks, and comments are not said; one without an end goes on to the last line. */
function saidIn(body: string): string {
  const text = body.replaceAll('\\r\\n', '\n').replaceAll('\\n', '\n');
  const [first = '', ...rest] = text.split('<!--');
  return first + rest.map(part => part.split('-->').slice(1).join('-->')).join('');
}

/** The different values of a field, `Primary-Task: TASK-123`, of a description; each line of that form is one. */
export function fieldsIn(body: string, field: string): readonly string[] {
  const values = saidIn(body).split('\n').flatMap(line => {
    const plain = line.replace(/^[-*>\s]+/, '').replaceAll('**', '').replaceAll('`', '');
    const colon = plain.indexOf(':');
    return colon > 0 && plain.slice(0, colon).trim().toLowerCase() === field.toLowerCase() ? [plain.slice(colon + 1).trim()] : [];
  });
  return [...new Set(values)];
}
