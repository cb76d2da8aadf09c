/** Labels are compared as GitHub does: without upper and lower case. */
export function sameLabel(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
