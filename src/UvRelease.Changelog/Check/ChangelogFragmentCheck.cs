using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Configuration;
using UvRelease.Releases;

namespace UvRelease.Changelog.Check;

/// <summary>Rules of changelog fragments: they can be read, they are there when they are asked for, and they say the same as the title.</summary>
internal static class ChangelogFragmentCheck
{
    /// <summary>Reads the changelog fragments; those that can't be read become findings at their line.</summary>
    public static (IReadOnlyList<(ChangelogFragmentText File, ChangelogFragment Fragment)> Fragments,
        IReadOnlyList<Finding> Broken) Read(IReadOnlyList<ChangelogFragmentText> files)
    {
        var read = new List<(ChangelogFragmentText, ChangelogFragment)>();
        var broken = new List<Finding>();
        foreach (ChangelogFragmentText file in files)
        {
            if (file.Problem is not null)
            {
                broken.Add(new Finding("fragment-invalid", FindingSeverity.Error, MarkdownText.Visible(file.Problem), FindingPlace.In(file.File)));
                continue;
            }

            try
            {
                read.Add((file, ChangelogFragmentFile.Parse(file.Text, file.File)));
            }
            catch (ReleaseException e) when (e.Fault == Fault.Input)
            {
                broken.Add(new Finding("fragment-invalid", FindingSeverity.Error, MarkdownText.Visible(e.Message), FindingPlace.In(file.File, e.Line)));
            }
        }

        return (read, broken);
    }

    /// <summary>Returns what is wrong with a change's changelog fragments.</summary>
    public static IEnumerable<Finding> Check(CheckedChange change, CheckRules rules,
        IReadOnlyList<(ChangelogFragmentText File, ChangelogFragment Fragment)> fragments, Breaks breaks)
    {
        if (change.Fragments.Count == 0 && Reason(change, rules) is { } reason)
            yield return new Finding("fragment-required", FindingSeverity.Error,
                $"{reason} asks for a fragment. Add a file {rules.FragmentFolder}/some-name.md that tells users what changes for them, or one of the labels: "
                + $"{string.Join(", ", rules.Configuration.Fragments.SkipLabels)}.", new FindingPlace("files"));
        if (breaks.Unmarked)
        {
            (FindingPlace place, string who) = breaks.Fragment is { } file ? (FindingPlace.In(file.File, LineOfBreak(file)), "The fragment")
                : breaks.Commit is { } commit ? (FindingPlace.Commit(commit.Id), "A commit")
                : (FindingPlace.Body, "A BREAKING CHANGE footer in the body");
            yield return new Finding("breaking-mark", FindingSeverity.Error,
                $"{who} says that something breaks, and the title has no ! before its colon. Add it, or say here that nothing breaks.", place);
            if (place != FindingPlace.Title)
                yield return new Finding("breaking-mark", FindingSeverity.Error, "Something breaks, and the title has no ! before its colon. Add it.",
                    FindingPlace.Title);
        }
        else if (change.Title is null && breaks is { Fragment: { } told, Commit: null } && change.Commits.Count > 0)
        {
            yield return new Finding("breaking-mark", FindingSeverity.Error, "The fragment says that something breaks, and no commit has a ! before its colon.",
                FindingPlace.In(told.File, LineOfBreak(told)));
        }

        if (fragments.Count == 0)
            yield break;
        if (breaks is { TitleMarked: true, Fragment: null })
            yield return new Finding("fragment-breaking", FindingSeverity.Error,
                "The title says that something breaks, and no fragment does. Add 'breaking: true', or a kind, to the one that tells it.",
                FindingPlace.In(fragments[0].File.File, fragments[0].File.LineOf("type")));
        if (change.Title is not null && Commits.MessageParser.Parse(change.Title) is { Kind: Commits.MessageKind.Conventional } title)
        {
            foreach (Finding finding in Agreement(title, fragments))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Agreement(Commits.CommitMessage title,
        IReadOnlyList<(ChangelogFragmentText File, ChangelogFragment Fragment)> fragments)
    {
        (ChangelogFragmentText file, ChangelogFragment fragment) = fragments[0];
        if (!fragments.Any(pair => pair.Fragment.Type.Equals(title.Type, StringComparison.OrdinalIgnoreCase)))
            yield return new Finding("fragment-type", FindingSeverity.Error,
                $"The fragment's type is {Quoted.Text(fragment.Type)}, and the title's is {Quoted.Text(title.Type)}. Change one.",
                FindingPlace.In(file.File, file.LineOf("type")));
        if (title.Scope is { } scope && fragments.All(pair => pair.Fragment.Scope is { } own && !own.Equals(scope, StringComparison.OrdinalIgnoreCase)))
            yield return new Finding("fragment-scope", FindingSeverity.Warning,
                $"The fragment's scope is {Quoted.Text(fragment.Scope!)}, and the title's is {Quoted.Text(scope)}.",
                FindingPlace.In(file.File, file.LineOf("scope")));
    }

    private static int LineOfBreak(ChangelogFragmentText file) =>
        ((string[])["breaking", "kind", "bump"]).Select(file.LineOf).FirstOrDefault(line => line > 1, 1);

    private static string? Reason(CheckedChange change, CheckRules rules)
    {
        ChangelogFragmentRequirement asked = rules.Configuration.Fragments;
        if (change.Labels.Any(label => asked.SkipLabels.Contains(label, StringComparer.OrdinalIgnoreCase)))
            return null;
        if (change.Labels.FirstOrDefault(label => asked.Labels.Contains(label, StringComparer.OrdinalIgnoreCase)) is { } asking)
            return $"The label {Quoted.Text(asking)}";
        PathGlob[] globs = [.. asked.Paths.Select(path => new PathGlob(path))];
        return (change.Files ?? []).FirstOrDefault(file => Array.Exists(globs, glob => glob.Matches(file.Path))) is { } match
            ? $"A change of {Quoted.Text(match.Path)}"
            : null;
    }
}
