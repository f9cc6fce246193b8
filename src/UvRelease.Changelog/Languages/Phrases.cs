using System.Globalization;
using UvRelease.Changelog.Configuration;

namespace UvRelease.Changelog.Languages;

/// <summary>The words that uv-release itself puts into notes, in one language, with the team's own headings over them.</summary>
public sealed class Phrases
{
    private static readonly Dictionary<string, Dictionary<string, string>> ByLanguage = new(StringComparer.Ordinal)
    {
        ["de"] = German.Words,
        ["en"] = English.Words,
        ["es"] = Spanish.Words,
        ["fr"] = French.Words,
        ["ja"] = Japanese.Words,
        ["zh"] = Chinese.Words,
    };

    private readonly Dictionary<string, string> words;
    private readonly IReadOnlyDictionary<string, string> titles;

    private Phrases(string language, IReadOnlyDictionary<string, string> titles) =>
        (words, this.titles) = (ByLanguage.GetValueOrDefault(language, English.Words), titles);

    /// <summary>Languages there are.</summary>
    public static IEnumerable<string> Languages => ByLanguage.Keys;

    /// <summary>The phrase of an id; the id itself where there is none.</summary>
    public string this[string id] => titles.GetValueOrDefault(id) ?? words.GetValueOrDefault(id, id);

    /// <summary>Phrases of a configuration; English where the language is unknown.</summary>
    public static Phrases Of(ChangelogConfiguration configuration) => new(configuration.Language, configuration.Titles);

    /// <summary>Ids of a language's phrases.</summary>
    public static IReadOnlyCollection<string> Ids(string language) => ByLanguage[language].Keys;

    /// <summary>A phrase with a value in it.</summary>
    public string With(string id, object value) => this[id].Replace("{0}", Convert.ToString(value, CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>A phrase with a number in it; one has a phrase of its own.</summary>
    public string Count(string id, int count) => count == 1 ? this[id + "-one"] : With(id, count);
}
