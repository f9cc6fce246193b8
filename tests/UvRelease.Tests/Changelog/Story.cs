using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Contributors;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Notes;
using UvRelease.Releases;

namespace UvRelease.Tests.Changelog;

/// <summary>Changes of a release that tests tell their stories with.</summary>
internal static class Story
{
    public static readonly Uri Page = new("https://github.com/acme/app");

    public static string Id(int number) => number.ToString("x8", null) + new string('0', 32);

    public static Change Change(int number, string type, string description, string? scope = null, int? pullRequest = null, params string[] breaking) => new()
    {
        Type = type,
        Scope = scope,
        Description = description,
        IsBreaking = breaking.Length > 0,
        BreakingNotes = [.. breaking.Where(note => note.Length > 0)],
        Commit = new Commit(Id(number), [], new Person("Ada", "ada@example.com"), DateTimeOffset.UnixEpoch, description),
        Authors = [new Person("Ada", "ada@example.com")],
        PullRequest = pullRequest,
    };

    public static NotesContent Content(string version, IReadOnlyList<Change> changes, IReadOnlyList<ChangelogFragment>? fragments = null,
        params Contributor[] contributors) => new()
        {
            Version = SemanticVersion.TryParse(version)!,
            Previous = SemanticVersion.TryParse("4.2.0"),
            Commit = Id(1),
            Date = new DateOnly(2026, 1, 31),
            Changes = new ChangeSet(changes, [], new CommitCounts(changes.Count, changes.Count, 0, 0, 0, 0), null),
            Fragments = fragments ?? [],
            Upgrade = MigrationNotes.From(changes, fragments ?? [], new Dictionary<int, string>(), Page),
            Contributors = contributors,
            CompareUrl = "https://github.com/acme/app/compare/v4.2.0...v" + version,
        };

    public static Contributor By(string name, string? login, bool firstTime) => new(new Person(name, "x@example.com"), 1, firstTime, login);

    /// <summary>A release with something of everything.</summary>
    public static NotesContent Release() => Content(
        "5.0.0",
        [
            Change(1, "feat", "add a `--portable` switch to **everything**", "cli", 101),
            Change(2, "fix", "don't crash when <b>@ada</b> opens `C:\\Users\\<name>`", null, 102),
            Change(3, "feat", "drop Windows 7", "win", 103,
                "Windows 7 is no longer supported.\n\nChromium ended it.\n\nWhy: Chromium 109 was the last one.\n\nMigration:\n1. Move to Windows 10.\n2. "
                + "Install again."),
            Change(4, "fix", "rename the option", null, null, "The option `a` is now `b`\n\n```js\nold({ a: 1 })\n```\n\n```js\nnow({ b: 1 })\n```"),
            Change(5, "refactor", "window state", null, 104, ""),
            Change(6, "chore", "update dependencies", null, 105),
            Change(7, "perf", "start faster"),
            Change(8, "docs", "explain updates"),
            Change(9, "", "Fix stuff (see https://evil.example/x and https://github.com/acme/app/issues/7)"),
            Change(10, "revert", "feat: tabs"),
        ],
        [
            ChangelogFragmentFile.Parse(
                "---\ntype: feat\npr: 101\nscope: cli\n---\n# A portable mode\n\nStart with `--portable` to keep all data beside the app.\n\n- no registry\n- "
                + "no home folder\n", ".changes/portable-mode.md"),
            ChangelogFragmentFile.Parse("---\ntype: deprecate\nkind: deprecated\nplatforms: [mac]\nlinks: ['https://github.com/acme/app/issues/9', "
                + "'https://evil.example/']\n---\nThe menu API\n\n## Before\n\n```js\nmenu.old()\n```\n\n## After\n\n```js\nmenu.now()\n```\n",
                ".changes/menu.md"),
        ],
        By("Ada", "ada", false),
        By("Bob *the* [x](http://y)", null, true));
}
