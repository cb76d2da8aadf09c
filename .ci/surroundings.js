// What a user, a machine or a runner has set for git, for a workflow or for us is nothing that a test may see.
for (const name of Object.keys(process.env)) if (/^(?:GIT|GITHUB|ACTIONS|RUNNER|INPUT|STATE|SHIPGATE)_/.test(name)) delete process.env[name];
Object.assign(process.env, {GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1'});
