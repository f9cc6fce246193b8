using System.Text.Json.Serialization;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Matrices;

/// <summary>
/// What the app's own code knows of fixtures and acceptance scenarios, written by its build; published as schema/regression-catalogue.schema.json. The matrix
/// must say the same, in both directions: so neither can drift away from the other.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Fixtures">Ids of all fixtures, in ordinal order.</param>
/// <param name="Acceptance">All acceptance scenarios.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegressionCatalogue(string Schema, IReadOnlyList<string> Fixtures, IReadOnlyList<CatalogueScenario> Acceptance)
{
    /// <summary>The format that this version reads.</summary>
    public const string Format = "uv-release/regression-catalogue/1";

    /// <summary>Reads a catalogue, strictly.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static RegressionCatalogue Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var catalogue = new RegressionCatalogue(
            root.Text("schema", DocumentIds.Is(Format)),
            root.Texts("fixtures", DocumentForms.Name),
            DocumentIds.Entries(root, "acceptance", 0, CatalogueScenario.Read, scenario => scenario.Id));
        root.End();
        return catalogue;
    }

    /// <summary>Refuses a matrix that says anything else.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="name">Where the catalogue is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: a sentence for each difference.</exception>
    public void MustEqual(RegressionMatrix matrix, string name)
    {
        string[] differences = [.. Differences(matrix)];
        if (differences.Length > 0)
            throw new ReleaseException(Fault.Refused, differences.Select(one => $"The matrix and {name} differ: {one}"));
    }

    private IEnumerable<string> Differences(RegressionMatrix matrix) =>
    [
        .. Sets("the fixture", Fixtures, matrix.Fixtures.Select(one => one.Id)),
        .. Sets("the acceptance scenario", Acceptance.Select(one => one.Id), matrix.Acceptance.Select(one => one.Id)),
        .. from ours in matrix.Acceptance
           join theirs in Acceptance on ours.Id equals theirs.Id
           where ours.Capability != theirs.Capability
           select $"{ours.Id} is about {ours.Capability} in the matrix, and about {theirs.Capability} in the catalogue.",
        .. from ours in matrix.Acceptance
           join theirs in Acceptance on ours.Id equals theirs.Id
           from difference in Sets($"for {ours.Id} the fixture", theirs.Fixtures, ours.Fixtures)
           select difference,
    ];

    private static IEnumerable<string> Sets(string what, IEnumerable<string> catalogue, IEnumerable<string> matrix) =>
    [
        .. catalogue.Except(matrix, StringComparer.Ordinal).Select(id => $"the catalogue has {what} '{id}', which the matrix lacks."),
        .. matrix.Except(catalogue, StringComparer.Ordinal).Select(id => $"the matrix has {what} '{id}', which the catalogue lacks."),
    ];
}

/// <summary>Something that users must be able to do, as the code knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Capability">What of the app it is about.</param>
/// <param name="Fixtures">Fixtures that it starts from, in ordinal order.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CatalogueScenario(string Id, string Capability, IReadOnlyList<string> Fixtures)
{
    internal static CatalogueScenario Read(JsonMapping at)
    {
        var scenario = new CatalogueScenario(
            at.Text("id", DocumentForms.Name), at.Text("capability", DocumentForms.Name), at.Texts("fixtures", DocumentForms.Name));
        at.End();
        return scenario;
    }
}
