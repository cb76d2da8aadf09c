import {type AnnotationLevel, placeOf, reconcilePlace} from './annotations.ts';
import {parseCommand, type WorkflowCommand} from './command-syntax.ts';
import {StepFault, type StepLog} from './step-log.ts';

/** Commands that GitHub has switched off: they fail the step unless this variable, set for the step, says `true`. */
const insecureSwitch = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';
const insecureTokenSwitch = 'ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS';
/** Their text would show what they keep secret, or they write a line of their own. */
const neverEchoed = new Set(['add-mask', 'debug', 'warning', 'error', 'notice']);
const stopCommand = 'stop-commands';

/**
 * Handles what an action prints: workflow commands do their work, everything else is a log line. Problem matchers are not stood in for: `::add-matcher::` and `::remove-matcher::`
 * throw an ordinary error, which ends the run with a rejection.
 * Source: actions/runner 2.336.0, src/Runner.Worker/ActionCommandManager.cs and Handlers/OutputManager.cs. Switches that live on GitHub's side are set as github.com has them:
 * `notice` works, `set-output` and `save-state` warn.
 */
export class WorkflowCommands {
  readonly #step: StepLog;
  readonly #workspace: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #registered: Set<string>;
  readonly #handlers: Readonly<Record<string, (command: WorkflowCommand) => void>>;
  #stopToken: string | undefined;
  #echo = false;

  constructor(step: StepLog, workspace: string, env: Readonly<Record<string, string>>) {
    this.#step = step;
    this.#workspace = workspace;
    this.#env = env;
    this.#handlers = {
      'set-env': command => this.#setEnv(command),
      'add-path': command => this.#addPath(command),
      'set-output': command => this.#set(command, (name, value) => {
        step.setOutput(name, value);
        step.debug(`Set output ${name} = ${value}`);
      }),
      'save-state': command => this.#set(command, (name, value) => {
        step.state.set(name, value);
        step.debug(`Save intra-action state ${name} = ${value}`);
      }),
      'add-mask': command => this.#addMask(command),
      'add-matcher': command => this.#matcher(command),
      'remove-matcher': command => this.#matcher(command),
      'debug': command => step.debug(command.data),
      'error': command => this.#issue('error', command),
      'warning': command => this.#issue('warning', command),
      'notice': command => this.#issue('notice', command),
      'group': command => step.write(`##[group]${command.data}`),
      'endgroup': () => step.write('##[endgroup]'),
      'echo': command => this.#setEcho(command),
    };
    this.#registered = new Set([stopCommand, ...Object.keys(this.#handlers)]);
  }

  /** Takes one line of standard output or standard error. Throws StepFault for what ends the step at once. */
  take(line: string): void {
    this.#step.rawLines.push(line);
    const command = parseCommand(line, this.#registered);
    if (command === undefined || !this.#process(line, command)) {
      this.#step.write(line.replaceAll('##[start-action', '##[\\start-action').replaceAll('##[end-action', '##[\\end-action'));
    }
  }

  #process(line: string, command: WorkflowCommand): boolean {
    const name = command.name.toLowerCase();
    if (this.#stopToken !== undefined) {
      if (name !== this.#stopToken) return false;
      this.#step.write(line);
      this.#registered.delete(this.#stopToken);
      this.#stopToken = undefined;
      return true;
    }
    if (name === stopCommand) {
      this.#stop(line, command.data);
      return true;
    }
    if (this.#echo && !neverEchoed.has(name)) this.#step.write(line);
    try {
      this.#handlers[name]!(command);
    } catch (error) {
      if (!(error instanceof StepFault)) throw error;
      this.#step.fail(`Unable to process command '${neverEchoed.has(name) ? name : line}' successfully.`);
      this.#step.fail(error.message);
    }
    return true;
  }

  /** A refused token is thrown outside the runner's own handling of command errors, so that it ends the step. */
  #stop(line: string, token: string): void {
    const folded = token.toLowerCase();
    const refused = token === '' || folded === 'pause-logging' || this.#registered.has(folded);
    if (refused && !this.#allows(insecureTokenSwitch)) {
      throw new StepFault('You cannot use a endToken that is an empty string, the string \'pause-logging\', or another workflow command.');
    }
    this.#stopToken = folded;
    this.#registered.add(folded);
    if (token.length > 6) this.#step.masks.add(token);
    this.#step.write(line);
  }

  #allows(variable: string): boolean { return this.#env[variable]?.trim().toLowerCase() === 'true'; }

  #requireInsecure(command: WorkflowCommand): void {
    if (this.#allows(insecureSwitch)) return;
    throw new StepFault(`The \`${command.name.toLowerCase()}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution `
      + `by setting the \`${insecureSwitch}\` environment variable to \`true\`.`);
  }

  #nameOf(command: WorkflowCommand): string {
    const name = command.properties.get('name');
    if (name === undefined || name === '') throw new StepFault(`Required field 'name' is missing in ##[${command.name.toLowerCase()}] command.`);
    return name;
  }

  #setEnv(command: WorkflowCommand): void {
    this.#requireInsecure(command);
    const name = this.#nameOf(command);
    if (name.toUpperCase() === 'NODE_OPTIONS') this.#step.issue('error', 'Can\'t update NODE_OPTIONS environment variable using ::set-env:: command.');
    else this.#step.setEnv(name, command.data);
  }

  #addPath(command: WorkflowCommand): void {
    this.#requireInsecure(command);
    if (command.data === '') throw new StepFault('Value cannot be null. (Parameter \'path\')');
    this.#step.prependPath(command.data);
  }

  #set(command: WorkflowCommand, store: (name: string, value: string) => void): void {
    this.#step.issue('warning', `The \`${command.name.toLowerCase()}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files.`);
    store(this.#nameOf(command), command.data);
  }

  #addMask(command: WorkflowCommand): void {
    if (command.data.trim() === '') {
      this.#step.issue('warning', 'Can\'t add secret mask for empty string in ##[add-mask] command.');
      return;
    }
    if (this.#echo) this.#step.write('::add-mask::***');
    this.#step.addMask(command.data);
  }

  #matcher(command: WorkflowCommand): never {
    throw new Error(`The action used ::${command.name}::, but this stand-in has no problem matchers. Report with ::error:: and ::warning:: instead.`);
  }

  #issue(level: AnnotationLevel, command: WorkflowCommand): void {
    for (const note of reconcilePlace(command.properties)) this.#step.debug(`Invalid ${level} command value. ${note}`);
    this.#step.issue(level, command.data, placeOf(command.properties, this.#workspace));
  }

  #setEcho(command: WorkflowCommand): void {
    const value = command.data.trim().toLowerCase();
    if (value !== 'on' && value !== 'off') throw new StepFault(`Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${command.data}'.`);
    this.#echo = value === 'on';
  }
}
