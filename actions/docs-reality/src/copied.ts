/** A copy that does not keep the whole text alive from which the part was cut: V8 makes a slice a view of its parent. */
export function copied(part: string): string {
  return part.length < 13 ? part : ` ${part}`.slice(1);
}
