using System.Text.Json.Serialization;

namespace UvRelease.Releases.Artifacts;

/// <summary>What one leg of a build matrix produced; published as schema/fragment.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Version">Version of the app: a semantic version.</param>
/// <param name="Commit">Full id of the commit that was built.</param>
/// <param name="Platform">System of the leg.</param>
/// <param name="Arch">Processor of the leg.</param>
/// <param name="Artifacts">What was made, in the order of their paths.</param>
/// <param name="ToolVersions">What made it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReleaseFragment(
    string Schema,
    string Version,
    string Commit,
    ReleasePlatform Platform,
    ReleaseArch Arch,
    IReadOnlyList<Artifact> Artifacts,
    ReleaseFragmentTools ToolVersions)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/fragment/1";

    /// <summary>Where the app looks for updates; null where the builder doesn't say, or the app has no app-update.yml.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AppUpdates? Updates { get; init; }

    /// <summary>A fragment without artifacts yet.</summary>
    public static ReleaseFragment Of(string version, string commit, ReleasePlatform platform, ReleaseArch arch, ReleaseFragmentTools tools) =>
        new(Format, version, commit, platform, arch, [], tools);

    /// <summary>The leg.</summary>
    [JsonIgnore]
    public Leg Leg => new(Platform, Arch);

    /// <summary>Name of a leg's file in the release folder.</summary>
    [JsonIgnore]
    public string FileName => NameOf(Leg);

    /// <summary>Name of a leg's file in the release folder.</summary>
    public static string NameOf(Leg leg) => $"release.{leg}.json";

    /// <summary>Adds artifacts. One that is there already with the same bytes stays once, so a step can be run again.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: the same platform, arch, kind and path with other bytes, or a path in two
    /// roles.</exception>
    public ReleaseFragment With(params IEnumerable<Artifact> added)
    {
        var all = Artifacts.ToDictionary(artifact => artifact.Path, StringComparer.OrdinalIgnoreCase);
        foreach (Artifact artifact in added)
        {
            if (!all.TryGetValue(artifact.Path, out Artifact? standing))
                all.Add(artifact.Path, artifact);
            else if (standing.Identity != artifact.Identity)
                throw Conflict(artifact, $"is already {Role(standing)}, and would become {Role(artifact)}. Give one of them another name");
            else if (standing.Sha256 != artifact.Sha256 || standing.Sha512 != artifact.Sha512 || standing.Size != artifact.Size)
                throw Conflict(artifact,
                    $"has other bytes (sha256 {artifact.Sha256}) than {FileName} says ({standing.Sha256}). Build the leg anew, in an empty release folder");
            else
                all[artifact.Path] = artifact;
        }

        return this with { Artifacts = [.. all.Values.OrderBy(artifact => artifact.Path, StringComparer.Ordinal)] };
    }

    /// <summary>Takes artifacts out by their paths, for a step that replaces what another one made (signing).</summary>
    public ReleaseFragment Without(params IEnumerable<string> paths)
    {
        var gone = paths.ToHashSet(StringComparer.Ordinal);
        return this with { Artifacts = [.. Artifacts.Where(artifact => !gone.Contains(artifact.Path))] };
    }

    /// <summary>Puts another fragment of the same leg into this one.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: another leg, version, commit or tools; or see <see cref="With"/>.</exception>
    public ReleaseFragment Merge(ReleaseFragment other) =>
        other.Leg != Leg ? throw Differs("leg", $"{Leg}", $"{other.Leg}")
        : other.Version != Version ? throw Differs("version", Version, other.Version)
        : other.Commit != Commit ? throw Differs("commit", Commit, other.Commit)
        : Updates is { } mine && other.Updates is { } theirs && mine != theirs ? throw Differs("app that looks for updates", $"{mine}", $"{theirs}")
        : (this with { ToolVersions = ToolVersions.Merge(other.ToolVersions, FileName), Updates = Updates ?? other.Updates }).With(other.Artifacts);

    internal static ReleaseException Conflict(string fileName, string what, string mine, string other) =>
        new(Fault.Refused, $"{fileName} is of {what} {mine}, and {other} was to be added. Build each {what} in its own release folder.");

    private ReleaseException Differs(string what, string mine, string other) => Conflict(FileName, what, mine, other);

    private static string Role(Artifact artifact) => $"{artifact.Kind.Word()} of {artifact.Leg}";

    private static ReleaseException Conflict(Artifact artifact, string problem) => new(Fault.Refused, $"The artifact '{artifact.Path}' {problem}.");
}

/// <summary>Versions of what made a fragment's artifacts.</summary>
/// <param name="Electron">Version of Electron in the app; null where no app is in it.</param>
/// <param name="ElectronBuilder">Version of electron-builder; null where it was not used.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReleaseFragmentTools(string? Electron, string? ElectronBuilder)
{
    /// <summary>None that a fragment reports.</summary>
    public static ReleaseFragmentTools None { get; } = new(null, null);

    internal ReleaseFragmentTools Merge(ReleaseFragmentTools other, string fileName) => new(
        Same(Electron, other.Electron, "Electron", fileName), Same(ElectronBuilder, other.ElectronBuilder, "electron-builder", fileName));

    private static string? Same(string? mine, string? other, string tool, string fileName) =>
        mine is null || other is null || mine == other ? mine ?? other : throw ReleaseFragment.Conflict(fileName, tool, mine, other);
}
