import {presets} from './catalog.ts';

/**
 * Which actions the texts of a configuration, or settings, may be about: those whose ids stand anywhere in them or in a preset that they name. Rather too
 * many than too few: with a backslash a name can be written in other letters, so that a text with one may name any.
 */
export function actionsNamedIn(texts: readonly string[], ids: readonly string[]): readonly string[] {
  if (texts.some(text => text.includes('\\'))) return ids;
  const named = Object.entries(presets).filter(([name]) => name === 'recommended' || texts.some(text => text.includes(name))).map(([, text]) => text);
  return ids.filter(id => [...texts, ...named].some(text => text.includes(id)));
}
