using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Matrices;

/// <summary>Reads the matrix of the reference system (workflow-regression-matrix.json, schema_version 1), strictly, and writes it as one of ours.</summary>
public static class ReferenceMatrix
{
    // It has none, so each gets what its whole run is worth.
    private const int TimeoutSeconds = 1800;

    private const string Schema = "https://raw.githubusercontent.com/org/uv-release/main/schema/regression-matrix.schema.json";

    /// <summary>Converts it. What it lacks is written down to be filled in: paths of the catalogue, time-outs.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <param name="app">Id of the app.</param>
    /// <param name="catalogue">Path of the catalogue.</param>
    /// <returns>YAML, which <see cref="RegressionMatrix.Read"/> has nothing against.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is not as described, or no matrix of ours can say the same.</exception>
    public static string Convert(ReadOnlyMemory<byte> bytes, string name, string app, string catalogue)
    {
        var root = JsonMapping.Parse(bytes, name);
        if (root.Number("schema_version", 1, 1) != 1)
            throw root.Wrong("schema_version", "must be 1.");
        var text = new StringBuilder($"# yaml-language-server: $schema={Schema}\n");
        text.Append($"# {root.Text("release_scope", DocumentForms.Line)}, {root.Text("updated_at", DocumentForms.Line)}\n");
        text.Append($"app: {Quoted(app)}\ncatalogue: {Quoted(catalogue)}\n");
        JsonMapping profiles = root.Mapping("profiles");
        List(text, "profiles", profiles.Names.Select(id => (id, profiles.Mapping(id))), one => Profile(text, one.id, one.Item2));
        List(text, "subsystems", root.Mappings("required_subsystems"), at => Entry(text, at));
        List(text, "fixtures", root.Mappings("runtime_acceptance_fixtures"), at => Entry(text, at));
        List(text, "acceptance", root.Mappings("runtime_acceptance_scenarios"), at => Acceptance(text, at));
        List(text, "setup", root.Mappings("setup_steps"), at => Setup(text, at));
        List(text, "scenarios", root.Mappings("scenarios"), at => Scenario(text, at));
        root.End();
        RegressionMatrix.Read(Encoding.UTF8.GetBytes(text.ToString()), $"The matrix that comes of {name}");
        return text.ToString();
    }

    private static void Profile(StringBuilder text, string id, JsonMapping at)
    {
        Keys(text, ("id", Quoted(Id(id))), ("summary", Line(at, "description")), ("subsystems", Ids(at, "required_subsystems")),
            ("chaos", $"{at.Number("minimum_chaos_scenarios", 0, 1000)}"));
        at.End();
    }

    private static void Entry(StringBuilder text, JsonMapping at)
    {
        Keys(text, ("id", Id(at)), ("summary", Line(at, "summary")));
        at.End();
    }

    private static void Acceptance(StringBuilder text, JsonMapping at)
    {
        Keys(text, ("id", Id(at)), ("summary", Quoted($"{at.Text("label", DocumentForms.Line)}: {at.Text("summary", DocumentForms.Line)}")),
            ("capability", Quoted(Id(at.Text("capability")))), ("profiles", Ids(at, "required_profiles")), ("fixtures", Ids(at, "fixture_keys")));
        at.End();
    }

    private static void Setup(StringBuilder text, JsonMapping at)
    {
        at.Text("label", DocumentForms.Line);
        Keys(text, ("id", Id(at)), ("profiles", Ids(at, "profiles")), ("run", Command(at)), ("timeout-seconds", $"{TimeoutSeconds}"));
        at.End();
    }

    private static void Scenario(StringBuilder text, JsonMapping at)
    {
        string category = ScenarioWords.Categories[ScenarioWords.Read(at, "category", ScenarioWords.Categories)];
        if (at.Flag("chaos") != (category == ScenarioCategory.Chaos.Word()))
            throw at.Wrong("chaos", $"and 'category' ({category}) contradict each other.");
        Keys(text, ("id", Id(at)), ("summary", Line(at, "label")), ("category", category), ("profiles", Ids(at, "profiles")),
            ("subsystems", Ids(at, "subsystems")),
            ("acceptance", Ids(at, "acceptance_scenarios")), ("run", Command(at)), ("timeout-seconds", $"{TimeoutSeconds}"));
        at.End();
    }

    private static void List<T>(StringBuilder text, string key, IEnumerable<T> entries, Action<T> write)
    {
        text.Append($"{key}:");
        int before = text.Length;
        foreach (T entry in entries)
        {
            text.Append("\n  - ");
            write(entry);
        }

        text.Append(text.Length == before ? " []\n" : "\n");
    }

    private static void Keys(StringBuilder text, params (string Key, string Value)[] keys) =>
        text.Append(string.Join("\n    ", keys.Select(key => $"{key.Key}: {key.Value}")));

    private static string Line(JsonMapping at, string name) => Quoted(at.Text(name, DocumentForms.Line));

    private static string Id(JsonMapping at) => Quoted(Id(at.Text("id")));

    private static string Ids(JsonMapping at, string name) => $"[{string.Join(", ", at.AllTexts(name).Select(id => Quoted(Id(id))))}]";

    private static string Command(JsonMapping at) => $"[{string.Join(", ", at.AllTexts("command").Select(Quoted))}]";

    // Its ids have low lines; ours have hyphens.
    private static string Id(string id) => id.Replace('_', '-');

    // A text of JSON is a text of YAML 1.2 too.
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
