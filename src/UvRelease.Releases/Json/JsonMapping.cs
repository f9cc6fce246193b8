using System.Text.Json;

namespace UvRelease.Releases.Json;

/// <summary>
/// An object of a strict document, read property by property: each reading method notes its name, and <see cref="End"/> refuses whatever was not asked
/// for. A property that occurs twice, is missing, or has another type is an error that names it.
/// </summary>
public sealed class JsonMapping
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private const string NoText = "has half of a surrogate pair, or bytes that are no UTF-8. Write whole characters.";

    private readonly List<string> known = [];
    private readonly JsonElement element;
    private readonly string file;
    private readonly string path;

    private JsonMapping(JsonElement element, string file, string path) => (this.element, this.file, this.path) = (element, file, path);

    /// <summary>Reads a document whose root is an object.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no JSON, a name that occurs twice, or a root that is no object.</exception>
    public static JsonMapping Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return Of(document.RootElement.Clone(), file, "");
        }
        // A name with half of a surrogate pair, or one that is no UTF-8, has no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ReleaseException(Fault.Input, $"{file} is no JSON that can be trusted: {e.Message}", e)
            {
                File = file,
                Line = (int?)(e as JsonException)?.LineNumber + 1,
            };
        }
    }

    /// <summary>An error at a property. <paramref name="problem"/> follows the property's path in the message.</summary>
    public ReleaseException Wrong(string name, string problem) => Wrong(file, Below(name), problem);

    /// <summary>Text of a property that must be there. <paramref name="problem"/> says what is wrong with a text, or null.</summary>
    public string Text(string name, Func<string, string?>? problem = null)
    {
        JsonElement value = Required(name);
        if (value.ValueKind != JsonValueKind.String)
            throw Wrong(name, $"is {What(value)} and must be text.");
        string text = TextOf(value) ?? throw Wrong(name, NoText);
        return problem?.Invoke(text) is { } wrong ? throw Wrong(name, wrong) : text;
    }

    /// <summary>Text of a property that must be there and may be null.</summary>
    public string? TextOrNull(string name, Func<string, string?>? problem = null)
    {
        if (Required(name).ValueKind != JsonValueKind.Null)
            return Text(name, problem);
        return null;
    }

    /// <summary>Text of a property; null where it is absent or null.</summary>
    public string? TextIfThere(string name, Func<string, string?>? problem = null)
    {
        known.Add(name);
        return element.TryGetProperty(name, out _) ? TextOrNull(name, problem) : null;
    }

    /// <summary>Whole number of a property that must be there, zero or greater.</summary>
    public long Size(string name)
    {
        JsonElement value = Required(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0
            ? number
            : throw Wrong(name, $"is {What(value)} and must be a whole number, 0 or greater.");
    }

    /// <summary>Whole number of a property that must be there and may be null.</summary>
    public long? SizeOrNull(string name) => Required(name).ValueKind == JsonValueKind.Null ? null : Size(name);

    /// <summary>Whole number of a property; null where it is absent or null.</summary>
    public long? SizeIfThere(string name)
    {
        known.Add(name);
        return element.TryGetProperty(name, out _) ? SizeOrNull(name) : null;
    }

    /// <summary>Whole number of a property that must be there, within bounds.</summary>
    public int Number(string name, int least, int most)
    {
        JsonElement value = Required(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most
            ? number
            : throw Wrong(name, $"is {What(value)} and must be a whole number from {least} to {most}.");
    }

    /// <summary>Number of a property that must be there and may be null; one that no double can hold is an error.</summary>
    public double? RealOrNull(string name)
    {
        JsonElement value = Required(name);
        return value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number
            : throw Wrong(name, $"is {What(value)} and must be a number.");
    }

    /// <summary>Truth value of a property that must be there.</summary>
    public bool Flag(string name)
    {
        JsonElement value = Required(name);
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
            : throw Wrong(name, $"is {What(value)} and must be true or false.");
    }

    /// <summary>Truth value of a property; false where it is absent.</summary>
    public bool FlagOrFalse(string name)
    {
        known.Add(name);
        return element.TryGetProperty(name, out _) && Flag(name);
    }

    /// <summary>Truth value of a property that must be there and may be null.</summary>
    public bool? FlagOrNull(string name) => Required(name).ValueKind == JsonValueKind.Null ? null : Flag(name);

    /// <summary>
    /// List of texts of a property that must be there, in ordinal order, each once. <paramref name="problem"/> says what is wrong with a text, or
    /// null.
    /// </summary>
    public IReadOnlyList<string> Texts(string name, Func<string, string?>? problem = null)
    {
        IReadOnlyList<string> texts = AllTexts(name, problem);
        for (int i = 1; i < texts.Count; i++)
        {
            if (string.CompareOrdinal(texts[i - 1], texts[i]) >= 0)
                throw Wrong(name, $"holds '{texts[i]}' twice or out of order.");
        }

        return texts;
    }

    /// <summary>List of texts of a property that must be there, in any order. <paramref name="problem"/> says what is wrong with a text, or null.</summary>
    public IReadOnlyList<string> AllTexts(string name, Func<string, string?>? problem = null)
    {
        JsonElement value = Required(name);
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, $"is {What(value)} and must be a list.");
        var texts = new List<string>();
        foreach (JsonElement item in value.EnumerateArray())
        {
            string text = item.ValueKind != JsonValueKind.String ? throw Wrong(name, $"holds {What(item)} and must hold texts.")
                : TextOf(item) ?? throw Wrong(name, NoText);
            if (problem?.Invoke(text) is { } wrong)
                throw Wrong(name, $"holds '{text}', which {wrong}");
            texts.Add(text);
        }

        return texts;
    }

    /// <summary>Object of a property that must be there.</summary>
    public JsonMapping Mapping(string name) => Of(Required(name), file, Below(name));

    /// <summary>Object of a property that must be there and may be null.</summary>
    public JsonMapping? MappingOrNull(string name) => Required(name).ValueKind == JsonValueKind.Null ? null : Mapping(name);

    /// <summary>Object of a property; null where it is absent or null.</summary>
    public JsonMapping? MappingIfThere(string name)
    {
        known.Add(name);
        return element.TryGetProperty(name, out _) ? MappingOrNull(name) : null;
    }

    /// <summary>List of objects of a property that must be there.</summary>
    public IReadOnlyList<JsonMapping> Mappings(string name)
    {
        JsonElement value = Required(name);
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select((item, index) => Of(item, file, $"{Below(name)}[{index}]"))]
            : throw Wrong(name, $"is {What(value)} and must be a list.");
    }

    /// <summary>List of objects of a property; empty where it is absent or null.</summary>
    public IReadOnlyList<JsonMapping> MappingsIfThere(string name)
    {
        known.Add(name);
        return element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? Mappings(name) : [];
    }

    /// <summary>Names of all properties, for documents whose names are ids.</summary>
    public IEnumerable<string> Names => element.EnumerateObject().Select(property => property.Name);

    /// <summary>Refuses the first property that no reading method asked for.</summary>
    public void End()
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (known.Contains(property.Name, StringComparer.Ordinal))
                continue;
            string near = NearestName.Of(property.Name, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            throw Wrong(property.Name, $"is no known property.{near} Known here: {string.Join(", ", known)}.");
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonMapping Of(JsonElement element, string file, string path) => element.ValueKind == JsonValueKind.Object
        ? new JsonMapping(element, file, path)
        : throw Wrong(file, path, $"is {What(element)} and must be an object.");

    private JsonElement Required(string name)
    {
        known.Add(name);
        return element.TryGetProperty(name, out JsonElement value) ? value : throw Wrong(name, "is missing. Add it.");
    }

    private string Below(string name)
    {
        string shown = name.Length <= 60 ? name : name[..60] + "…";
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    private static ReleaseException Wrong(string file, string path, string problem) =>
        new(Fault.Input, $"{file}: {(path.Length == 0 ? "the document" : $"'{path}'")} {problem}") { File = file };

    private static string What(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => $"the number {value.GetRawText()}",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
