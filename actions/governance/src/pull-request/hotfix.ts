import {glob} from '#core';
import type {PullRequest} from './facts.ts';
import type {Policy} from './policy.ts';

/** Whether a pull request is a hotfix: by its own branch or the one that it goes to. */
export const isHotfix = ({branch: from, base}: PullRequest, {hotfix}: Policy): boolean => hotfix !== undefined && [from, base].some(glob(hotfix.branches));
