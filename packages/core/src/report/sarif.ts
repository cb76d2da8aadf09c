import type {Json} from '../json.ts';
import type {RunRecord} from '../record.ts';
import {blocks} from '../verdict.ts';
import {type Findings, type Listed, shownChecksOf, findingsIn} from './findings.ts';
import {oneLine} from './plain.ts';
import {rulePage} from './words.ts';

/** GitHub refuses a run with more, and shows the 5,000 worst. Source: docs.github.com, "SARIF results exceed one or more limits". */
const mostResults = 25_000;
const longestMessage = 2000;

/** Braces are placeholders and `](` makes a link in a SARIF message. Source: SARIF 2.1.0, sections 3.11.5 and 3.11.6. */
function message(value: string): string {
  return oneLine(value, longestMessage).replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
}

/** A relative URI reference of a path. Source: RFC 3986, section 4.2. */
function uriOf(path: string): string {
  return path.toWellFormed().split('/').filter(Boolean).map(encodeURIComponent).join('/');
}

type Class = keyof Findings;

interface Drawing {
  uriOf(path: string): string;
  readonly ruleIndex: ReadonlyMap<string, number>;
  /** Where a problem without a file is shown: code scanning refuses a result without a place. */
  readonly elsewhere: string;
  readonly compared: boolean;
  readonly justifications: ReadonlyMap<string, string>;
}

function suppressionsOf({waivedBy}: Listed['finding'], justifications: Drawing['justifications']): Json {
  if (waivedBy === undefined) return [];
  return [{kind: 'external', status: 'accepted', justification: oneLine(justifications.get(waivedBy) ?? `Exception ${waivedBy}`, longestMessage)}];
}

function resultOf({finding, rules, enforced}: Listed, as: Class, {ruleIndex, elsewhere, compared, justifications, uriOf: uri}: Drawing): Json {
  const {at, fingerprint, state} = finding;
  const region = at?.line === undefined || at.line < 1 ? {} : {region: {startLine: at.line, ...(at.column !== undefined && at.column > 0 && {startColumn: at.column})}};
  const place = {artifactLocation: {uri: uri(at?.path || elsewhere) || elsewhere, uriBaseId: 'SRCROOT'}, ...region};
  return {
    ruleId: oneLine(rules[0]!), ruleIndex: ruleIndex.get(rules[0]!)!,
    ...(state === 'undecided' ? {kind: 'open', level: 'none'} : {kind: 'fail', level: enforced ? 'error' : 'warning'}),
    message: {text: message(finding.fix ? `${finding.message} ${finding.fix}` : finding.message)},
    locations: [{physicalLocation: place}],
    partialFingerprints: {'shipgate/v1': fingerprint},
    ...(compared && {baselineState: as === 'existing' ? 'unchanged' : 'new'}),
    suppressions: suppressionsOf(finding, justifications),
  };
}

/** Why what is covered is covered, by the id of the exception. */
function justificationsOf({waivers = [], baseline}: RunRecord): ReadonlyMap<string, string> {
  const said = waivers.map(({id = '', reason = '', owner = '', expires = ''}): [string, string] => [id, `Exception ${id}: ${reason} (${owner}, until ${expires})`]);
  return new Map([...said, ['baseline', baseline ? `Known problem (${baseline.owner}, until ${baseline.ends})` : 'Known problem']]);
}

/**
 * A run as SARIF 2.1.0. In: the record, and the address below which the pages of the rules stand (`https://…/docs/rules`), where known. Out: JSON text.
 *
 * What could not be checked is of kind `open` ("insufficient information to decide", section 3.27.9), whose level must be `none`. A reader that knows only
 * levels would take that for harmless; therefore each is a notification of level `error` too, and the invocation is not successful, which "SHALL mean that the run
 * failed" (section 3.20.21). Exceptions are external suppressions; every result has the member, since all or none must (section 3.27.23).
 */
export function sarifOf(record: RunRecord, {docs}: {readonly docs?: string} = {}): string {
  const {outcome, tool, run, subject, context, configuration} = record;
  const findings = findingsIn(outcome);
  const checks = new Map(shownChecksOf(outcome).map(one => [one.check.rule, one]));
  const ruleIndex = new Map([...checks.keys()].map((rule, i) => [rule, i]));
  const uris = new Map<string, string>();
  const drawing: Drawing = {
    uriOf(path) {
      const known = uris.get(path) ?? uriOf(path);
      uris.set(path, known);
      return known;
    },
    ruleIndex, elsewhere: uriOf(configuration.files[0]?.path ?? '.github/shipgate.yml') || '.github/shipgate.yml',
    compared: record.reference !== undefined, justifications: justificationsOf(record),
  };
  const all = (['stopping', 'warnings', 'excused', 'existing'] as const).flatMap(as => findings[as].map(one => ({one, as})));
  const open = all.filter(({one}) => one.finding.state === 'undecided' && one.finding.waivedBy === undefined);
  const notifications: Json[] = open.slice(0, 1000).map(({one}) => ({
    level: one.enforced ? 'error' : 'warning', message: {text: message(one.finding.message)}, associatedRule: {id: oneLine(one.rules[0]!), index: ruleIndex.get(one.rules[0]!)!},
  }));
  if (all.length > mostResults) notifications.push({level: 'warning', message: {text: `${all.length - mostResults} more results stand in the report file.`}});
  const repository = run?.url.startsWith('https://') && run.url.includes('/actions/') ? run.url.slice(0, run.url.indexOf('/actions/')) : undefined;
  const failed = open.some(({one}) => one.enforced) || blocks(outcome.verdict, outcome.enforcement) && outcome.verdict === 'inconclusive';
  const sarif: Json = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {driver: {
        name: 'Shipgate', version: tool.version, semanticVersion: tool.version,
        rules: [...checks].map(([rule, {check, enforced}]) => ({
          id: oneLine(rule), shortDescription: {text: message(check.about)}, fullDescription: {text: message(check.about)},
          help: {text: `shipgate explain ${message(rule)}; docs/rules/${rulePage(rule)}`},
          ...(docs !== undefined && {helpUri: `${docs.replace(/\/$/, '')}/${rulePage(rule)}`}),
          defaultConfiguration: {level: enforced ? 'error' : 'warning'},
        })),
      }},
      automationDetails: {id: `shipgate/${oneLine(outcome.as)}/${record.correlationId}`},
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: {SRCROOT: {description: {text: 'The root of the repository.'}}},
      invocations: [{
        executionSuccessful: !failed, startTimeUtc: record.startedAt.toISOString(), endTimeUtc: record.endedAt.toISOString(),
        ...(notifications.length > 0 && {toolExecutionNotifications: notifications}),
      }],
      ...(repository !== undefined && {versionControlProvenance: [{
        repositoryUri: repository, ...(subject.commit !== undefined && {revisionId: subject.commit}), ...(context.branch !== undefined && {branch: oneLine(context.branch)}),
        mappedTo: {uriBaseId: 'SRCROOT'},
      }]}),
      results: all.slice(0, mostResults).map(({one, as}) => resultOf(one, as, drawing)),
    }],
  };
  return `${JSON.stringify(sarif)}\n`;
}
