import {nearest} from '#core';
import {argumentsOf, has, valueOf} from './arguments.ts';
import type {Command} from './commands.ts';
import {yamlAt} from './manifests.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project, Resolution} from './resolution.ts';
import {judged, siteOf} from './site.ts';
import type {Word} from './words.ts';

const FOLDER = '.github/workflows';
const VALUES = new Set(['-R', '--repo', '-r', '--ref', '-f', '--raw-field', '-F', '--field', '-w', '--workflow', '-b', '--branch', '-L', '--limit', '-u', '--user', '-s',
  '--status', '-e', '--event', '-q', '--jq', '-t', '--template', '-c', '--commit', '--json', '--created']);

/** `gh workflow run|view|enable|disable X` and `gh run list --workflow X`: a workflow's file name or its name. Source: https://cli.github.com/manual/gh_workflow_run */
export function workflow(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, VALUES);
  if (has(given, '-R', '--repo')) return [];
  const [subject, verb, name] = given.rest;
  const asked = subject?.text === 'workflow' && ['run', 'view', 'enable', 'disable'].includes(verb?.text ?? '') ? name
    : subject?.text === 'run' && verb?.text === 'list' ? valueOf(given, '-w', '--workflow') : undefined;
  return asked ? [judged(siteOf(command, project, document), 'cmd.workflow', asked, () => workflowNamed(project, asked))] : [];
}

function workflowNamed(project: Project, {text}: Word): Found {
  const files = project.tree.children(FOLDER).filter(name => /\.ya?ml$/.test(name));
  if (files.length === 0 || /^\d+$/.test(text)) return unknown('no manifest');
  if (files.includes(text.replace(`${FOLDER}/`, ''))) return exists;
  const near = nearest(text, files);
  const suggestion = near === undefined ? undefined : {name: near, path: `${FOLDER}/${near}`};
  if (/\.ya?ml$/.test(text)) return missing(`workflow "${text}"`, FOLDER, suggestion);
  let unread = false;
  for (const file of files) {
    const {content} = yamlAt(project, `${FOLDER}/${file}`);
    unread ||= content === undefined;
    if (typeof content?.['name'] === 'string' && content['name'].toLowerCase() === text.toLowerCase()) return exists;
  }
  return unread ? unknown('manifest unreadable') : missing(`workflow "${text}"`, FOLDER, suggestion);
}
