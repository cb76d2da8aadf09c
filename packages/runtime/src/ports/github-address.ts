import {Refusal} from '#core';

export function addressOf(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

/** The address of a route with its parameters, each encoded, so that none can lead to another route. Those without a place in the route become the query. */
export function urlOf(apiUrl: string, route: string, parameters: Readonly<Record<string, string>>, what: string): URL {
  const rest = new Map(Object.entries(parameters));
  const path = route.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    // `.` and `..` would take away a part of the route, also when they are encoded (URL Standard, 4.1).
    if (value === undefined || value === '' || value === '.' || value === '..') {
      throw new Refusal({
        code: 'refused', what, why: `its part {${name}} is ${value === undefined ? 'not given' : JSON.stringify(value)}`, fix: `Look at where ${name} comes from.`,
      });
    }
    return encodeURIComponent(value.toWellFormed());
  });
  const url = addressOf(`${apiUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Refusal({code: 'refused', what, why: 'GITHUB_API_URL is no address of an API', fix: 'Set it to https://api.github.com or https://HOST/api/v3.'});
  }
  for (const [name, value] of rest) url.searchParams.append(name, value);
  return url;
}

/** The address of the next page in a `Link` header, as it is written; `undefined` on the last page. Source: RFC 8288, section 3. */
export function nextPageIn(link: string | null): string | undefined {
  for (const [, target, parameters] of (link ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i.exec(parameters!);
    if ((relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return undefined;
}
