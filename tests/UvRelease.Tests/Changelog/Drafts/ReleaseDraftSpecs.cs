using UvRelease.Changelog;
using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Drafts;
using UvRelease.Changelog.Ranges;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Drafts;

/// <summary>A release drafted by the library alone: no runner, and nothing is written.</summary>
public sealed class ReleaseDraftSpecs : IDisposable
{
    private readonly GitSandbox git = new();
    private readonly Told<DraftWarning> warnings = new();

    public ReleaseDraftSpecs() => git.Release("v1.0.0");

    public void Dispose() => git.Dispose();

    private DraftRequest Request => new()
    {
        Repository = git.Repository,
        Configuration = new ChangelogConfiguration(),
        Range = new RangeRequest(),
        FragmentFolder = Path(".changes"),
        ChangelogFile = Path("CHANGELOG.md"),
        UpgradeFiles = new UpgradeFiles(Path("UPGRADING.md"), Path("UPGRADING.json")),
    };

    private ProjectPath Path(string name) => new(git.At(name), name);

    private Task<ReleaseDraft> MakeAsync(DraftRequest request) =>
        ReleaseDraft.MakeAsync(request, new Told<string>(), warnings, TimeProvider.System, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_draft_holds_version_notes_and_changed_files_and_writes_none()
    {
        git.Commit("feat!: tabs\n\nBREAKING CHANGE: windows are gone", "tabs");
        git.Commit("feat add more tabs");
        ReleaseDraft draft = await MakeAsync(Request with { UpgradeFrom = "1.0.0" });
        Assert.Equal(("1.0.0", "stable", null), (draft.Previous?.ToString(), draft.Channel, draft.Refusal));
        Assert.Equal(("2.0.0", "v2.0.0"), (draft.Notes!.Version.ToString(), draft.Notes.Tag));
        Assert.Equal(UpdateOutcome.Inserted, draft.Notes.Changelog!.Outcome);
        Assert.Contains("windows are gone", draft.Notes.Upgrade!.Jump!.Markdown, StringComparison.Ordinal);
        Assert.Equal(["Not quite conventional"], warnings.All.Select(warning => warning.Title));
        Assert.Empty(git.Git("status", "--porcelain"));
    }

    [Fact]
    public async Task A_strict_project_refuses_and_a_project_at_rest_has_no_notes()
    {
        git.Commit("chore: sweep");
        ReleaseDraft rest = await MakeAsync(Request with { Strict = true });
        Assert.Equal((null, null, 1), (rest.Notes, rest.Refusal, rest.Changes.Counts.Total));
        git.Commit("tabs");
        ReleaseDraft refused = await MakeAsync(Request with { Strict = true });
        Assert.Equal((null, Fault.Refused, 2), (refused.Notes, refused.Refusal!.Fault, refused.Changes.Counts.Total));
    }

    private sealed class Told<T> : IProgress<T>
    {
        public List<T> All { get; } = [];

        public void Report(T value) => All.Add(value);
    }
}
