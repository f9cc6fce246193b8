using UvRelease.Changelog.Commits;
using Xunit;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>One table for the subject lines of docs/conventional-commits.md.</summary>
public class HeaderPolicySpecs
{
    [Theory]
    [InlineData("feat: add a window", "feat", null, false, "add a window")]
    [InlineData("feat(ui): add a window", "feat", "ui", false, "add a window")]
    [InlineData("feat!: drop it", "feat", null, true, "drop it")] // CC-1
    [InlineData("feat(ui)!: drop it", "feat", "ui", true, "drop it")]
    [InlineData("chore!: even this", "chore", null, true, "even this")]
    [InlineData("Fix(UI): caps", "Fix", "UI", false, "caps")] // CC-16
    [InlineData("security: any noun", "security", null, false, "any noun")]
    [InlineData("build-deps_2: any noun", "build-deps_2", null, false, "any noun")] // CC-20
    [InlineData("änderung: überall", "änderung", null, false, "überall")]
    [InlineData("feat(a, b/c:d): scopes", "feat", "a, b/c:d", false, "scopes")]
    [InlineData("fix: a: b (c)!: d", "fix", null, false, "a: b (c)!: d")]
    [InlineData("fix:  more   spaces ", "fix", null, false, "more   spaces")] // CC-27
    [InlineData("\n\r\n  fix: after blank lines", "fix", null, false, "after blank lines")]
    [InlineData("fix: one\r\n\r\nbody", "fix", null, false, "one")]
    public void A_conventional_subject_is_read_without_a_warning(string message, string type, string? scope, bool marked, string description)
    {
        CommitMessage read = MessageParser.Parse(message);
        Assert.Equal((MessageKind.Conventional, type, scope, marked, description), (read.Kind, read.Type, read.Scope, read.Marked, read.Description));
        Assert.Equal(marked, read.IsBreaking);
        Assert.Empty(read.LookAlikes);
    }

    [Theory]
    [InlineData("fix:no space", "CC-4", "fix: no space", "no space")]
    [InlineData("foo(x):no space", "CC-4", "foo(x): no space", "no space")]
    [InlineData("fix:\ttab", "CC-4", "fix: tab", "tab")]
    [InlineData("fix(): nothing in it", "CC-5", "fix: nothing in it", "nothing in it")]
    [InlineData("fix( )!: nothing in it", "CC-5", "fix!: nothing in it", "nothing in it")]
    [InlineData("Feature(ui): x", "CC-22", "feat(ui): x", "x")]
    [InlineData("bugfix: x", "CC-22", "fix: x", "x")]
    [InlineData("tests: x", "CC-22", "test: x", "x")]
    [InlineData("fxi: x", "CC-22", "fix: x", "x")]
    [InlineData("refacotr: x", "CC-22", "refactor: x", "x")]
    [InlineData("chroe: x", "CC-22", "chore: x", "x")]
    [InlineData("breaking: x", "CC-22", "feat!: x", "x")]
    [InlineData("fix: x\nbody at once", "CC-3", null, "x")]
    public void A_small_departure_is_read_and_reported(string message, string policy, string? meant, string description)
    {
        CommitMessage read = MessageParser.Parse(message);
        Assert.Equal((MessageKind.Conventional, description), (read.Kind, read.Description));
        LookAlike found = Assert.Single(read.LookAlikes);
        Assert.Equal((policy, meant), (found.Policy, found.DidYouMean));
    }

    [Theory]
    [InlineData("fix:", "CC-6", null)]
    [InlineData("fix(ui)!: ", "CC-6", null)]
    [InlineData("foo(ui):", null, null)]
    [InlineData("feat - add x", "CC-21", "feat: add x")]
    [InlineData("feat – add x", "CC-21", "feat: add x")]
    [InlineData("fix; add x", "CC-21", "fix: add x")]
    [InlineData("feat : add x", "CC-21", "feat: add x")]
    [InlineData("feat：add x", "CC-21", "feat: add x")]
    [InlineData("fix(ui)：add x", "CC-21", "fix(ui): add x")]
    [InlineData("fix (ui): add x", "CC-21", "fix(ui): add x")]
    [InlineData("fix(ui) add x", "CC-21", "fix(ui): add x")]
    [InlineData("fix(a(b)): add x", "CC-21", "fix(ab): add x")]
    [InlineData("feat!(ui): add x", "CC-21", "feat(ui)!: add x")]
    [InlineData("feat !: add x", "CC-21", "feat!: add x")]
    [InlineData("feat!!: add x", "CC-21", "feat!: add x")]
    [InlineData("feat add x", "CC-21", "feat: add x")]
    [InlineData("[feat] add x", "CC-21", "feat: add x")]
    [InlineData("(fix): add x", "CC-21", "fix: add x")]
    [InlineData("**docs**: add x", "CC-21", "docs: add x")]
    [InlineData("✨ feat: add x", "CC-21", "feat: add x")]
    [InlineData("🐛fix(ui): add x", "CC-21", "fix(ui): add x")]
    [InlineData(":sparkles: feat: add x", "CC-21", "feat: add x")]
    [InlineData("UV-12 feat: add x", "CC-21", "feat: add x")]
    [InlineData("[UV-12] feat: add x", "CC-21", "feat: add x")]
    [InlineData("fixup! feat: add x", "CC-21", "feat: add x")]
    [InlineData("WIP feat: add x", "CC-21", "feat: add x")]
    [InlineData("- feat: add x", "CC-21", "feat: add x")]
    [InlineData("\uFEFFfeat: add x", "CC-21", "feat: add x")]
    [InlineData("breaking change: x", "CC-12", "feat!: x")]
    [InlineData("BREAKING CHANGES: x", "CC-18", "feat!: x")]
    public void What_was_meant_to_be_conventional_is_a_look_alike(string message, string? policy, string? meant)
    {
        CommitMessage read = MessageParser.Parse(message);
        Assert.Equal(policy is null ? MessageKind.Other : MessageKind.LookAlike, read.Kind);
        Assert.Equal(("", message.Trim()), (read.Type, read.Description));
        Assert.False(read.IsBreaking);
        Assert.Equal((policy, meant), (read.LookAlikes.SingleOrDefault()?.Policy, read.LookAlikes.SingleOrDefault()?.DidYouMean));
        if (meant is not null)
            Assert.Equal(MessageKind.Conventional, MessageParser.Parse(meant).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\r\n")]
    [InlineData("Update the readme")]
    [InlineData("Fix the build")]
    [InlineData("fix the build")]
    [InlineData("Test and build, then fix")]
    [InlineData("fix-up of things")]
    [InlineData("https://example.com/x")]
    [InlineData("localhost:8080 is taken")]
    [InlineData("std::vector is slow")]
    [InlineData("fix::vector")]
    [InlineData("src/main.c: free it")]
    [InlineData("12:30 is the time")]
    [InlineData("Notes:")]
    [InlineData("Say that feat: x is a subject")]
    [InlineData("Revert \"feat: x\"")]
    [InlineData("Merge branch 'fix: x'")]
    [InlineData("no breaking changes here")]
    public void Anything_else_is_other_and_nobody_is_told_off(string message)
    {
        CommitMessage read = MessageParser.Parse(message);
        Assert.Equal((MessageKind.Other, message.Trim()), (read.Kind, read.Description));
        Assert.Empty(read.LookAlikes);
    }

    [Fact]
    public void Breaking_change_as_the_subject_breaks_and_is_a_look_alike()
    {
        CommitMessage read = MessageParser.Parse("BREAKING CHANGE: the port moved\n\nbody");
        Assert.Equal((MessageKind.LookAlike, true, "body"), (read.Kind, read.IsBreaking, read.Body));
        Assert.Equal(["the port moved"], read.BreakingNotes);
        Assert.Equal(("CC-19", "feat!: the port moved"), (read.LookAlikes[0].Policy, read.LookAlikes[0].DidYouMean));
    }
}
