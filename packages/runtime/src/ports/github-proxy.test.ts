import {describe, expect, test} from '@jest/globals';
import {useProxyOf} from './github-proxy.ts';

const wrong = 'http://[';

describe('a proxy', () => {
  test.each(['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'])('that %s names is used: one that is no address is refused', async name => {
    await expect(useProxyOf({[name]: wrong}, 'https://api.github.com')).rejects.toThrow();
  });

  test('is not looked for where none is named, nor for the machine itself', async () => {
    for (const environment of [{}, {HTTP_PROXY: ''}, {PROXY: wrong}]) expect(await useProxyOf(environment, 'https://api.github.com')).toBeUndefined();
    for (const own of ['http://127.0.0.1:80/api/v3', 'http://localhost', 'https://localhost:1/x', 'http://[::1]:80']) expect(await useProxyOf({HTTP_PROXY: wrong}, own)).toBeUndefined();
    for (const other of ['http://localhost.example', 'http://127.0.0.1.example', 'https://api.github.com/localhost', 'http://github.local']) await expect(useProxyOf({HTTP_PROXY: wrong}, other)).rejects.toThrow();
  });
});
