namespace UvRelease.Electron.Building;

/// <summary>The environment of electron-builder: no credentials, no publishing, no downloads but the ones that are asked for.</summary>
internal static class BuildEnvironment
{
    private static readonly string[] Ours =
        ["ELECTRON_", "CSC_", "WIN_CSC_", "APPLE_", "AZURE_", "AWS_", "GH_", "npm_config_electron", "NPM_CONFIG_ELECTRON",
            "npm_config_builder", "APPIMAGE_TOOLS_PATH", "CUSTOM_", "USE_SYSTEM_", "SIGNTOOL_", "DEBUG", "NODE_OPTIONS", "CI_BUILD_TAG", "SNAPCRAFT_"];

    /// <summary>
    /// Makes it from the environment that the step's children get; downloads of tools go to <paramref name="noMirror"/> (see
    /// <see cref="NoDownloads"/>).
    /// </summary>
    public static Dictionary<string, string> Of(BuildRequest request, IReadOnlyDictionary<string, string> tools, string noMirror)
    {
        var variables = ProjectPrograms.Environment(request)
            .Where(pair => !Ours.Any(prefix => pair.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(StringComparer.Ordinal);
        variables["CI"] = "";
        variables[NodeOptions.Variable] = string.Join(' ', ((string[])["end-at-once.cjs", "update-settings.cjs"])
            .Select(script => NodeOptions.Require(Resource.WriteTo(request.Work, script))));
        variables["NO_UPDATE_NOTIFIER"] = "1";
        variables["CSC_IDENTITY_AUTO_DISCOVERY"] = "false";
        variables["ELECTRON_BUILDER_BINARIES_MIRROR"] = noMirror;
        variables["ELECTRON_BUILDER_BINARIES_ALLOW_HTTP"] = "true";
        variables["ELECTRON_BUILDER_CACHE"] = Path.Combine(request.Work, "cache");
        variables["XDG_CACHE_HOME"] = Path.Combine(request.Work, "cache");
        variables["TZ"] = "UTC";
        variables["LC_ALL"] = "C.UTF-8";
        if (request.ElectronDist is not null)
            variables["ELECTRON_MIRROR"] = noMirror;
        foreach ((string name, string value) in tools)
            variables[name] = value;
        return variables;
    }
}
