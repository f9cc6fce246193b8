// Reads a project's configuration as electron-builder itself does (file, `extends`, overrides), checks it against electron-builder's own schema, and
// writes what is needed of it as JSON. usage: node read-config.cjs ELECTRON-BUILDER PROJECT CONFIG-FILE OVERRIDES OUTPUT LEG
// LEG: JSON of {platform, targets: [{name, extension}], arches}.
const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

const [builderFolder, project, configFile, overrides, output, leg] = process.argv.slice(2);
const library = createRequire(path.join(builderFolder, 'package.json'));
const { getConfig, validateConfiguration } = library('app-builder-lib/out/util/config/config');
const { getElectronVersion } = library('app-builder-lib/out/electron/electronVersion');
const { AppInfo } = library('app-builder-lib/out/appInfo');
const { expandMacro } = library('app-builder-lib/out/util/macroExpander');
const { Arch, getArtifactArchName } = library('builder-util');
const { deepAssign } = library('builder-util-runtime');

function functionsOf(value, at) {
  if (typeof value === 'function') return [at];
  return value && typeof value === 'object' ? Object.entries(value).flatMap(([key, inner]) => functionsOf(inner, at ? `${at}.${key}` : key)) : [];
}

// Names of files that the configuration gives, by target and processor, as PlatformPackager.expandArtifactNamePattern does; absent where it gives none.
function artifactNames(config, info, { platform, targets, arches }) {
  return Object.fromEntries(targets.filter(({ name }) => name !== 'dir').flatMap(({ name, extension }) => {
    const pattern = config[name === 'AppImage' ? 'appImage' : name]?.artifactName || config[platform]?.artifactName || config.artifactName;
    return pattern ? arches.map(arch => [`${name} ${arch}`,
      expandMacro(pattern, getArtifactArchName(Arch[arch], extension), info, { os: platform, ext: extension })]) : [];
  }));
}

(async () => {
  const config = await getConfig(project, configFile || null, JSON.parse(overrides));
  await validateConfiguration(config, { isEnabled: false, add() {} });
  const appFolder = path.resolve(project, config.directories?.app ?? (fs.existsSync(path.join(project, 'app/package.json')) ? 'app' : '.'));
  const metadata = deepAssign(JSON.parse(fs.readFileSync(path.join(appFolder, 'package.json'), 'utf8')), config.extraMetadata ?? {});
  const info = new AppInfo({ config, metadata, devMetadata: metadata, options: {} }, null);
  const author = metadata.author;
  fs.writeFileSync(output, JSON.stringify({
    builderVersion: library('./package.json').version,
    electronVersion: await getElectronVersion(project, config),
    name: metadata.name ?? null,
    version: metadata.version ?? null,
    description: metadata.description ?? null,
    author: (typeof author === 'string' ? author : author?.name) ?? null,
    appFolder: path.relative(project, appFolder),
    productFilename: info.productFilename,
    updaterCacheDirName: info.updaterCacheDirName,
    artifactNames: artifactNames(config, info, JSON.parse(leg)),
    functions: functionsOf(config, ''),
    config,
  }));
})().catch(error => {
  console.error(error.message);
  process.exit(1);
});
