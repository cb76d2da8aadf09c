/** A function that makes its value when it is first asked, and keeps it. Schemas that most runs never need are made so: making them costs a start dearly. */
export function once<T>(make: () => T): () => T {
  let made: {readonly value: T} | undefined;
  return () => (made ??= {value: make()}).value;
}
