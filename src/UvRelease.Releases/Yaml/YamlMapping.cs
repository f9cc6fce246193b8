using System.Globalization;

namespace UvRelease.Releases.Yaml;

/// <summary>
/// A mapping, read key by key: each reading method notes its key, and <see cref="End"/> refuses whatever was not asked for. So the keys that a
/// mapping knows are named once, where they are read.
/// </summary>
public sealed class YamlMapping : YamlNode
{
    private const int LongestText = 1000;
    private readonly List<string> known = [];

    internal YamlMapping(string file, int line, int column)
        : base(file, line, column)
    {
    }

    /// <inheritdoc/>
    public override string What => "a mapping";

    /// <summary>Keys in their order, with their nodes.</summary>
    public IReadOnlyDictionary<string, YamlPair> Entries => Pairs;

    internal OrderedDictionary<string, YamlPair> Pairs { get; } = new(StringComparer.Ordinal);

    /// <summary>The node of a key; null where the key is absent.</summary>
    public YamlNode? Find(string key)
    {
        known.Add(key);
        return Pairs.TryGetValue(key, out YamlPair? pair) ? pair.Value : null;
    }

    /// <summary>The node of a key that must be there.</summary>
    public YamlNode Required(string key) => Find(key) ?? throw Wrong($"lacks the key '{key}'. Add it.");

    /// <summary>Text of a key; null where the key is absent.</summary>
    public string? Text(string key, Func<string, string?>? problem = null, int longest = LongestText) =>
        Find(key) is { } node ? AsText(node, problem, longest) : null;

    /// <summary>Text of a key that must be there. <paramref name="problem"/> says what is wrong with a text, or null.</summary>
    public string RequiredText(string key, Func<string, string?>? problem = null, int longest = LongestText) => AsText(Required(key), problem, longest);

    /// <summary>Truth value of a key; null where the key is absent.</summary>
    public bool? Flag(string key) => Find(key) switch
    {
        null => null,
        YamlScalar { Kind: ScalarKind.Flag } flag => flag.Text[0] is 't' or 'T',
        { } other => throw other.Wrong($"is {other.What} and must be true or false."),
    };

    /// <summary>Whole number of a key; null where the key is absent.</summary>
    public int? Number(string key, int least, int most) => Find(key) switch
    {
        null => null,
        YamlScalar { Kind: ScalarKind.Number } scalar when int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, null, out int number)
            && number >= least && number <= most => number,
        YamlScalar { Kind: ScalarKind.Number } scalar => throw scalar.Wrong($"is {scalar.Text} and must be a whole number from {least} to {most}."),
        { } other => throw other.Wrong($"is {other.What} and must be a whole number from {least} to {most}."),
    };

    /// <summary>Number of a key; null where the key is absent.</summary>
    public double? Real(string key, double least, double most) => Find(key) switch
    {
        null => null,
        YamlScalar { Kind: ScalarKind.Number } scalar when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= least && number <= most => number,
        { } other => throw other.Wrong($"is {(other as YamlScalar)?.Text ?? other.What} and must be a number from {least} to {most}."),
    };

    /// <summary>One of given words; null where the key is absent.</summary>
    public string? OneOf(string key, IReadOnlyCollection<string> words) => Text(key, text => words.Contains(text)
        ? null
        : $"is '{Shown(text)}' and must be one of: {string.Join(", ", words)}.{(NearestName.Of(text, words) is { } near ? $" Did you mean '{near}'?" : "")}");

    /// <summary>List of texts, each once; null where the key is absent.</summary>
    public IReadOnlyList<string>? Texts(string key, Func<string, string?>? problem = null, int most = 200)
    {
        if (AllTexts(key, problem, most) is not { } texts)
            return null;
        for (int i = 1; i < texts.Count; i++)
        {
            if (texts.Take(i).Contains(texts[i], StringComparer.Ordinal))
                throw ((YamlSequence)Pairs[key].Value).Items[i].Wrong($"says '{Shown(texts[i])}' a second time. Remove one.");
        }

        return texts;
    }

    /// <summary>List of texts in their order, any of them more than once; null where the key is absent.</summary>
    public IReadOnlyList<string>? AllTexts(string key, Func<string, string?>? problem = null, int most = 200) =>
        List(key, most) is { } list ? [.. list.Select(item => AsText(item, problem, LongestText))] : null;

    /// <summary>List of mappings; null where the key is absent.</summary>
    public IReadOnlyList<YamlMapping>? Mappings(string key, int most = 100) => List(key, most) is { } list
        ? [.. list.Select(item => item as YamlMapping ?? throw item.Wrong($"is {item.What} and must be a mapping of keys to values."))]
        : null;

    /// <summary>Mapping of a key. Absent, or a key whose whole content is commented out: an empty mapping.</summary>
    public YamlMapping Mapping(string key) => Find(key) switch
    {
        null or YamlScalar { Kind: ScalarKind.Nothing } => new YamlMapping(File, Line, Column) { Path = Below(key) },
        YamlMapping mapping => mapping,
        { } other => throw other.Wrong($"is {other.What} and must be a mapping of keys to values."),
    };

    /// <summary>Refuses the first key that no reading method asked for.</summary>
    public void End()
    {
        foreach ((string name, (YamlScalar key, _)) in Pairs)
        {
            if (known.Contains(name, StringComparer.Ordinal))
                continue;
            string near = NearestName.Of(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            throw key.Wrong($"is no known key.{near} Known here: {string.Join(", ", known)}.");
        }
    }

    internal string Below(string key) => Path.Length == 0 ? Shown(key) : $"{Path}.{Shown(key)}";

    // A hostile file should not fill the log through its own error.
    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static string AsText(YamlNode node, Func<string, string?>? problem, int longest)
    {
        if (node is not YamlScalar { Kind: ScalarKind.Text } scalar)
            throw node.Wrong($"is {node.What} and must be text.{(node is YamlScalar { Kind: not ScalarKind.Nothing } ? " Put it in quotes." : "")}");
        if (scalar.Text.Length > longest)
            throw node.Wrong($"has {scalar.Text.Length} characters and may have {longest}.");
        return problem?.Invoke(scalar.Text) is { } wrong ? throw node.Wrong(wrong) : scalar.Text;
    }

    private IReadOnlyList<YamlNode>? List(string key, int most) => Find(key) switch
    {
        null => null,
        YamlSequence { Items: var items } list => items.Count <= most ? items : throw list.Wrong($"has {items.Count} items and may have {most}."),
        { } other => throw other.Wrong($"is {other.What} and must be a list."),
    };
}

/// <summary>A key of a mapping, and what is there.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
public sealed record YamlPair(YamlScalar Key, YamlNode Value);
