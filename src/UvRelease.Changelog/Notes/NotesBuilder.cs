using System.Globalization;
using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Languages;
using UvRelease.Changelog.Upgrading;

namespace UvRelease.Changelog.Notes;

/// <summary>Sorts changes into the notes of a release. Every change has exactly one entry, unless its type is hidden; then it is counted.</summary>
/// <param name="configuration">Sections, titles, language.</param>
public sealed class NotesBuilder(ChangelogConfiguration configuration)
{
    private readonly SectionRules rules = new(configuration);
    private readonly Phrases phrases = Phrases.Of(configuration);

    /// <summary>Builds the notes; from several threads at once, if need be.</summary>
    public ReleaseNotes Build(NotesContent content)
    {
        var matches = new ChangelogFragmentMatches(content.Changes.Changes, content.Fragments);
        ILookup<object?, MigrationNote> notes = content.Upgrade.Where(note => note.Source is not null)
            .ToLookup(note => note.Source, ReferenceEqualityComparer.Instance);
        HashSet<string> ids = [.. content.Upgrade.Select(note => note.Id)];
        Change[] told = [.. content.Changes.Changes.Where(change => matches.FragmentOf(change) is null)];
        Change[] shown = [.. told.Where(change => change.IsBreaking || !rules.Hides(change.Type))];
        IEnumerable<(string Section, NotesEntry Entry)> entries =
        [
            .. content.Fragments.Select(fragment => (rules.Of(fragment), Entry(fragment, matches.ChangeOf(fragment), ids, content))),
            .. shown.Select(change => (rules.Of(change, notes[change].FirstOrDefault()), Entry(change, notes[change], content))),
        ];
        ILookup<string, NotesEntry> bySection = entries.ToLookup(entry => entry.Section, entry => entry.Entry, StringComparer.Ordinal);
        return new ReleaseNotes(
            ReleaseNotes.SchemaName,
            content.Version.ToString(),
            content.Previous?.ToString(),
            content.Commit,
            content.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            configuration.Language,
            content.CompareUrl,
            [.. rules.Order.Where(rule => bySection.Contains(rule.Id))
                .Select(rule => new NotesSection(rule.Id, rule.Title ?? phrases[rule.Id], InOrder(bySection[rule.Id])))],
            content.Upgrade,
            configuration.Contributors ? Contributors(content) : [],
            [.. content.Fragments.Select(fragment => fragment.File).Order(StringComparer.Ordinal)],
            content.Changes.Counts,
            told.Length - shown.Length)
        {
            VersionReason = content.VersionReason,
        };
    }

    // A name is shown once: readers can't tell two addresses apart. Accounts they can.
    private static IReadOnlyList<NotesContributor> Contributors(NotesContent content) =>
    [
        .. from person in content.Contributors
           group person by (person.Login ?? "", person.Person.Name) into same
           select new NotesContributor(same.Key.Name, same.First().Login, same.All(person => person.IsFirstTime)),
    ];

    // What breaks first, then what belongs to one part of the product together; what has no scope concerns all of it.
    private static IReadOnlyList<NotesEntry> InOrder(IEnumerable<NotesEntry> entries) =>
        [.. entries.OrderByDescending(entry => entry.Breaking).ThenBy(entry => entry.Scope ?? "", StringComparer.OrdinalIgnoreCase)];

    private static NotesEntry Entry(Change change, IEnumerable<MigrationNote> notes, NotesContent content) => new(
        change.Type,
        change.Scope,
        change.Description,
        null,
        change.IsBreaking,
        change.IsBreaking ? [.. notes.Select(note => note.Id)] : [],
        change.Commit.Id,
        change.PullRequest,
        References(change),
        Names(change),
        Since(change.Commit.Id, content));

    private static NotesEntry Entry(ChangelogFragment fragment, Change? change, HashSet<string> ids, NotesContent content) => new(
        fragment.Type,
        fragment.Scope ?? change?.Scope,
        fragment.Title,
        // A break's details are in the upgrade notes.
        ids.Contains(fragment.Id) ? null : fragment.Details,
        fragment.IsBreaking,
        ids.Contains(fragment.Id) ? [fragment.Id] : [],
        change?.Commit.Id ?? fragment.Commit,
        fragment.PullRequest ?? change?.PullRequest,
        change is null ? [] : References(change),
        change is null ? [] : Names(change),
        Since(change?.Commit.Id ?? fragment.Commit, content));

    private static string? Since(string? commit, NotesContent content) => commit is null ? null : content.Since.GetValueOrDefault(commit)?.ToString();

    // Co-authors may appear under the author's own name with another address.
    private static string[] Names(Change change) =>
        change.Authors is [var only] ? [only.Name] : [.. change.Authors.Select(person => person.Name).Distinct(StringComparer.Ordinal)];

    // The pull request is shown as such already.
    private static NotesReference[] References(Change change) => change.References.Count == 0 ? [] :
    [
        .. from reference in change.References
           where change.PullRequest is not { } number || reference.Text != $"#{number.ToString(CultureInfo.InvariantCulture)}"
           group reference by reference.Text into same
           select new NotesReference(same.Key, same.First().Url),
    ];
}
