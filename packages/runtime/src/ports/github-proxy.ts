/** What says that there is a proxy, as for every other program on the machine; a self-hosted runner sets it for its jobs. */
const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * Lets `fetch` go through the proxy that the environment names, but for the hosts of `no_proxy`. By itself Node does so only where NODE_USE_ENV_PROXY
 * stands at its start; before 24.14 it cannot. An API on the machine itself needs none. Throws on a proxy that is no address.
 * Source: https://docs.github.com/en/actions/how-tos/manage-runners/use-proxy-servers, and nodejs.org, `http.setGlobalProxyFromEnv`.
 */
export async function useProxyOf(environment: Readonly<Record<string, string | undefined>>, apiUrl: string): Promise<void> {
  if (names.every(name => (environment[name] ?? '') === '') || /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?:[:/]|$)/.test(apiUrl)) return;
  const {default: http} = await import('node:http');
  (http as {setGlobalProxyFromEnv?: typeof http.setGlobalProxyFromEnv}).setGlobalProxyFromEnv?.({...environment});
}
