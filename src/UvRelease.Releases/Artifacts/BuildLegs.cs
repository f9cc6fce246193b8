using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace UvRelease.Releases.Artifacts;

/// <summary>One job of a build: what it builds, where it runs, and the artifact that it leaves.</summary>
/// <param name="Platform">System that is built for.</param>
/// <param name="Arch">Processor; null for those of the configuration.</param>
/// <param name="Runner">What <c>runs-on</c> gets: text, a list or an object.</param>
/// <param name="Artifact">Name of its artifact.</param>
public sealed record BuildLeg(ReleasePlatform Platform, ReleaseArch? Arch, JsonElement Runner, string Artifact);

/// <summary>The legs of a build, as a workflow's input has them, and the documents that are made of them: the matrix of the build and legs.json.</summary>
public sealed partial class BuildLegs
{
    private static readonly string[] Known = ["platform", "arch", "runner"];

    private BuildLegs(IReadOnlyList<BuildLeg> all) => All = all;

    /// <summary>The legs, in the input's order.</summary>
    public IReadOnlyList<BuildLeg> All { get; }

    /// <summary>Reads them.</summary>
    /// <param name="json">A list of objects with platform, and arch and runner if wanted.</param>
    /// <param name="component">What the artifacts' names begin with; null for nothing.</param>
    /// <param name="runner">Label of the runner of legs that name none; a text that begins with a bracket is a list of labels as JSON.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: they are wrong, or two are the same.</exception>
    public static BuildLegs Parse(string json, string? component, string runner)
    {
        if (component is not null && !ComponentForm().IsMatch(component))
            throw Wrong($"'component' is '{component}' and must be a name of letters, digits, '.', '_' and '-', a letter or digit first, at most 40.");
        JsonElement standard = runner.TrimStart().StartsWith('[') ? Document(runner, "runs-on") : Document($"\"{JsonEncodedText.Encode(runner)}\"", "runs-on");
        JsonElement root = Document(json, "legs");
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0)
            throw Wrong("'legs' must be a list of one or more objects, such as [{\"platform\":\"linux\",\"arch\":\"x64\"}].");
        BuildLeg[] legs = [.. root.EnumerateArray().Select((leg, index) => Leg(leg, index + 1, component, standard))];
        return legs.GroupBy(leg => leg.Artifact).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw Wrong($"'legs' has {twice.Key} twice. One job builds a platform and processor.")
            : new BuildLegs(legs);
    }

    /// <summary>The legs as JSON for a matrix: platform, arch (empty for none), runner and artifact of each.</summary>
    /// <param name="platform">Whose legs; null for all.</param>
    public string Matrix(ReleasePlatform? platform = null) => Written(writer =>
    {
        writer.WriteStartArray();
        foreach (BuildLeg leg in All.Where(leg => platform is null || leg.Platform == platform))
        {
            writer.WriteStartObject();
            writer.WriteString("platform", leg.Platform.Word());
            writer.WriteString("arch", leg.Arch?.Word() ?? "");
            writer.WritePropertyName("runner");
            leg.Runner.WriteTo(writer);
            writer.WriteString("artifact", leg.Artifact);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>legs.json: what makes up the release, known before it is built (see <see cref="ReleaseLegs"/>).</summary>
    /// <param name="version">Version of the app.</param>
    /// <param name="commit">Full id of the commit that is built.</param>
    public string List(string version, string commit) => Written(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("schema", ReleaseLegs.Format);
        writer.WriteString("version", version);
        writer.WriteString("commit", commit);
        writer.WriteStartArray("artifacts");
        foreach (BuildLeg leg in All)
            writer.WriteStringValue(leg.Artifact);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static BuildLeg Leg(JsonElement leg, int number, string? component, JsonElement standard)
    {
        if (leg.ValueKind != JsonValueKind.Object)
            throw Wrong($"Leg {number} of 'legs' is {leg.ValueKind} and must be an object with platform.");
        if (leg.EnumerateObject().Select(property => property.Name).Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw Wrong($"Leg {number} of 'legs' has '{unknown}'. A leg has platform, arch and runner.");
        string platform = Text(leg, "platform", number) ?? throw Wrong($"Leg {number} of 'legs' has no platform: linux, win or mac.");
        string? arch = Text(leg, "arch", number);
        string artifact = $"{(component is null ? "" : $"{component}-")}release-{platform}{(arch is null ? "" : $"-{arch}")}";
        bool names = leg.TryGetProperty("runner", out JsonElement runner) && runner.ValueKind != JsonValueKind.Null
            && !(runner.ValueKind == JsonValueKind.String && runner.GetString() is "");
        if (names && runner.ValueKind is not (JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object))
            throw Wrong($"The runner of leg {number} of 'legs' must be a label, a list of labels, or an object with group and labels.");
        return new BuildLeg(
            ReleaseWords.Platform(platform) ?? throw Wrong($"'{platform}' in leg {number} of 'legs' is no platform: linux, win or mac."),
            arch is null ? null
                : ReleaseWords.Arch(arch) ?? throw Wrong($"'{arch}' in leg {number} of 'legs' is no processor: x64, arm64, universal, ia32, armv7l."),
            names ? runner : standard,
            artifact);
    }

    private static string? Text(JsonElement leg, string name, int number) =>
        !leg.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind != JsonValueKind.String ? throw Wrong($"'{name}' of leg {number} of 'legs' must be text.")
        : value.GetString() is { Length: > 0 } text ? text : null;

    private static JsonElement Document(string json, string input)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ReleaseException(Fault.Input, $"'{input}' is no JSON: {e.Message}", e);
        }
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ComponentForm();
}
