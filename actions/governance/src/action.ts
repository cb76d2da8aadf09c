import {defineAction} from '#core';
import {version} from './version/mode.ts';

export const governance = defineAction({
  id: 'governance',
  title: 'Governance',
  about: 'The papers of a release are in order: versions, changelog, dependencies, people, branches, workflows.',
  main: 'version',
  partForEach: true,
  modes: {version},
});
