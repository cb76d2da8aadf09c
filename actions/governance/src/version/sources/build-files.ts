import {settingsIn} from './settings-lines.ts';
import {type FoundVersion, type SourceFile, standingOf} from './source.ts';
import {xmlTexts} from './xml.ts';

/** A .NET project file or Directory.Build.props. Without a version it is 1.0.0. Source: learn.microsoft.com, "MSBuild reference for .NET SDK projects". */
export function readDotnetProject({path, text}: SourceFile): readonly FoundVersion[] {
  const all = xmlTexts(path, text);
  const property = (name: string) => all.find(one => one.path === `Project/PropertyGroup/${name}`);
  const whole = property('Version') ?? property('PackageVersion');
  const prefix = property('VersionPrefix');
  const found = whole ?? prefix;
  if (!found) return [];
  const suffix = whole ? undefined : property('VersionSuffix');
  const version = suffix && !suffix.conditional ? `${found.text}-${suffix.text}` : found.text;
  const name = property('PackageId')?.text ?? property('AssemblyName')?.text ?? path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const at = {path, line: found.line};
  if (found.conditional || /\b(?:MinVer|Nerdbank\.GitVersioning|GitVersion\.MsBuild)\b/.test(text)) return [{
    path, standing: 'elsewhere', why: 'it is worked out when the project is built', name, at,
  }];
  return [{path, version, ...standingOf(version, ['1.0.0'], property('IsPackable')?.text.toLowerCase() !== 'false'), name, at}];
}

/** pom.xml; a version that the parent gives is no source of its own. Source: maven.apache.org/pom.html. */
export function readPom({path, text}: SourceFile): readonly FoundVersion[] {
  const all = xmlTexts(path, text);
  const version = all.find(one => one.path === 'project/version');
  if (!version) return [];
  const property = /^\$\{([\w.-]+)\}$/.exec(version.text)?.[1];
  const written = property === undefined ? version : all.find(one => one.path === `project/properties/${property}`) ?? version;
  const name = all.find(one => one.path === 'project/artifactId')?.text;
  return [{path, version: written.text, ...standingOf(written.text, ['1.0', '0.0.1']), ...(name !== undefined && {name}), at: {path, line: written.line}}];
}

/** gradle.properties. Source: docs.gradle.org, "Build Environment": properties set those of the project. */
export function readGradleProperties({path, text}: SourceFile): readonly FoundVersion[] {
  return settingsIn(text).filter(({section, key, value}) => section === '' && key === 'version' && value !== '').map(({value, line}) => ({
    path, version: value, ...standingOf(value, []), at: {path, line},
  }));
}
