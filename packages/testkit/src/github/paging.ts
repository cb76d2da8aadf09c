import type {Listed} from './operation.ts';

const pageSizeOf = (query: URLSearchParams, unasked: number): number => {
  const wanted = Number(query.get('per_page') ?? NaN);
  return Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, 100) : unasked;
};

const cursorAt = (index: number): string => Buffer.from(`cursor:${index}`).toString('base64url');
const indexAt = (cursor: string | null): number => Number(/^cursor:(\d+)$/.exec(Buffer.from(cursor ?? '', 'base64url').toString())?.[1] ?? 0);

export interface Page {
  readonly body: unknown;
  readonly link: string | undefined;
}

/**
 * The page of a list that a query asks for, with the `Link` header that leads on. `address` is the place of the list without its query.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export function pageOf({items, under, cursor, atMost, perPage = 30, beside}: Listed, query: URLSearchParams, address: string): Page {
  const reachable = items.slice(0, atMost);
  const size = pageSizeOf(query, perPage);
  const last = Math.max(1, Math.ceil(reachable.length / size));
  const number = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1);
  const start = cursor === true ? indexAt(query.get('after')) : (number - 1) * size;
  const shown = reachable.slice(start, start + size);
  const to = (relation: string, changes: Readonly<Record<string, string>>): string => {
    const changed = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) changed.set(name, value);
    return `<${address}?${changed.toString()}>; rel="${relation}"`;
  };
  const links = cursor === true
    ? start + size < reachable.length ? [to('next', {after: cursorAt(start + size)})] : []
    : [
      ...(number > 1 ? [to('prev', {page: String(Math.min(number - 1, last))})] : []),
      ...(number < last ? [to('next', {page: String(number + 1)}), to('last', {page: String(last)})] : []),
      ...(number > 1 ? [to('first', {page: '1'})] : []),
    ];
  return {
    body: under === undefined ? shown : {...beside, ...(beside === undefined && {total_count: items.length}), [under]: shown},
    link: links.length > 0 ? links.join(', ') : undefined,
  };
}
