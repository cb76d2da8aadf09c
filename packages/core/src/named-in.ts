import {presets} from './catalog.ts';

/**
 * Which names of actions or modes the texts of a configuration, or settings, may be about: those that stand anywhere in them or in a preset that they name.
 * Rather too many than too few: with a backslash a name can be written in other letters, so that a text with one may name any.
 */
export function namedIn(texts: readonly string[], names: readonly string[]): readonly string[] {
  if (texts.some(text => text.includes('\\'))) return names;
  const named = Object.entries(presets).filter(([name]) => name === 'recommended' || texts.some(text => text.includes(name))).map(([, {text}]) => text);
  return names.filter(name => [...texts, ...named].some(text => text.includes(name)));
}
