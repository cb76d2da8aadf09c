type Environment = Readonly<Record<string, string | undefined>>;

const always = /^(?:PATH|HOME|LANG|LC_[A-Z]+|TMPDIR|CI)$/;

/** Files in which the runner takes commands of a step. A child that could write them could write the outputs of the gate that judges it. */
const commandFiles = new Set(['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY', 'GITHUB_ARTIFACTS']);

/** Handed over only by name: inputs, the tokens and addresses of the runner's own services, the token of the job. */
const onlyByName = /^(?:INPUT_|STATE_|ACTIONS_)|^(?:GITHUB_TOKEN|GH_TOKEN)$/;

/**
 * The environment that a child gets. In: that of this process, what is handed on beside PATH, HOME, the locale, TMPDIR and CI, and what is handed on
 * because it was asked for by name.
 */
export function childEnvironment(own: Environment, wanted: readonly string[] | 'all', required: readonly string[] = []): Record<string, string> {
  const names = new Set([...(wanted === 'all' ? [] : wanted), ...required]);
  const handedOn = (name: string): boolean => !commandFiles.has(name) && (always.test(name) || names.has(name) || (wanted === 'all' && !onlyByName.test(name)));
  return Object.fromEntries(Object.entries(own).flatMap(([name, value]) => (value !== undefined && handedOn(name) ? [[name, value]] : [])));
}
