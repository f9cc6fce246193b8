using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;
using UvRelease.Releases.Yaml;

namespace UvRelease.Regression.Matrices;

/// <summary>What is tried of an app before a release goes on (docs/regression.md; schema/regression-matrix.schema.json says the same to editors).</summary>
public sealed record RegressionMatrix
{
    /// <summary>Where the file is in a repository.</summary>
    public const string Name = ".github/uv-regression.yml";

    /// <summary>Id of the app.</summary>
    public required string App { get; init; }

    /// <summary>The catalogue that the app's own build writes, relative to the workspace.</summary>
    public required string Catalogue { get; init; }

    /// <summary>Sets of scenarios that are run together.</summary>
    public required IReadOnlyList<MatrixProfile> Profiles { get; init; }

    /// <summary>Parts of the app.</summary>
    public required IReadOnlyList<MatrixEntry> Subsystems { get; init; }

    /// <summary>Data that acceptance scenarios start from.</summary>
    public required IReadOnlyList<MatrixEntry> Fixtures { get; init; }

    /// <summary>What users must be able to do.</summary>
    public required IReadOnlyList<AcceptanceScenario> Acceptance { get; init; }

    /// <summary>Machines that scenarios must have run on; empty where one machine does.</summary>
    public required IReadOnlyList<MatrixDevice> Devices { get; init; }

    /// <summary>What is run before the scenarios, once in each job.</summary>
    public required IReadOnlyList<SetupStep> Setup { get; init; }

    /// <summary>What is tried.</summary>
    public required IReadOnlyList<MatrixScenario> Scenarios { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Digest { get; init; }

    /// <summary>Reads the file, strictly, and checks it as a whole.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a sentence for everything that is wrong, or the line that can't be read.</exception>
    public static RegressionMatrix Read(ReadOnlyMemory<byte> bytes, string name)
    {
        YamlMapping root = YamlText.Parse(bytes.Span, name);
        var matrix = new RegressionMatrix
        {
            App = root.RequiredText("app", SettingForms.Id),
            Catalogue = root.RequiredText("catalogue", SettingForms.Path),
            Profiles = Entries(root, "profiles", MatrixProfile.Read),
            Subsystems = Entries(root, "subsystems", MatrixEntry.Read),
            Fixtures = Entries(root, "fixtures", MatrixEntry.Read),
            Acceptance = Entries(root, "acceptance", AcceptanceScenario.Read),
            Devices = Entries(root, "devices", MatrixDevice.Read),
            Setup = Entries(root, "setup", SetupStep.Read),
            Scenarios = Entries(root, "scenarios", MatrixScenario.Read),
            Digest = CanonicalJson.Digest(bytes.Span),
        };
        root.End();
        string[] problems = [.. MatrixRules.Problems(matrix)];
        return problems.Length == 0 ? matrix : throw new ReleaseException(Fault.Input, problems.Select(problem => $"{name}: {problem}")) { File = name };
    }

    /// <summary>A profile by its id.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is none.</exception>
    public MatrixProfile Profile(string id) => Profiles.FirstOrDefault(profile => profile.Id == id) ?? throw new ReleaseException(
        Fault.Input,
        $"There is no profile '{id}'.{(NearestName.Of(id, Profiles.Select(profile => profile.Id)) is { } near ? $" Did you mean '{near}'?" : "")} "
        + $"The matrix has {string.Join(", ", Profiles.Select(profile => profile.Id))}.");

    /// <summary>Machines that a profile must have run on.</summary>
    public IReadOnlyList<MatrixDevice> DevicesOf(string profile) => [.. Devices.Where(device => device.Profiles.Contains(profile, StringComparer.Ordinal))];

    /// <summary>Scenarios of a profile on a machine.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="device">Id of the machine; null where the profile names none.</param>
    public IReadOnlyList<MatrixScenario> ScenariosOf(string profile, string? device) =>
        [.. Scenarios.Where(scenario => scenario.Profiles.Contains(profile, StringComparer.Ordinal) && scenario.RunsOn(device))];

    private static T[] Entries<T>(YamlMapping root, string key, Func<YamlMapping, T> read) => [.. (root.Mappings(key, 1000) ?? []).Select(read)];
}
