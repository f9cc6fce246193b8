using System.Text.Json;
using System.Text.Json.Nodes;
using UvRelease.Electron.Universal;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>A project's configuration, read, merged and checked by electron-builder itself.</summary>
/// <param name="BuilderVersion">Version of electron-builder.</param>
/// <param name="ElectronVersion">Version of Electron that the app gets.</param>
/// <param name="Name">Name of the app's package.</param>
/// <param name="Version">Version of the app.</param>
/// <param name="ProductFilename">Name of the app's bundle and executable, without extension.</param>
/// <param name="AppFolder">Folder of the app's files, from the project's.</param>
/// <param name="UpdaterCacheDirName">Folder in the user's cache that updates are loaded into.</param>
/// <param name="ArtifactNames">Names of files that the configuration gives (artifactName), by target and processor with a space between.</param>
/// <param name="Functions">Places of functions in the configuration: hooks, which JSON can't hold.</param>
/// <param name="Config">The merged configuration.</param>
internal sealed record BuilderConfig(
    string BuilderVersion, string ElectronVersion, string Name, string Version, string ProductFilename,
        string AppFolder, string UpdaterCacheDirName,
        IReadOnlyDictionary<string, string> ArtifactNames, IReadOnlyList<string> Functions, JsonElement Config)
{
    private const string Script = "read-config.cjs";
    private static readonly string[] Private = ["password", "token", "secret", "privatekey", "accesskey"];

    /// <summary>Reads it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the configuration is wrong, or package.json lacks what a package needs.</exception>
    public static BuilderConfig Read(BuilderProgram builder, string overrides, CancellationToken cancellationToken)
    {
        string script = Resource.WriteTo(builder.Request.Work, Script), output = Path.Combine(builder.Request.Work, "config.json");
        ChildResult result = builder.Node(
            [script, builder.Library, builder.Request.Project, builder.Request.ConfigFile ?? "", overrides, output, Leg(builder.Request)], cancellationToken);
        if (result.ExitCode != 0)
            throw BuilderFailure.Of(result.Output + result.Error, "electron-builder refuses the configuration");
        using var document = JsonDocument.Parse(File.ReadAllBytes(output));
        JsonElement root = document.RootElement;
        string name = Required(root, "name"), version = Required(root, "version");
        if (SemanticVersion.TryParse(version) is null)
            throw new ReleaseException(Fault.Input, $"The version '{version}' of package.json is no semantic version. Write three numbers, such as 1.2.0.");
        Required(root, "description");
        Required(root, "author");
        return new BuilderConfig(
            root.GetProperty("builderVersion").GetString()!, root.GetProperty("electronVersion").GetString()!, name, version, Required(root, "productFilename"),
            root.GetProperty("appFolder").GetString()!, Required(root, "updaterCacheDirName"),
            root.GetProperty("artifactNames").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!, StringComparer.Ordinal),
            [.. root.GetProperty("functions").EnumerateArray().Select(item => item.GetString()!)],
                root.GetProperty("config").Clone());
    }

    /// <summary>The merged configuration as indented JSON for a reader; what looks like a credential is covered.</summary>
    public string Shown()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            Show(json, Config, hidden: false);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>The merged configuration, by which some files stay out of the app: as JSON, for electron-builder.</summary>
    public string Without(IReadOnlyList<string> patterns)
    {
        JsonObject root = JsonObject.Create(Config)!;
        JsonNode? files = root["files"]?.DeepClone();
        root["files"] = files is JsonArray list ? list : files is null ? new JsonArray("**/*") : new JsonArray(files);
        foreach (string pattern in patterns)
            root["files"]!.AsArray().Add((JsonNode)pattern);
        root.Remove("extends");
        return root.ToJsonString();
    }

    /// <summary>True where the installer of Windows is for the whole machine, and elevate.exe is packed with it (NsisTarget of electron-builder).</summary>
    public bool NeedsAdministrator()
    {
        JsonElement nsis = Config.TryGetProperty("nsis", out JsonElement section) && section.ValueKind == JsonValueKind.Object ? section : default;
        return Is("perMachine", false) && (Is("oneClick", true) || Is("packElevateHelper", true));

        bool Is(string name, bool otherwise) => nsis.ValueKind == JsonValueKind.Object && nsis.TryGetProperty(name, out JsonElement value)
            ? value.ValueKind == JsonValueKind.True : otherwise;
    }

    /// <summary>Rules of the configuration for joining two Mac apps.</summary>
    public UniversalOptions Universal()
    {
        JsonElement mac = Config.TryGetProperty("mac", out JsonElement section) && section.ValueKind == JsonValueKind.Object ? section : default;
        return new UniversalOptions
        {
            MergeAsars = Value("mergeASARs") is not { ValueKind: JsonValueKind.False },
            SingleArchFiles = Text("singleArchFiles"),
            X64ArchFiles = Text("x64ArchFiles")
        };

        JsonElement? Value(string name) => mac.ValueKind == JsonValueKind.Object && mac.TryGetProperty(name, out JsonElement value) ? value : null;
        string? Text(string name) => Value(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
    }

    private static string Leg(BuildRequest request) => new JsonObject
    {
        ["platform"] = request.Platform.Word(),
        ["targets"] = new JsonArray([.. request.Targets.Select(target => new JsonObject { ["name"] = target.Name, ["extension"] = target.Extension })]),
        ["arches"] = new JsonArray([.. request.Arches.Select(arch => JsonValue.Create(arch.Word()))]),
    }.ToJsonString();

    private static void Show(Utf8JsonWriter json, JsonElement value, bool hidden)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    Show(json, property.Value, hidden || Private.Any(part => property.Name.Contains(part, StringComparison.OrdinalIgnoreCase)));
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                    Show(json, item, hidden);
                json.WriteEndArray();
                break;
            default:
                if (hidden)
                    json.WriteStringValue("***");
                else
                    value.WriteTo(json);
                break;
        }
    }

    private static string Required(JsonElement root, string name) =>
        root.GetProperty(name).GetString() is { Length: > 0 } text
            ? text
            : throw new ReleaseException(Fault.Input, $"package.json lacks '{name}', which packages and installers show. Add it.") { File = "package.json" };
}
