import * as z from 'zod';
import {flag, integer, list, text} from '#core';
import {pattern} from '../pattern.ts';

const hotfix = z.strictObject({
  branches: list().default(['hotfix/**', 'release/hotfix-*']).describe('Names of hotfix branches, or globs over them; the branch itself or the one it goes to'),
  team: text().regex(
    /^(?:[A-Za-z0-9_-]{1,100}\/)?[A-Za-z0-9_.-]{1,200}$/, 'expected a team: seniors, or organisation/seniors'
  ).describe('The team of whom somebody must have approved: seniors, or organisation/seniors'),
  approvals: integer({min: 1}).default(1).describe('How many of the team must have approved'),
});

/** What may be set for pull requests. Keys in kebab-case; the kernel adds enforcement and rules. Nothing is judged that is not set. */
export const policy = z.strictObject({
  'task-prefix': text().regex(
    /^[A-Za-z][A-Za-z0-9_]{0,30}[-#]$/, 'expected letters and digits that end in - or #: TASK-'
  ).optional().describe('What task ids begin with, `TASK-` for TASK-123: one task, one branch, one pull request'),
  field: text().regex(/^[A-Za-z][A-Za-z0-9 _-]{0,60}$/, 'expected a name such as Primary-Task').default('Primary-Task').describe(
    'The line of the description that names the task: Primary-Task: TASK-123'
  ),
  commits: z.enum(['each', 'no-other', 'off']).default('each').describe('each: every commit names the task and no other; no-other: none names another'),
  branch: pattern().optional().describe('What the branch is called, a regular expression: ^codex/task-[0-9]+-.+$'),
  title: pattern().optional().describe('What the title says, a regular expression; with `task-prefix` it begins with the task unless given'),
  'up-to-date': flag().default(false).describe('The branch has everything of the branch that it goes to'),
  'merge-commits': z.enum(['allowed', 'forbidden']).default('allowed').describe('Whether the branch may hold merge commits'),
  hotfix: hotfix.optional().describe('Who must have approved a hotfix'),
  'exempt-authors': list().default([]).describe('Logins whose pull requests are not about a task: dependabot[bot]'),
  base: text().default('main').describe('On a laptop: the branch that tasks begin from'),
});

export type Policy = z.output<typeof policy>;
