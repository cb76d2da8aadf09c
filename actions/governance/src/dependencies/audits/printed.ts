/** The JSON in what a program printed: tools write words around it, to the other stream. Nothing where there is none, or more than one. */
export function jsonIn(output: string): {readonly value: unknown} | undefined {
  const whole = parsed(output);
  if (whole) return whole;
  const lines = output.split('\n');
  const starts = lines.flatMap((line, i) => (/^\s*[[{]/.test(line) ? [i] : [])).slice(0, mostTries);
  const ends = lines.flatMap((line, i) => (/[\]}]\s*$/.test(line) ? [i] : [])).slice(-mostTries).reverse();
  for (const start of starts) {
    for (const end of ends) {
      const found = end >= start ? parsed(lines.slice(start, end + 1).join('\n')) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

/** A program writes few lines that look like JSON and are none. */
const mostTries = 5;

function parsed(text: string): {readonly value: unknown} | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? {value} : undefined;
  } catch {
    return undefined;
  }
}
