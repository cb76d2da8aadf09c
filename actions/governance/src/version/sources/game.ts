import {settingsIn} from './settings-lines.ts';
import {type FoundVersion, type SourceFile, placeOfLine, standingOf} from './source.ts';

/** Unity's ProjectSettings/ProjectSettings.asset. New projects begin with 0.1, older editors with 1.0. Source: docs.unity3d.com, PlayerSettings.bundleVersion. */
export function readUnitySettings({path, text}: SourceFile): readonly FoundVersion[] {
  const line = /^\s{1,4}bundleVersion:[ \t]*(\S.*)$/;
  const version = text.split(/\r?\n/).map(one => line.exec(one)?.[1]).find(one => one !== undefined)?.trim().replace(/^(["'])(.*)\1$/, '$2');
  return version === undefined || version === '' ? [] : [{path, version, ...standingOf(version, ['0.1', '1.0', '0.1.0']), at: placeOfLine(path, text, line)}];
}

/** Godot's project.godot. Source: docs.godotengine.org, ProjectSettings `application/config/version`. */
export function readGodotProject({path, text}: SourceFile): readonly FoundVersion[] {
  return settingsIn(text).filter(({section, key, value}) => section === 'application' && key === 'config/version' && value !== '')
    .map(({value, line}) => ({path, version: value, ...standingOf(value, []), twin: `godot ${path}`, at: {path, line}}));
}

/** Keys of the export templates that carry the version that players see. Empty means: the project's. */
const exported = new Set(['application/file_version', 'application/product_version', 'application/short_version', 'application/version', 'version/name']);

/** Godot's export_presets.cfg beside a project. Source: docs.godotengine.org, EditorExportPlatform classes. Templates began with 1.0 in Godot 3. */
export function readGodotPresets({path, text}: SourceFile, project: string): readonly FoundVersion[] {
  return settingsIn(text).filter(({section, key, value}) => /^preset\.\d+\.options$/.test(section) && exported.has(key) && value !== '')
    .map(({value, line}) => ({path, version: value, ...standingOf(value, ['1.0', '1.0.0', '1.0.0.0']), twin: `godot ${project}`, at: {path, line}}));
}
