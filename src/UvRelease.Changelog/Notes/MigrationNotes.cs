using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Upgrading;

namespace UvRelease.Changelog.Notes;

/// <summary>
/// Makes a note of each breaking change. The first source that has something to say is taken: its changelog fragment, its pull request's section, its BREAKING
/// CHANGE footers, its subject – the last alone leaves users without a way, which <see cref="MigrationNote.HasMigration"/> reports.
/// </summary>
public static class MigrationNotes
{
    private const int LongestTitle = 120;

    /// <summary>Makes the notes: fragments in their order, then changes in theirs.</summary>
    /// <param name="changes">Changes of the release.</param>
    /// <param name="fragments">Changelog fragments of the release.</param>
    /// <param name="pullRequestBodies">Bodies of pull requests by number, where they were asked for.</param>
    /// <param name="repositoryPage">Address of the repository's page, for links; null for none.</param>
    public static IReadOnlyList<MigrationNote> From(
        IReadOnlyList<Change> changes, IReadOnlyList<ChangelogFragment> fragments, IReadOnlyDictionary<int, string> pullRequestBodies, Uri? repositoryPage)
    {
        if (fragments.Count == 0 && !changes.Any(change => change.IsBreaking))
            return [];
        var told = new ChangelogFragmentMatches(changes, fragments);
        string? page = repositoryPage?.AbsoluteUri.TrimEnd('/');
        var notes = new List<MigrationNote>();
        var ofCommit = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ChangelogFragment fragment in fragments.Where(fragment => fragment.IsBreaking || fragment.Kind is MigrationKind.Deprecated))
        {
            notes.Add(Of(fragment, told.ChangeOf(fragment), page));
            Count(ofCommit, notes[^1].Commit);
        }

        foreach (Change change in changes.Where(change => change.IsBreaking && told.FragmentOf(change) is null))
        {
            string? section = change.PullRequest is { } number && pullRequestBodies.TryGetValue(number, out string? body)
                ? PullRequestSection.Find(body) : null;
            IReadOnlyList<string> texts = section is not null ? [section] : change.BreakingNotes.Count > 0 ? change.BreakingNotes : [""];
            foreach (string text in texts)
                notes.Add(Of(change, text, UniqueId(ofCommit, change.Commit.Id), page));
        }

        return notes;
    }

    private static MigrationNote Of(ChangelogFragment fragment, Change? change, string? page) => new MigrationNote
    {
        Id = fragment.Id,
        Kind = fragment.Kind ?? KindOfBreak.Of(fragment.Title),
        Title = fragment.Title,
        Scope = fragment.Scope ?? change?.Scope,
        Details = fragment.Details,
        Links = Links(page, fragment.PullRequest ?? change?.PullRequest, change?.Commit.Id ?? fragment.Commit, fragment.Links),
        Platforms = fragment.Platforms,
        Commit = change?.Commit.Id ?? fragment.Commit,
    }.With(fragment.Parts);

    private static MigrationNote Of(Change change, string text, string id, string? page)
    {
        LabelledText labelled = LabelledText.Parse(text);
        int end = labelled.Preface.IndexOf("\n\n", StringComparison.Ordinal);
        string summary = (end < 0 ? labelled.Preface : labelled.Preface[..end]).ReplaceLineEndings(" ").Trim();
        string details = end < 0 ? "" : labelled.Preface[end..].Trim('\n');
        // A first paragraph that is too long for a heading, or is no sentence, stays text; the subject is the heading then.
        bool heading = summary.Length is > 0 and <= LongestTitle && !summary.StartsWith("```", StringComparison.Ordinal)
            && summary[0] is not ('-' or '*' or '#' or '>');
        string rest = heading ? details : labelled.Preface;
        return new MigrationNote
        {
            Id = id,
            Kind = KindOfBreak.Of(heading ? $"{change.Description} {summary}" : change.Description),
            Title = heading ? summary : change.Description,
            Scope = change.Scope,
            Details = rest.Length > 0 ? rest : null,
            Links = Links(page, change.PullRequest, change.Commit.Id, change.References.Select(reference => reference.Url).OfType<string>()),
            Commit = change.Commit.Id,
            Source = change,
        }.With(labelled.Parts);
    }

    // A squashed commit, or one with two footers, brings several notes.
    private static string UniqueId(Dictionary<string, int> notes, string commit)
    {
        int count = Count(notes, commit);
        return count == 1 ? commit : $"{commit}-{count}";
    }

    private static int Count(Dictionary<string, int> notes, string? commit) => commit is null ? 0 : notes[commit] = notes.GetValueOrDefault(commit) + 1;

    private static IReadOnlyList<string> Links(string? page, int? pullRequest, string? commit, IEnumerable<string> others)
    {
        IEnumerable<string> own = page is null
            ? []
            : [.. pullRequest is { } number ? [$"{page}/pull/{number}"] : Array.Empty<string>(),
                .. commit is not null ? [$"{page}/commit/{commit}"] : Array.Empty<string>()];
        return [.. own.Concat(others).Distinct(StringComparer.Ordinal)];
    }
}
