import {defineAction} from '#core';
import {artifact} from './artifact/mode.ts';
import {correlation} from './correlation/mode.ts';
import {replay} from './replay/mode.ts';
import {schema} from './schema/mode.ts';
import {seal} from './seal/mode.ts';
import {verify} from './verify/mode.ts';

export const evidence = defineAction({
  id: 'evidence',
  title: 'Evidence',
  about: 'The report files of a release belong together, are what they were, and are signed off as one record that anyone checks without a network.',
  main: 'verify',
  partForEach: true,
  modes: {verify, seal, schema, correlation, artifact, replay},
});
