import {presets} from './catalog.ts';

/**
 * Which names of actions or modes the texts of a configuration, or settings, may be about: those that stand anywhere in them. Rather too many than too few:
 * with a backslash a name can be written in other letters, so that a text with one may name any.
 */
export function namedIn(texts: readonly string[], names: readonly string[]): readonly string[] {
  if (texts.some(text => text.includes('\\'))) return names;
  return names.filter(name => texts.some(text => text.includes(name)));
}

/** The texts of the presets that the texts of a configuration may mean: one holds where they name none. */
export function presetsMeant(texts: readonly string[]): readonly string[] {
  return Object.entries(presets).filter(([name]) => name === 'recommended' || texts.some(text => text.includes(name))).map(([, {text}]) => text);
}
