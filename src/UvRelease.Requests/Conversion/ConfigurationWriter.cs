using System.Text;
using System.Text.Json;

namespace UvRelease.Requests.Conversion;

/// <summary>Collects the settings of another tool, those that mean the same here and those that don't.</summary>
internal sealed class ConfigurationWriter
{
    private readonly SortedDictionary<string, List<string>> sections = new(StringComparer.Ordinal);

    public List<string> Taken { get; } = [];

    public List<string> NotTaken { get; } = [];

    /// <summary>Adds lines to a section.</summary>
    public void Add(string section, params string[] lines)
    {
        if (!sections.TryGetValue(section, out List<string>? list))
            sections[section] = list = [];
        list.AddRange(lines);
    }

    /// <summary>Text of JSON is text of YAML too (YAML 1.2 §1.3).</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, ConversionJson.Default.String);

    /// <summary>The file.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        foreach ((string section, List<string> lines) in sections)
        {
            text.Append(section).Append(":\n");
            foreach (string line in lines)
                text.Append("  ").Append(line).Append('\n');
        }

        return text.ToString();
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class ConversionJson : System.Text.Json.Serialization.JsonSerializerContext;
