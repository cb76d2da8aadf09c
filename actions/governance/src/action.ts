import {defineAction} from '#core';
import {access} from './access/mode.ts';
import {blockers} from './blockers/mode.ts';
import {dependencies} from './dependencies/mode.ts';
import {protect} from './protection/protect.ts';
import {protection} from './protection/mode.ts';
import {pullRequest} from './pull-request/mode.ts';
import {runs} from './runs/mode.ts';
import {version} from './version/mode.ts';
import {workflows} from './workflows/mode.ts';

export const governance = defineAction({
  id: 'governance',
  title: 'Governance',
  about: 'The papers of a release are in order: versions, changelog, dependencies, people, branches, workflows.',
  main: 'version',
  partForEach: true,
  modes: {version, dependencies, access, blockers, runs, protection, protect, 'pull-request': pullRequest, workflows},
});
