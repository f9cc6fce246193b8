using System.Text.Json;
using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Sbom;

/// <summary>Packages of npm, by their manifests and by package-lock.json (version 2 or 3, "package-lock.json", npm documentation).</summary>
public static partial class NpmPackages
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, MaxDepth = 64 };

    /// <summary>A package by its package.json; null where it names none, as files that only say how a folder is loaded.</summary>
    public static SbomComponent? OfManifest(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, Lenient);
            return json.RootElement.ValueKind == JsonValueKind.Object && Text(json.RootElement, "name") is { } name
                && Text(json.RootElement, "version") is { } version && Name().IsMatch(name)
                ? Component(name, version) with { Licence = Licence(json.RootElement) } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The packages of a lock file that a production build takes: neither the project itself nor what only development needs.</summary>
    /// <param name="bytes">The lock file.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no lock file of npm 7 or newer.</exception>
    public static IReadOnlyList<SbomComponent> OfLock(ReadOnlyMemory<byte> bytes, string file)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, Lenient);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("packages", out JsonElement packages)
                || packages.ValueKind != JsonValueKind.Object)
                throw Wrong(file, "has no 'packages'");
            return [.. packages.EnumerateObject().Select(Locked).OfType<SbomComponent>().DistinctBy(one => one.Reference)];
        }
        catch (JsonException e)
        {
            throw Wrong(file, $"is no JSON: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static SbomComponent? Locked(JsonProperty entry)
    {
        const string modules = "node_modules/";
        int at = entry.Name.LastIndexOf(modules, StringComparison.Ordinal);
        JsonElement facts = entry.Value;
        if (at < 0 || facts.ValueKind != JsonValueKind.Object || IsTrue(facts, "dev") || IsTrue(facts, "devOptional") || IsTrue(facts, "link"))
            return null;
        string name = Text(facts, "name") ?? entry.Name[(at + modules.Length)..];
        return Text(facts, "version") is { } version && Name().IsMatch(name)
            ? Component(name, version) with { Licence = Licence(facts), Sha512 = Integrity(Text(facts, "integrity")) } : null;
    }

    private static SbomComponent Component(string name, string version) => new(SbomKind.Library, name, version)
    {
        // "purl type: npm": the scope is the namespace, and its @ is escaped.
        Purl = $"pkg:npm/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}@{Uri.EscapeDataString(version)}",
    };

    private static string? Integrity(string? text)
    {
        const string prefix = "sha512-";
        byte[] hash = new byte[64];
        return text?.Split(' ').FirstOrDefault(one => one.StartsWith(prefix, StringComparison.Ordinal)) is { } sha512
            && Convert.TryFromBase64String(sha512[prefix.Length..], hash, out int length) && length == hash.Length ? Convert.ToHexStringLower(hash) : null;
    }

    // Old packages have an object, or a list of them.
    private static string? Licence(JsonElement manifest) => Text(manifest, "license")
        ?? (manifest.TryGetProperty("license", out JsonElement old) && old.ValueKind == JsonValueKind.Object ? Text(old, "type") : null);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text : null;

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static ReleaseException Wrong(string file, string problem, Exception? inner = null) =>
        new(Fault.Input, $"{file} {problem}. Name the package-lock.json of npm 7 or newer.", inner) { File = file };

    // "name", package.json: what a registry takes.
    [GeneratedRegex("^(@[A-Za-z0-9~._-]+/)?[A-Za-z0-9~._-]+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
